import type { ContentWord } from './content-words.ts';
import type { ReadPassage, Segment } from './passage-segments.ts';
import { FRONTED } from './swapped-markers.ts';

/** Sets of words of which only one can be true of a thing: colours, days of the week, seasons, directions, levels of a log. */
const SETS: readonly (readonly string[])[] = [
  'red orange yellow green blue purple violet pink brown black white grey gray',
  'rot orange gelb grün blau violett rosa braun schwarz weiß grau',
  'monday tuesday wednesday thursday friday saturday sunday',
  'montag dienstag mittwoch donnerstag freitag samstag sonntag',
  'spring summer autumn winter',
  'frühling sommer herbst winter',
  'north south east west',
  'northern southern eastern western',
  'norden süden osten westen',
  'left right',
  'links rechts',
  'debug info warn error fatal trace',
  'morning noon afternoon evening midnight',
  'daily weekly monthly yearly',
  'gold silver bronze copper',
  'mother father brother sister son daughter uncle aunt',
  'mutter vater bruder schwester sohn tochter onkel tante',
  'true false',
  'ascending descending',
  'kilometres miles',
].map((words) => words.split(' '));
const HAN_SETS: readonly (readonly string[])[] = [
  ['红色', '橙色', '黄色', '绿色', '蓝色', '紫色', '黑色', '白色'],
  ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  ['春季', '夏季', '秋季', '冬季'],
];

const holds = (text: string, word: string): boolean => {
  if (!text.toLowerCase().includes(word)) return false;
  return /\p{Script=Han}/u.test(word) || new RegExp(`(?<!\\p{L})${word}s?(?!\\p{L})`, 'iu').test(text);
};

/** A clause is about the same when it holds this share of the claim's words by weight. Guess, unmeasured. */
const SAME_MATTER = 0.5;

/** A word of the claim where the passage has another of its kind, and not this one; undefined when there is none. */
export function findExcluded(
  claim: { readonly text: string; readonly words: readonly ContentWord[] },
  passage: ReadPassage,
): string | undefined {
  for (const set of [...SETS, ...HAN_SETS]) {
    const said = set.find((word) => holds(claim.text, word));
    const front = FRONTED.exec(claim.text)?.[0] ?? '';
    if (said === undefined || holds(passage.text, said) || holds(front, said)) continue;
    const others = claim.words.filter(({ weight, text }) => weight > 0 && !set.some((word) => holds(text, word)));
    const total = others.reduce((sum, { weight }) => sum + weight, 0);
    const isSame = (segment: Segment): boolean =>
      others.reduce((sum, { term, weight }) => sum + (segment.terms.has(term) ? weight : 0), 0) >= total * SAME_MATTER;
    const hasOther = (segment: Segment): boolean =>
      set.filter((word) => holds(segment.text, word)).length === 1 && // "from Monday to Friday" has two
      set.some((word) => holds(segment.text, word) && !holds(claim.text, word));
    if (total > 0 && passage.segments.some((segment) => isSame(segment) && hasOther(segment))) return said;
  }
  return undefined;
}
