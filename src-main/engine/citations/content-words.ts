import { termWeight } from '../text/function-words.ts';
import { termsOfWord } from '../text/terms.ts';
import { forEachWord } from '../text/words.ts';

/** One word, or one pair of Han characters, of a sentence. */
export interface ContentWord {
  /** The form shared by all its inflections. */
  readonly term: string;
  /** As written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What it says about the subject, 0 to 1; 0 for words that only hold a sentence together. */
  readonly weight: number;
}

/** Words that say little: a paraphrase changes them first. Guess, unmeasured. */
const LIGHT_WEIGHT = 0.4;
const LIGHT = new Set(
  (
    'get got gets make made makes take took taken takes use uses used using give gives gave given become became call ' +
    'called calls need needs needed want keep keeps go goes went come comes came put puts let lets also still now then ' +
    'always never one two first second around about roughly approximately today later soon while whose any every each ' +
    'last lasts until since per instead too both either said says say was were way well able like people ' +
    'machen macht gemacht nehmen nimmt geben gibt gegeben brauchen braucht lassen kommen kommt gehen geht sowohl beide ' +
    'beiden seit mehr etwa rund man darf dürfen muss müssen soll sollen jeweils dabei dann danach davor wieder ihn ihm ' +
    'deren dessen diese dieser dieses diesem diesen jede jeder jedes jedem zwei selbst zwar somit daher beim ans ins'
  ).split(' '),
);
const HAN_PARTICLES = /[的了是在和与于都也就而及并或被把从到对为以个之其将由则且着过吗呢吧]/u;
const HAN = /^\p{Script=Han}/u;
/** "C4", "CO2", "B12": taken apart they would be a letter and a number. */
const SHORT_NAME = /^[A-Za-z]{1,2}\d{1,2}$/;

/** The words of a text that say something, in order. An identifier gives its parts. */
export function contentWords(text: string): ContentWord[] {
  const words: ContentWord[] = [];
  forEachWord(text, (start, end) => {
    const word = text.slice(start, end);
    const spans = termsOfWord(word);
    const isName = SHORT_NAME.test(word);
    const isIdentifier = spans.length > 1 && /[A-Za-z]/.test(word);
    for (const span of isName ? spans.slice(-1) : isIdentifier ? spans.slice(0, -1) : spans) {
      const part = word.slice(span.start, span.end);
      words.push({
        term: span.term,
        text: part,
        start: start + span.start,
        end: start + span.end,
        weight: weightOf(span.term, part),
      });
    }
  });
  return words;
}

function weightOf(term: string, text: string): number {
  if (HAN.test(text)) return HAN_PARTICLES.test(text) ? 0.2 : 0.6;
  if (termWeight(term, false) < 1) return 0;
  if (LIGHT.has(text.toLowerCase()) || /^\d/.test(term)) return LIGHT_WEIGHT;
  return 1;
}
