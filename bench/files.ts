import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Corpus } from './corpus.ts';

/** A folder of files made of a corpus. */
export interface FileTree {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

const FUNCTIONS_PER_FILE = 8;
const SECTIONS_PER_FILE = 6;

/** Writes `count` passages as Python modules and Markdown notes into `folder`. */
export function writeFiles(corpus: Corpus, count: number, folder: string): FileTree {
  const passages = corpus.passages(count);
  const isCode = (passage: string) => passage.startsWith('def ');
  const modules = groups(passages.filter(isCode), FUNCTIONS_PER_FILE).map((group) => `${group.join('\n\n\n')}\n`);
  const notes = groups(
    passages.filter((passage) => !isCode(passage)),
    SECTIONS_PER_FILE,
  ).map(
    (group, at) => `# Notes ${at}\n\n${group.map((text, part) => `## Part ${part + 1}\n\n${text}`).join('\n\n')}\n`,
  );
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  const write = (name: string, text: string) => {
    bytes += Buffer.byteLength(text);
    writeFileSync(join(folder, name), text);
  };
  for (const [at, text] of modules.entries()) write(`module_${at}.py`, text);
  for (const [at, text] of notes.entries()) write(`notes-${at}.md`, text);
  return { folder, files: modules.length + notes.length, bytes };
}

/** Reads all files again and cuts them at blank lines: what a program does that knows nothing of structure. */
export function readPassages(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split(/\n\s*\n/)
      .filter((part) => part.trim() !== ''),
  );
}

function groups(list: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
