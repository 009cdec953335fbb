import type { XmlElement } from './xml-tree.ts';
import { childElements, findElement } from './xml-tree.ts';

/*
 * What the number in a cell means is in its style: dates are days since 1900 (or 1904), percentages fractions. Both are
 * written out the way that is read everywhere; other formats change the looks of a number only.
 * Source: ECMA-376 part 1, 18.8.30 (built-in number formats), 18.17.4 (dates).
 */

export type NumberMeaning = 'number' | 'date' | 'time' | 'percent';

/** The meaning of each cell style, by its index. */
export function readMeanings(styles: XmlElement | undefined): readonly NumberMeaning[] {
  const sheet = styles === undefined ? undefined : findElement(styles, 'styleSheet');
  if (sheet === undefined) return [];
  const customs = findElement(sheet, 'numFmts');
  const codeById = new Map<number, string>();
  for (const format of customs === undefined ? [] : childElements(customs, 'numFmt')) {
    codeById.set(Number(format.attributes.get('numFmtId')), format.attributes.get('formatCode') ?? '');
  }
  const cells = findElement(sheet, 'cellXfs');
  return (cells === undefined ? [] : childElements(cells, 'xf')).map((style) => {
    const id = Number(style.attributes.get('numFmtId') ?? 0);
    return meaningOf(id, codeById.get(id));
  });
}

/** The meaning of a number format, by its number and its code if it is not built in. */
export function meaningOf(id: number, code?: string): NumberMeaning {
  if (code === undefined) {
    if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date';
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return 'time';
    return id === 9 || id === 10 ? 'percent' : 'number';
  }
  const bare = code
    .slice(0, 1000)
    .replace(/"[^"]*"|\\.|_.|\*./gu, '')
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/giu, '')
    .split(';', 1)[0]!;
  if (/[yd]/iu.test(bare) || /mmm/iu.test(bare)) return 'date';
  if (/[hs]/iu.test(bare)) return 'time';
  return bare.includes('%') ? 'percent' : 'number';
}

/** A number as it is read: dates as 2024-11-05, percentages with their sign, others without noise of binary fractions. */
export function numberText(value: number, meaning: NumberMeaning, is1904: boolean): string {
  if (!Number.isFinite(value)) return '';
  if (meaning === 'percent') return `${tidy(value * 100)}%`;
  if (meaning === 'date' && value >= 0 && value < MAX_SERIAL) return dateText(value, is1904);
  if (meaning === 'time' && value >= 0 && value < MAX_SERIAL) {
    return value < 1 ? clockText(Math.round(value * 86_400)) : dateText(value, is1904);
  }
  return tidy(value);
}

/** 31 December 9999, the last day that Excel knows. */
const MAX_SERIAL = 2_958_466;

function dateText(serial: number, is1904: boolean): string {
  // Excel believes that 1900 had a 29 February, day 60; days before it are one less.
  const days = is1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const seconds = Math.round(days * 86_400);
  const text = new Date(Date.UTC(1899, 11, 30) + seconds * 1000).toISOString();
  const time = seconds % 86_400;
  return time === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${clockText(time)}`;
}

function clockText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = seconds % 60;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** Fifteen digits are what a spreadsheet shows. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(15)));
}
