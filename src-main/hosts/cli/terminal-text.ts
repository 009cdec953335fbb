import { relative, sep } from 'node:path';
import type { OcrMark } from '../../../src-contract/ocr.ts';
import { type Position, pageNameOf, type SourceRef } from '../../../src-contract/passage.ts';

/**
 * Control characters and changes of writing direction: text of documents and file names may not steer the terminal.
 * Tab and line feed stay.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Makes text safe to print, one character for one, so that positions in it stay right. */
export function plainText(text: string): string {
  return text.replace(STEERING, '\ufffd');
}

/** The same for text that must stay on one line. */
export function plainLine(text: string): string {
  return plainText(text).replace(/[\n\t]/g, ' ');
}

/** A path as a person would type it: relative below the current folder, with `~` below the home folder. */
export function shortPath(path: string, cwd: string, home: string): string {
  const below = (folder: string): string | undefined => {
    const rest = relative(folder, path);
    return rest === '' || rest.startsWith('..') || rest === path ? undefined : rest;
  };
  const inHome = below(home);
  return plainLine(below(cwd) ?? (inHome === undefined ? path : `~${sep}${inHome}`));
}

/** Where a passage stands, in the form editors and terminals make clickable: `notes.md:3-9`, `lecture.pdf, page 12`. */
export function placeOf(source: SourceRef, position: Position, cwd: string, home: string): string {
  const path = shortPath(source.path, cwd, home);
  if (position.page !== undefined) return `${path}, ${pageNameOf(source.kind)} ${position.page}`;
  if (position.startLine === undefined) return path;
  const end = position.endLine ?? position.startLine;
  return `${path}:${position.startLine}${end === position.startLine ? '' : `-${end}`}`;
}

/** `read by OCR, 87 %` */
export function ocrText({ confidence }: OcrMark): string {
  return `read by OCR, ${Math.round(confidence)} %`;
}

/** `1,234` */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 file`, `2 files` */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** `0.4 s`, `12 s`, `3 min 20 s` */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Decimal units, as disks are sold: `999 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
