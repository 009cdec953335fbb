/** What a sentence gives to the letter: quoted words, identifiers of code, names. Each has to stand in the passage. */
import { contentWords } from './content-words.ts';
import { unitOf } from './units.ts';

export interface Literal {
  readonly code: 'quote' | 'identifier' | 'name';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Shorter quotes are words under discussion, not quotations. */
const SHORTEST_QUOTE = 2;

const QUOTE = /[“„"«「『]([^“”„"«»「」『』\n]{2,400})[”“"»」』]/gu;
const CODE_SPAN = /`([^`\n]{1,120})`/g;
const IDENTIFIER =
  /(?<![\p{L}\p{N}_.-])(?:--?[a-z][\w-]+|[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+(?:\(\))?|[a-z]+(?:[A-Z][a-z0-9]*)+(?:\(\))?|(?:[A-Z][a-z0-9]+){2,}(?:\(\))?|[A-Za-z]\w*_\w+(?:\(\))?|[A-Za-z_]\w*\(\)|v?\d+(?:\.\d+){2,}|\/?[\w.-]+\/[\w./-]+|[\w-]+\.(?:ts|js|py|rs|go|md|json|ya?ml|toml|txt|pdf|csv|sh|html|css|c|h|cpp|java))(?![\p{L}\p{N}_])/gu;

/** "and/or", "e.g": no code. */
const NO_IDENTIFIER =
  /^(?:and\/or|und\/oder|e\.g|i\.e|z\.b|d\.h|u\.a|a\.m|p\.m|km\/h|m\/s|[A-Z]\.[A-Z]|24\/7|c\/o)\.?$/i;

/** "3.10.2024", "17.786.419": a date, a number. */
const NUMBER = /^\d{1,2}\.\d{1,2}\.(?:\d{2,4})?$|^\d{1,3}(?:\.\d{3}){2,}$/;

/** All literals of a sentence; those in code spans are read once. */
export function readLiterals(sentence: string, passage: string): Literal[] {
  const found: Literal[] = [];
  const taken = new Uint8Array(sentence.length);
  const add = (code: Literal['code'], text: string, start: number): void => {
    if (taken.subarray(start, start + text.length).includes(1)) return;
    taken.fill(1, start, start + text.length);
    found.push({ code, text, start, end: start + text.length });
  };
  for (const match of sentence.matchAll(CODE_SPAN)) add('identifier', match[1] ?? '', match.index + 1);
  for (const match of sentence.matchAll(QUOTE)) {
    if (contentWords(match[1] ?? '').length >= SHORTEST_QUOTE) add('quote', match[1] ?? '', match.index + 1);
  }
  for (const match of sentence.matchAll(IDENTIFIER)) {
    if (!NO_IDENTIFIER.test(match[0]) && !NUMBER.test(match[0])) add('identifier', match[0], match.index);
  }
  for (const name of readNames(sentence, passage)) add('name', name.text, name.start);
  return found.sort((one, other) => one.start - other.start);
}

const CAPITALISED = /(?<![\p{L}\p{N}_])\p{Lu}[\p{Ll}\p{M}]+(?:['’-]\p{L}[\p{L}\p{M}]*)*(?![\p{L}\p{N}_])/gu;
const TITLE = /(?:\b(?:Dr|Prof|Mr|Mrs|Ms|St)\.|\b(?:Frau|Herrn?|Professor|Pope|King|Queen|President|Doktor))\s+$/u;
const NO_NAME = new Set(
  (
    'I Dr Prof Mr Mrs Ms The A An It They He She We You In On At By From To For With After Before When While If As And ' +
    'But Or Its Their His Her This That These Those There All Every Each Some Most Only Monday Tuesday Wednesday ' +
    'Thursday Friday Saturday Sunday January February March April May June July August September October November ' +
    'December Frau Herr Herrn Professor Pope King Queen President Councillor Both Neither Either Two Three Four Five Six ' +
    'Seven Eight Nine Ten No Not Nobody Nothing Although Though Unlike Once Since Until Under Over Between During What ' +
    'Who Which Where How Many Much More Fewer Few Other Another Anyone Everyone Someone One Unless Even Also Then Now'
  ).split(' '),
);
/** "Irish", "Parisian": said of what comes from a place that may be named otherwise. */
const DEMONYM = /(?:ish|ese|[ie]ans?|cans?|ewish|French|Dutch|Greeks?|Swiss|Czechs?|Welsh|Jews|Turks|Danes|Swedes)$/;
const WEEKDAY = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?$/;

/**
 * Names by their capitals: in English every capital inside a sentence, at its start only where a second follows.
 *
 * German writes all nouns so: there a name is two capitals in a row, or what follows a title.
 */
export function readNames(sentence: string, passage: string): { readonly text: string; readonly start: number }[] {
  const isGerman = languageOf(sentence, passage) === 'german';
  const capitals = [...sentence.matchAll(CAPITALISED)].map((match) => ({
    text: match[0].replace(/['’]s$/, ''),
    start: match.index,
    end: match.index + match[0].length,
    isFirst: isSentenceStart(sentence, match.index),
    hasTitle: TITLE.test(sentence.slice(0, match.index)),
  }));
  const touches = (at: number): boolean => {
    const [one, next] = [capitals[at], capitals[at + 1]];
    if (one !== undefined && unitOf(one.text) !== undefined) return false;
    return one !== undefined && next !== undefined && /^[\s-]$/.test(sentence.slice(one.end, next.start));
  };
  return capitals.filter((word, at) => {
    if (WEEKDAY.test(word.text)) return !word.isFirst && !isGerman;
    if (NO_NAME.has(word.text) || DEMONYM.test(word.text) || word.text.length < 2 || unitOf(word.text) !== undefined)
      return false;
    const runs = touches(at) || touches(at - 1);
    const before = touches(at - 1) ? capitals[at - 1] : undefined;
    if (before !== undefined && !contentWords(before.text).some(({ weight }) => weight > 0) && !touches(at))
      return !isGerman;
    const startsAfterFirst = before?.isFirst === true && !touches(at);
    if (word.hasTitle) return true;
    if (isGerman) return runs && !word.isFirst && !(startsAfterFirst && !passage.includes(before?.text ?? ''));
    return !word.isFirst || (touches(at) && !NO_NAME.has(word.text));
  });
}

function isSentenceStart(sentence: string, at: number): boolean {
  return (
    /(?:^|[.!?:;•|]\s|["“„(*_`[-]\s*)[*_"“„(]*$/u.test(sentence.slice(Math.max(0, at - 4), at)) ||
    /^[^\p{L}\p{N}]*$/u.test(sentence.slice(0, at))
  );
}

