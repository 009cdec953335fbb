import type { Turn } from './ports.ts';

const FOLLOW_UP =
  /^\W*(?:and|but|what about|how about|why|how so|und|aber|was ist mit|warum|wieso)\b|\b(?:it|its|they|them|their|this|that|these|those|es|sie|ihre?|dies(?:e[rmns]?)?|davon|dafür|damit)\b|^(?:那么?|还有|为什么)|呢[？?]?$|[它这那]/iu;

/** A longer question names what it is about. Guess, unmeasured. */
const MOST_WORDS = 8;
const MOST_HAN_CHARACTERS = 12;

/**
 * What to search for: the question, with the one before it when it only makes sense after it ("And the third?").
 *
 * Passages that match both rank first; a model that rewrites questions is not always there.
 */
export function searchText(question: string, history: readonly Turn[]): string {
  const previous = history.findLast((turn) => turn.role === 'user')?.text;
  const words = question.split(/\s+/).length;
  const characters = question.match(/\p{Script=Han}/gu)?.length ?? 0;
  const isShort = words <= MOST_WORDS && characters <= MOST_HAN_CHARACTERS;
  return previous !== undefined && isShort && FOLLOW_UP.test(question)
    ? `${question}\n${previous}`.slice(0, 10_000)
    : question;
}
