/**
 * Takes out of an answer, while it arrives in pieces, the lines in which a model says whether the passages answered.
 *
 * Asked for `Status: answered | partly | not in passages` and `Missing: …; …` at the end, models write them bold, as
 * list items, in the question's language or at the beginning. A line is taken when its value is understood, and passes
 * as text otherwise (`Status: 200`). Only what may still become such a line is held back, and white space before it.
 */
import type { AnswerStatus } from '../../../src-contract/answer.ts';

export interface StatedStatus {
  /** Undefined when the model did not say. */
  readonly status: AnswerStatus | undefined;
  readonly missing: readonly string[];
}

export interface StatusFilter {
  /** The text that is certainly part of the answer. */
  push(piece: string): string;
  /** The rest of the text, and what was said. */
  end(): StatedStatus & { readonly text: string };
}

const DECORATION = '[\\s>*_#`~•-]*';
const STATUS_WORDS = ['status', '状态'];
const MISSING_WORDS = ['missing', 'fehlt', 'fehlend', 'es fehlt', '缺少', '缺失'];
const LABELLED = new RegExp(
  `^${DECORATION}(${[...STATUS_WORDS, ...MISSING_WORDS].join('|')})${DECORATION}[:：]${DECORATION}(.*)$`,
  'isu',
);
const INLINE_MISSING = new RegExp(`[.;,，。；(—–-]?\\s*(?:${MISSING_WORDS.join('|')})${DECORATION}[:：]`, 'iu');
const BULLET = /^\s*[-*•–]\s+/u;

const PARTLY = /\b(?:part(?:ly|ial\w*|ially)|teil\w*|some\w*)\b|部分/iu;
const NOT = /\bnot\b|\bno\b|\bun ?answer|\bnone\b|\bnicht\b|\bkeine?\b|\bnein\b|没有|未|不在|无法|否/iu;
const ANSWERED = /\banswer(?:ed|s)?\b|\byes\b|\bfull\w*|\bcomplete\w*|\bja\b|beantwortet|vollständig|回答|完整|是/iu;
const NOTHING = /^(?:none|nothing|n\/?a|no|keine?s?|nichts|nil|无|没有|-+)?[.。]?$/iu;

/** A line longer than this is prose, whatever it begins with. */
const LONGEST_LINE = 600;
const MOST_MISSING = 8;
const LONGEST_MISSING = 200;

export function createStatusFilter(): StatusFilter {
  let line = '';
  let isPassing = false; // the rest of this line is text
  let space = ''; // line ends that wait for text after them
  let status: AnswerStatus | undefined;
  let isListing = false; // items of what is missing may follow
  const missing: string[] = [];

  const release = (text: string): string => {
    const out = space + text;
    space = '';
    isListing = false;
    return out;
  };

  /** @returns text of the line that has ended, without its end */
  function closeLine(): string {
    const closed = line;
    line = '';
    if (isPassing) {
      isPassing = false;
      return closed;
    }
    if (closed.trim() === '') return keepBlank(closed);
    return take(closed) ? '' : release(closed);
  }

  /** Blank lines pass only when text follows. */
  function keepBlank(blank: string): string {
    space += blank;
    return '';
  }

  /** Whether the line was a statement rather than text. */
  function take(closed: string): boolean {
    if (isListing && BULLET.test(closed)) {
      addMissing(missing, closed.replace(BULLET, ''));
      return true;
    }
    const [, label, value = ''] = LABELLED.exec(closed) ?? [];
    if (label === undefined) return false;
    if (!STATUS_WORDS.includes(label.toLowerCase())) {
      if (status === undefined) return false;
      addMissing(missing, value);
      isListing = value.trim() === '';
      return true;
    }
    const [said = '', ...rest] = value.split(INLINE_MISSING);
    const understood = readStatus(said);
    if (understood === undefined) return false;
    status = understood;
    for (const items of rest) addMissing(missing, items);
    isListing = false;
    return true;
  }

  return {
    push(piece) {
      let out = '';
      for (const character of piece) {
        if (character === '\n') {
          out += closeLine();
          space += '\n';
          continue;
        }
        line += character;
        if (isPassing) continue;
        if (!mayBeStatement(line, status !== undefined, isListing)) {
          out += release(line);
          line = '';
          isPassing = true;
        }
      }
      if (isPassing) {
        out += line;
        line = '';
      }
      return out;
    },
    end() {
      const text = closeLine();
      return { text, status, missing };
    },
  };
}

/** Whether a line that begins so may still say something about the answer. */
function mayBeStatement(line: string, isAfterStatus: boolean, isListing: boolean): boolean {
  if (line.length > LONGEST_LINE) return false;
  if (isListing && /^\s*(?:[-*•–](?:\s.*)?)?$/su.test(line)) return true;
  const bare = line.replace(new RegExp(`^${DECORATION}`, 'u'), '').toLowerCase();
  const words = isAfterStatus ? [...STATUS_WORDS, ...MISSING_WORDS] : STATUS_WORDS;
  return words.some((word) => {
    if (word.startsWith(bare)) return true;
    return bare.startsWith(word) && /^[\s*_`~]*(?:[:：].*)?$/su.test(bare.slice(word.length));
  });
}

/** The status that a model's words mean; undefined when they mean none. */
export function readStatus(said: string): AnswerStatus | undefined {
  if (PARTLY.test(said)) return 'partly';
  if (NOT.test(said)) return 'not-in-sources';
  return ANSWERED.test(said) ? 'answered' : undefined;
}

function addMissing(missing: string[], items: string): void {
  for (const item of items.split(/[;；\n]/u)) {
    const plain = item
      .replace(/\[\d[\d,\s]*\]/g, '')
      .replace(/^[\s>*_#`~•)-]+|[\s*_`~(]+$/gu, '')
      .replace(/[.。)]$/u, '')
      .trim();
    if (NOTHING.test(plain) || missing.length >= MOST_MISSING || missing.includes(plain)) continue;
    missing.push(plain.length > LONGEST_MISSING ? `${plain.slice(0, LONGEST_MISSING - 1).toWellFormed()}…` : plain);
  }
}
