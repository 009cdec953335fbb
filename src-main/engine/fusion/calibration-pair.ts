/**
 * Makes a question with a known answer of a passage: what its author says that it is about, and the rest of it.
 *
 * A docstring asks for its code, a heading for its section, a title for the opening of its document. What asks is taken
 * out of the answer, or every word of it would be found there. Linear in the text; knows no language but the marks of comments.
 */
import type { ChunkType } from '../chunking/chunk-type.ts';

/** The parts of a passage that are looked at. */
export interface DescribedPassage {
  readonly type: ChunkType;
  readonly text: string;
  /** Heading path, outermost first, joined by " › ". */
  readonly heading?: string | undefined;
  readonly title: string;
  /** Place in the source, from 0. */
  readonly ordinal: number;
}

/** What is asked, and the passage without it. */
export interface CalibrationPair {
  readonly question: string;
  readonly body: string;
}

const CODE: ReadonlySet<ChunkType> = new Set(['function', 'method', 'class', 'declarations', 'code']);
/** Bounds in words, for what is asked and what answers. Guesses: "Usage" asks nothing, and a page is no question. */
const QUESTION_WORDS = { docstring: 4, heading: 2, title: 3, most: 40 } as const;
const LEAST_BODY_WORDS = 12;
/** A run of letters without spaces counts a word for each two: Chinese, Japanese and Thai. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2}/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const COMMENTS = [
  /("""|''')([\s\S]*?)\1/,
  /\/\*\*?([\s\S]*?)\*\//,
  /(?:^[ \t]*(?:\/\/[/!]?|#(?![!a-z])|--)[^\n]*(?:\n|$))+/m,
] as const;
const MARKS = /^[ \t]*(?:\/\*\*?|\*\/|\*|\/\/[/!]?|#+|--)[ \t]?|\*\/[ \t]*$|"""|'''/gm;
const FILE_NAME = /\.\w{1,5}$/;

/** Undefined for a passage that says nothing about itself, or nothing else. */
export function calibrationPair(passage: DescribedPassage): CalibrationPair | undefined {
  const pair = CODE.has(passage.type) ? fromComment(passage.text) : fromNames(passage);
  return pair !== undefined && wordsIn(pair.body) >= LEAST_BODY_WORDS ? pair : undefined;
}

function fromComment(text: string): CalibrationPair | undefined {
  for (const pattern of COMMENTS) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const question = firstSentence(found[0].replace(MARKS, ''));
    if (isQuestion(question, QUESTION_WORDS.docstring)) {
      return { question, body: text.slice(0, found.index) + text.slice(found.index + found[0].length) };
    }
  }
  return undefined;
}

function firstSentence(comment: string): string {
  const paragraph = comment.trim().split(/\n\s*\n|\n\s*[@:]/u)[0] ?? '';
  const line = paragraph.replace(/\s+/g, ' ').trim();
  return /^.*?[.!?](?=\s|$)/u.exec(line)?.[0] ?? line;
}

function fromNames({ heading, title, ordinal, text }: DescribedPassage): CalibrationPair | undefined {
  const named = heading?.split(' › ').at(-1)?.trim();
  const isTitled = ordinal === 0 && !FILE_NAME.test(title) && !title.includes('_');
  const question =
    named !== undefined && isQuestion(named, QUESTION_WORDS.heading)
      ? named
      : isTitled && isQuestion(title, QUESTION_WORDS.title)
        ? title
        : undefined;
  if (question === undefined) return undefined;
  const key = plain(question);
  const body = text.split('\n').filter((line) => plain(line) !== key);
  return { question, body: body.join('\n') };
}

/** Letters and digits alone: a heading in the text bears marks and numbers. */
function plain(line: string): string {
  return (line.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join(' ');
}

function isQuestion(text: string, least: number): boolean {
  const words = wordsIn(text);
  return words >= least && words <= QUESTION_WORDS.most;
}

function wordsIn(text: string): number {
  return (text.replace(UNSPACED, ' x ').match(WORD) ?? []).length;
}
