/**
 * Deterministic passages and questions for the benchmarks.
 *
 * Real ones where the evaluation sets lie beside the repository (Python functions, encyclopaedia paragraphs, abstracts).
 * Beyond their number a passage joins the first half of one to the second half of another, so that every passage
 * differs while words keep their natural frequencies. Without the sets the text is generated with the same machinery
 * from a small word list with Zipf's frequencies; the report says which was used.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../src-main/testing/seeded.ts';

export interface Corpus {
  /** What the text is, for the report. */
  readonly origin: string;
  /** The first `count` passages. */
  passages(count: number): string[];
  readonly questions: readonly string[];
}

const SETS = ['cosqa-dev', 'squad-dev', 'scifact-train', 'cranfield'];

/** Opens the evaluation sets in `folder`, or generates text when it does not exist. */
export function openCorpus(folder: string): Corpus {
  const present = SETS.filter((name) => existsSync(join(folder, name, 'corpus.jsonl')));
  if (present.length === 0) return generatedCorpus();
  const passages = interleave(present.map((name) => readTexts(join(folder, name, 'corpus.jsonl'))));
  const questions = interleave(present.map((name) => readTexts(join(folder, name, 'queries.jsonl'))));
  return {
    origin: `${present.join(', ')} (${passages.length} passages; further ones join halves of two)`,
    passages: (count) => Array.from({ length: count }, (_, at) => passageAt(passages, at)),
    questions,
  };
}

function readTexts(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const { title = '', text } = JSON.parse(line) as { title?: string; text: string };
    return title === '' ? text : `${title}\n${text}`;
  });
}

/** Takes from each list in turn, so that any prefix has all kinds. */
function interleave(lists: readonly string[][]): string[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}

function passageAt(originals: readonly string[], at: number): string {
  const base = at % originals.length;
  const round = Math.floor(at / originals.length);
  const first = originals[base] ?? '';
  if (round === 0) return first;
  // Steps that are prime to most counts: each round pairs every passage with another partner.
  const second = originals[(base * 7919 + round * 104_729) % originals.length] ?? '';
  return `${first.slice(0, first.length >>> 1)} ${second.slice(second.length >>> 1)}`;
}

const SYLLABLES = 'ba ke lo mi nu ra se to vi zu cha dre fin gor hal jun pel qua ster thu'.split(' ');
const GENERATED_WORDS = 20_000;
const WORDS_PER_PASSAGE = 130;

function generatedCorpus(): Corpus {
  const words = Array.from({ length: GENERATED_WORDS }, (_, at) => {
    let word = '';
    for (let rest = at + 20; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
      word += SYLLABLES[rest % SYLLABLES.length];
    }
    return word;
  });
  // Zipf: the word of rank r has a frequency of 1/r, drawn by the inverse of its cumulative distribution.
  const text = (seed: number, length: number) => {
    const next = seeded(seed);
    return Array.from({ length }, () => words[Math.floor(GENERATED_WORDS ** next()) - 1] ?? '').join(' ');
  };
  return {
    origin: 'generated words (the evaluation sets are absent)',
    passages: (count) => Array.from({ length: count }, (_, at) => text(at, WORDS_PER_PASSAGE)),
    questions: Array.from({ length: 500 }, (_, at) => text(-1 - at, 8)),
  };
}