/** The beginning tells the language. */
const LANGUAGE_SAMPLE = 600;

const GERMAN = /[äöüß]|\b(?:der|die|das|den|dem|und|ist|sind|wird|nicht|ein|eine|mit|von|für|auf|zum|zur|im)\b/giu;
const ENGLISH = /\b(?:the|and|is|are|of|to|was|were|with|for|by|it|that|an?)\b/giu;

export function looksGerman(text: string): boolean {
  return germanLead(text) > 0;
}

function germanLead(text: string): number {
  const sample = text.slice(0, LANGUAGE_SAMPLE);
  return (sample.match(GERMAN)?.length ?? 0) - (sample.match(ENGLISH)?.length ?? 0);
}

/** Of a text, or where it does not tell, of what stands beside it. */
export function languageOf(text: string, beside: string): 'german' | 'chinese' | 'other' {
  if (HAN.test(text)) return 'chinese';
  const lead = germanLead(text);
  if (lead !== 0) return lead > 0 ? 'german' : 'other';
  return looksGerman(beside) ? 'german' : 'other';
}

const HAN = /\p{Script=Han}/u;

/** Share of English words that are on the short list above, at least; guess, tried on English and Spanish of xquad. */
const ENGLISH_SHARE = 0.08;

function looksEnglish(text: string): boolean {
  const sample = text.slice(0, LANGUAGE_SAMPLE);
  const words = sample.match(/\p{L}+/gu)?.length ?? 0;
  return (sample.match(ENGLISH)?.length ?? 0) >= words * ENGLISH_SHARE;
}

/** Words that begin small are no names; a translation shares few. Guess, tried on the pairs and on xquad. */
const SMALL_WORD = /(?<!\p{L})\p{Ll}{4,}(?!\p{L})/gu;
const SHARED_SMALL = 0.25;

function sharesWords(sentence: string, passage: string): boolean {
  const words = sentence.match(SMALL_WORD) ?? [];
  const held = new Set(passage.match(SMALL_WORD) ?? []);
  return words.filter((word) => held.has(word)).length > words.length * SHARED_SMALL;
}

/** Little words that hold sentences together; two texts of one language share them. */
const LITTLE_WORD = /(?<![\p{L}\p{N}'’])\p{Ll}{1,3}(?![\p{L}\p{N}'’])/gu;
/** Fewer tell nothing; with enough, this share of them stands in a text of the same language. Guesses, tried on xquad. */
const ENOUGH_LITTLE = 4;
const SHARED_LITTLE = 0.4;

/** Whether a sentence is in another language than a passage of prose, as far as words tell: names may be translated. */
export function isTranslated(sentence: string, passage: string): boolean {
  const language = languageOf(sentence, passage);
  if (language !== languageOf(passage, '')) return true;
  if (language !== 'other') return false;
  const isEnglish = looksEnglish(sentence);
  if (isEnglish !== looksEnglish(passage)) return !sharesWords(sentence, passage);
  const little = [...new Set(sentence.match(LITTLE_WORD) ?? [])];
  if (isEnglish || little.length < ENOUGH_LITTLE) return false;
  const held = new Set(passage.match(LITTLE_WORD) ?? []);
  return little.filter((word) => held.has(word)).length < little.length * SHARED_LITTLE;
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
