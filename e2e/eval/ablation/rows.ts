import { createRequire } from 'node:module';
import { DEFAULT_CENTRE, DEFAULT_SHAPE, type WeightShape } from '../../../src-main/engine/fusion/fuse-scores.ts';
import { englishStem } from '../../../src-main/engine/text/english-stem.ts';
import { termWeight, withoutLanguageNames } from '../../../src-main/engine/text/function-words.ts';
import { openingLine } from '../../../src-main/engine/text/indexed-text.ts';
import { termsOfWord } from '../../../src-main/engine/text/terms.ts';
import { forEachWord } from '../../../src-main/engine/text/words.ts';
import type { JudgedPassages } from './judged-passages.ts';
import type { Analysis } from './lists.ts';

/** One line of a table: what differs from the product. */
export interface Row {
  readonly name: string;
  /** The product's own index and terms without it. */
  readonly analysis?: ((set: JudgedPassages) => Analysis) | undefined;
  /** How often the opening line is added to what is indexed and embedded. */
  readonly openings?: { readonly words: number; readonly meaning: number } | undefined;
  readonly queryToEmbed?: ((text: string) => string) | undefined;
  readonly centre?: number | undefined;
  readonly shape?: WeightShape | undefined;
  /** Length of each list before fusion. */
  readonly depth?: number | undefined;
}

type Passage = JudgedPassages['passages'][number];

export function textOf({ context, text }: Passage, openings: number): string {
  const opening = openingLine(text);
  const parts = [context, ...Array.from({ length: openings }, () => opening), text];
  return parts.filter((part) => part !== '').join('\n');
}

interface Stemmer {
  stem(word: string): string;
}
const snowball = createRequire(import.meta.url)('snowball-stemmers') as { newStemmer(language: string): Stemmer };
const SNOWBALL: Readonly<Record<string, string>> = {
  'xquad-de': 'german',
  'xquad-es': 'spanish',
  'xquad-ro': 'romanian',
  'xquad-tr': 'turkish',
};
const PLAIN = /^\p{L}[\p{L}\p{M}]*$/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Terms as the product makes them, but for whole words of letters, which `form` decides. */
function termsBy(form: (word: string) => string): (text: string) => string[] {
  return (text) => {
    const terms: string[] = [];
    forEachWord(text, (start, end) => {
      const word = text.slice(start, end);
      for (const span of termsOfWord(word)) {
        const part = word.slice(span.start, span.end).toLowerCase();
        const isWhole = span.start === 0 && span.end === word.length && /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(word);
        terms.push(!PLAIN.test(part) || UNSPACED.test(part) || isWhole ? span.term : form(part));
      }
    });
    return terms;
  };
}

const ASCII = /^[a-z]+$/;
const porter = (word: string): string => (ASCII.test(word) ? englishStem(word) : word);
const product = termsBy((word) => termsOfWord(word)[0]?.term ?? word);
const inCode = (set: JudgedPassages): boolean => set.name.startsWith('cosqa');
const weighted =
  (weight: number) =>
  (set: JudgedPassages) =>
  (term: string): number =>
    termWeight(term, inCode(set)) < 1 ? weight : 1;
const shipped = weighted(0.5);
const stemmed =
  (form: (word: string, set: JudgedPassages) => string) =>
  (set: JudgedPassages): Analysis => ({
    terms: termsBy((word) => form(word, set)),
    weight: shipped(set),
  });

function rightStemmer(set: JudgedPassages): (word: string) => string {
  const language = SNOWBALL[set.name];
  if (language === undefined) return porter;
  const stemmer = snowball.newStemmer(language);
  return (word) => stemmer.stem(word);
}

const TEXT: readonly Row[] = [
  { name: 'product' },
  { name: 'no stems', analysis: stemmed((word) => word) },
  { name: 'Porter only (as before)', analysis: stemmed(porter) },
  {
    name: 'Snowball of the right language',
    analysis: (set) => ({ terms: termsBy(rightStemmer(set)), weight: shipped(set) }),
  },
  { name: 'Porter, cut to 5', analysis: stemmed((word) => porter(word).slice(0, 5)) },
  { name: 'Porter, cut to 6, accents kept', analysis: stemmed((word) => porter(word).slice(0, 6)) },
  { name: 'Porter, cut to 7, accents kept', analysis: stemmed((word) => porter(word).slice(0, 7)) },
  { name: 'function words count 0', analysis: (set) => ({ terms: product, weight: weighted(0)(set) }) },
  { name: 'function words count ¼', analysis: (set) => ({ terms: product, weight: weighted(0.25)(set) }) },
  {
    name: 'function words, languages count 1',
    analysis: () => ({ terms: product }),
    queryToEmbed: (text) => text,
  },
  {
    name: 'names of languages count 1',
    analysis: () => ({ terms: product, weight: (term) => termWeight(term, false) }),
    queryToEmbed: (text) => text,
  },
];

const OPENING: readonly Row[] = [
  { name: 'product (3 × words, 2 × meaning)' },
  ...(
    [
      [0, 0],
      [1, 0],
      [2, 0],
      [0, 1],
      [1, 1],
      [3, 1],
      [2, 2],
    ] as const
  ).map(([words, meaning]) => ({
    name: `${words + 1} × words, ${meaning + 1} × meaning`,
    openings: { words, meaning },
  })),
];

const BM25: readonly Row[] = (
  [
    [1.2, 0.75],
    [0.9, 0.4],
    [0.9, 0.6],
    [1.2, 0.5],
    [1.5, 0.75],
    [2, 0.75],
    [0.7, 0.75],
  ] as const
).map(([k1, b]) => ({
  name: `k1 ${k1}, b ${b}`,
  analysis: (set) => ({ terms: product, weight: shipped(set), k1, b }),
}));

const shaped = (name: string, change: Partial<WeightShape>, centre = DEFAULT_CENTRE): Row => ({
  name,
  centre,
  shape: { ...DEFAULT_SHAPE, ...change },
});

const FUSION: readonly Row[] = [
  { name: 'product' },
  ...[0.5, 0.55, 0.65, 0.7, 0.75].map((centre): Row => ({ name: `centre ${centre}`, centre })),
  shaped('no peaks', { perVectorPeak: 0, perLexicalPeak: 0 }),
  ...[0.5, 1.5].map((weight) => shaped(`peak of vectors × ${weight}`, { perVectorPeak: weight })),
  ...[0.5, 1.5].map((weight) => shaped(`peak of words × ${weight}`, { perLexicalPeak: weight })),
  shaped('peak of words × 1.5, centre .75', { perLexicalPeak: 1.5 }, 0.75),
  ...[0.1, 0.2, 0.4].map((least) => shaped(`α at least ${least}`, { least })),
  shaped('α at most .8', { most: 0.8 }),
  ...[0.3, 0.8, 1].map((trustedShare) => shaped(`trusted from ${trustedShare} known`, { trustedShare })),
  ...[20, 50, 100].map((depth) => ({ name: `${depth} of each list`, depth })),
];

export const TABLES: Readonly<Record<string, readonly Row[]>> = {
  Text: TEXT,
  'Opening line': OPENING,
  BM25,
  Fusion: FUSION,
};

export { withoutLanguageNames };
