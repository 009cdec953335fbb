/** What a sentence gives to the letter: quoted words, identifiers of code, names. Each has to stand in the passage. */
import { contentWords } from './content-words.ts';
import { NO_NAME, readNames } from './read-names.ts';

export interface Literal {
  readonly code: 'quote' | 'identifier' | 'name';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Of a name: all capitals in a row that it belongs to, in order. */
  readonly run?: readonly string[];
}

/** Shorter quotes are words under discussion, not quotations. */
const SHORTEST_QUOTE = 2;

const QUOTE = /[“„"«»「『《]([^“”„"«»「」『』《》\n]{2,400})[”“"«»」』》]/gu;
const CODE_SPAN = /(?<!`)(`+)([^`\n]{1,120})\1(?!`)/g;
const IDENTIFIER =
  /(?<![\p{L}\p{N}_.-])(?:--?[a-z][\w-]+|[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+(?:\(\))?|[a-z]+(?:[A-Z][a-z0-9]*)+(?:\(\))?|(?:[A-Z][a-z0-9]+){2,}(?:\(\))?|[A-Za-z]\w*_\w+(?:\(\))?|[A-Za-z_]\w*\(\)|v?\d+(?:\.\d+){2,}|\/?[\w.-]+\/[\w./-]+|[\w-]+\.(?:ts|js|py|rs|go|md|json|ya?ml|toml|txt|pdf|csv|sh|html|css|c|h|cpp|java))(?![\p{L}\p{N}_])/gu;

/** "and/or", "e.g": no code. */
const NO_IDENTIFIER =
  /^(?:and\/or|und\/oder|e\.g|i\.e|z\.b|d\.h|u\.a|a\.m|p\.m|km\/h|m\/s|[A-Z]\.[A-Z]|24\/7|c\/o)\.?$/i;

/** "-ler": of an option only where the passage has options. */
const SUFFIX = /^-[a-z]+$/;
const OPTION = /(?<![\p{L}\p{N}-])--?[a-z]/u;

/** "3.10.2024", "17.786.419": a date, a number. */
const NUMBER = /^\d{1,2}\.\d{1,2}\.(?:\d{2,4})?$|^\d{1,3}(?:\.\d{3}){2,}$/;

/** "stdout/stderr", "Latitude/longitude": alternatives, no path. */
const ALTERNATIVES = /^\p{L}+\/\p{L}+$/u;
/** In a code span a word like any other: `list`, `True`. */
const PLAIN_WORD = /^(?:\p{Ll}+|True|False|None|Null)$/u;

/** "load_rows", "--strict", "a::b", "rows.csv", "3.4.1", "loadRows"; of science and trade are "mRNA", "H2A.Z", "YouTube". */
const CODE_NAME =
  /[_():\\]|->|^--|^-\w$|^\/|\/.*\/|\.(?:ts|js|py|rs|go|md|json|ya?ml|toml|txt|pdf|csv|sh|html|css|c|h|cpp|java)$|^v?\d+(?:\.\d+){2,}$|^[a-z]{2,}(?:\.[a-z]{2,}\w*)+$|^[a-z]{2,}(?:[A-Z][a-z]{2,})+$|^[A-Z][a-z]{2,}(?:Error|Exception)$/;

/** Whether an identifier could be nothing else ("macOS" could); in a code span all but plain words. */
export function isCodeName({ text, start }: Literal, sentence: string): boolean {
  return !PLAIN_WORD.test(text) && (sentence.charAt(start - 1) === '`' || CODE_NAME.test(text));
}

/** All literals of a sentence; those in code spans are read once. */
export function readLiterals(sentence: string, passage: string): Literal[] {
  const found: Literal[] = [];
  const taken = new Uint8Array(sentence.length);
  const add = (code: Literal['code'], text: string, start: number, run?: readonly string[]): void => {
    if (taken.subarray(start, start + text.length).includes(1)) return;
    taken.fill(1, start, start + text.length);
    found.push({ code, text, start, end: start + text.length, ...(run === undefined ? {} : { run }) });
  };
  for (const match of sentence.matchAll(CODE_SPAN))
    add('identifier', match[2] ?? '', match.index + (match[1] ?? '').length);
  for (const match of sentence.matchAll(QUOTE)) {
    if (contentWords(match[1] ?? '').length >= SHORTEST_QUOTE) add('quote', match[1] ?? '', match.index + 1);
  }
  for (const match of sentence.matchAll(IDENTIFIER)) {
    if (SUFFIX.test(match[0]) && !OPTION.test(passage)) continue;
    if (ALTERNATIVES.test(match[0]) || NO_IDENTIFIER.test(match[0]) || NUMBER.test(match[0])) continue;
    add('identifier', match[0], match.index);
  }
  for (const name of readNames(sentence, passage)) add('name', name.text, name.start, name.run);
  return found.sort((one, other) => one.start - other.start);
}

const squeeze = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** Whether a literal stands in the passage: identifiers and quotes but for white space and marks, names but for endings. */
export function standsIn(literal: Literal, passage: string): boolean {
  const wanted = squeeze(literal.text);
  if (wanted === '') return true;
  if (literal.code === 'quote') return squeeze(passage).includes(wanted);
  if (literal.code === 'identifier') return identifierStands(literal.text, passage);
  const stem = wanted.slice(0, Math.max(3, wanted.length - 2));
  for (const [word] of passage.matchAll(/[\p{L}\p{M}]+(?:['’-]\p{L}+)*/gu)) {
    const held = squeeze(word);
    if (held === wanted || (wanted.length > 4 && held.startsWith(stem)) || (held.length > 3 && wanted.startsWith(held)))
      return true;
  }
  return squeeze(passage).includes(wanted) && wanted.length > 4;
}

const ASSIGNED = /^([A-Za-z_][\w.-]*)\s*=\s*(?:true|false|none|null|\d+)$/i;

function identifierStands(text: string, passage: string): boolean {
  if (passage.includes(text)) return boundaryHolds(text, passage);
  if (/^[\w.-]+\/$/.test(text)) return false;
  const assigned = ASSIGNED.exec(text)?.[1];
  if (assigned !== undefined) return boundaryHolds(assigned, passage); // another value: a case, as in "with `x=True`"
  const bare = text.replace(/\(\)$|^\/+|[/.]+$/g, '').trim();
  if (bare !== '' && boundaryHolds(bare, passage)) return true;
  const loose = squeeze(bare);
  const words = bare.split(/[^\p{L}\p{N}_.$-]+/u).filter((word) => word !== '');
  if (words.length > 1) return squeeze(passage).includes(loose) || words.every((word) => boundaryHolds(word, passage));
  return boundaryHolds(bare.toLowerCase(), passage.toLowerCase());
}

/** Not as a part of a longer identifier. */
function boundaryHolds(text: string, passage: string): boolean {
  for (let at = passage.indexOf(text); at >= 0; at = passage.indexOf(text, at + 1)) {
    const [before, after] = [passage.charAt(at - 1), passage.charAt(at + text.length)];
    const opens = !/[\w$]/.test(before) || !/^[\w$]/.test(text);
    const closes = !/[\w$]/.test(after) || !/[\w$]$/.test(text);
    if (opens && closes) return true;
  }
  return false;
}

/**
 * Whether what is missing of a name may be no name or be known otherwise.
 *
 * "Daniel Stenberg" of a passage that has Stenberg, with no other first name. German writes nouns in a row
 * ("beim Klimawandel Wirkung zeigte"): there all of a row must be missing.
 */
export function isKnownOtherwise({ code, text, run = [] }: Literal, passage: string, isGerman: boolean): boolean {
  if (code !== 'name') return false;
  const stands = (word: string): boolean => standsIn({ code, text: word, start: 0, end: 0 }, passage);
  if (isGerman) return run.some((word) => word !== text && stands(word));
  return run.slice(run.indexOf(text) + 1).some((word) => stands(word) && !hasOtherFirstName(word, passage));
}

function hasOtherFirstName(surname: string, passage: string): boolean {
  const named = new RegExp(`(\\p{Lu}[\\p{Ll}.]+) ${surname.replace(/[^\p{L}\p{N}]/gu, '.')}`, 'gu');
  return [...passage.matchAll(named)].some(([, first = '']) => !NO_NAME.has(first.replace(/\.$/, '')));
}
