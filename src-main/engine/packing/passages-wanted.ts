import { subjectOf } from './question-kind.ts';

/** Questions that need several places: comparing, listing, summing up. English, German, Chinese. */
const BROAD =
  /\b(?:compare|comparison|difference|differ|versus|vs|list|all|every|each|overview|summar\w+|pros and cons|advantages|steps|vergleich\w*|unterschied\w*|unterscheiden|alle[nrs]?|jede[mnrs]?|liste|überblick|zusammenfass\w*|vor- und nachteile|schritte)\b|比较|区别|不同|对比|所有|全部|每个|列出|列举|概述|总结|步骤|优缺点/iu;

/** What joins one more question to another. */
const JOINED =
  /[?？](?=.*\S)|[;；]|\b(?:and|und|sowie)\s+(?:what|when|who|how|why|where|which|was|wann|wer|wie|warum|wo|welche\w*)\b|以及|并且/giu;

/** More words than this make one more aspect. Guess, unmeasured. */
const WORDS_OF_A_SUBJECT = 6;

/** How much more passages each sign of complexity asks for, and the most that all together do. Guesses, unmeasured. */
const MORE_FOR_BROAD = 0.5;
const MORE_FOR_PART = 0.3;
const MOST = 2;

/** No question gets more. */
const LIMIT = 50;

/**
 * How many passages a question needs: `base` for a plain one, up to twice as many for one with parts or a wide subject.
 *
 * By words alone, so that the same question always looks at the same passages.
 */
export function passagesWanted(question: string, base: number): number {
  const parts = question.match(JOINED)?.length ?? 0;
  const words = subjectOf(question).split(/\s+/).length;
  const aspects = parts + Math.floor((words - 1) / WORDS_OF_A_SUBJECT);
  const factor = Math.min(MOST, 1 + (BROAD.test(question) ? MORE_FOR_BROAD : 0) + aspects * MORE_FOR_PART);
  return Math.min(LIMIT, Math.max(base, Math.round(base * factor)));
}
