/** Names of a sentence, by their capitals. */
import { contentWords } from './content-words.ts';
import { MULTIPLIERS } from './quantity-words.ts';
import { languageOf } from './text-language.ts';
import { unitOf } from './units.ts';

const CAPITALISED = /(?<![\p{L}\p{N}_])\p{Lu}[\p{Ll}\p{M}]+(?:['’-]\p{L}[\p{L}\p{M}]*)*(?![\p{L}\p{N}_])/gu;
const TITLE = /(?:\b(?:Dr|Prof|Mr|Mrs|Ms|St)\.|\b(?:Frau|Herrn?|Professor|Pope|King|Queen|President|Doktor))\s+$/u;
/** Capitalised words that are no names; "Mr", "When". */
export const NO_NAME: ReadonlySet<string> = new Set(
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
const DEMONYM =
  /(?:ish|ese|[ie]ans?|cans?|m[ae]n|wom[ae]n|mans|iards?|French|Dutch|Greeks?|Swiss|Czechs?|Slovaks?|Welsh|Jews?|Turks?|Danes?|Swedes?|Finns?|Poles?|Scots?|Britons?|Arabs?|Croats?|Serbs?|Slovenes?|Filipinos?|Thais?|Kurds?|Basques?|Catalans?|Afghans?|Iraqis?|Israelis?|Pakistanis?|Saudis?|Bengalis?)$/;
const WEEKDAY = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?$/;

/** A word of a name. */
export interface Name {
  readonly text: string;
  readonly start: number;
  /** All capitals in a row that it belongs to, in order. */
  readonly run: readonly string[];
}

/**
 * Names by their capitals: in English every capital inside a sentence, at its start only where a second follows.
 *
 * German writes all nouns so: there a name is two capitals in a row, or what follows a title.
 */
export function readNames(sentence: string, passage: string): Name[] {
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
    if ([one, next].some((word) => word !== undefined && isCounted(word.text))) return false;
    return one !== undefined && next !== undefined && /^[\s-]$/.test(sentence.slice(one.end, next.start));
  };
  const runOf = (at: number): string[] => {
    let [from, to] = [at, at];
    while (from > 0 && touches(from - 1)) from -= 1;
    while (touches(to)) to += 1;
    return capitals.slice(from, to + 1).flatMap(({ text }) => (NO_NAME.has(text) ? [] : text));
  };
  const isName = (word: (typeof capitals)[number], at: number): boolean => {
    if (WEEKDAY.test(word.text)) return !word.isFirst && !isGerman;
    if (NO_NAME.has(word.text) || DEMONYM.test(word.text) || word.text.length < 2 || isCounted(word.text)) return false;
    const runs = touches(at) || touches(at - 1);
    const before = touches(at - 1) ? capitals[at - 1] : undefined;
    if (before !== undefined && !contentWords(before.text).some(({ weight }) => weight > 0) && !touches(at))
      return !isGerman;
    const startsAfterFirst = before?.isFirst === true && !touches(at);
    if (word.hasTitle) return true;
    if (isGerman) return runs && !word.isFirst && !(startsAfterFirst && !passage.includes(before?.text ?? ''));
    return !word.isFirst || (touches(at) && !NO_NAME.has(word.text));
  };
  return capitals.flatMap((word, at) =>
    isName(word, at) ? { text: word.text, start: word.start, run: runOf(at) } : [],
  );
}

/** "Fünf Millionen Hugenotten", "Tonnen": written large in German, and no names. */
const isCounted = (word: string): boolean => unitOf(word) !== undefined || MULTIPLIERS.has(word.toLowerCase());

function isSentenceStart(sentence: string, at: number): boolean {
  return (
    /(?:^|[.!?:;•|]\s|["“„(*_`[-]\s*)[*_"“„(]*$/u.test(sentence.slice(Math.max(0, at - 4), at)) ||
    /^[^\p{L}\p{N}]*$/u.test(sentence.slice(0, at))
  );
}
