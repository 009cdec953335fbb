/** In which of three languages a text is, as far as the checks have to know, and whether one translates another. */
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
/** Fewer tell nothing. Guess, tried on xquad. */
const ENOUGH_SMALL = 3;
const ENOUGH_PROSE = 12;

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
  // "Las primeras dos carreteras …": no word of the short lists, so it was taken for German as the passage is.
  if (language === 'german' && germanLead(sentence) === 0) {
    return (sentence.match(SMALL_WORD)?.length ?? 0) >= ENOUGH_SMALL && !sharesWords(sentence, passage);
  }
  if (language !== 'other') return false;
  if ((passage.match(SMALL_WORD)?.length ?? 0) < ENOUGH_PROSE) return false; // a table, a receipt
  const isEnglish = looksEnglish(sentence);
  if (isEnglish !== looksEnglish(passage)) return !sharesWords(sentence, passage);
  const little = [...new Set(sentence.match(LITTLE_WORD) ?? [])];
  if (isEnglish || little.length < ENOUGH_LITTLE) return false;
  const held = new Set(passage.match(LITTLE_WORD) ?? []);
  return little.filter((word) => held.has(word)).length < little.length * SHARED_LITTLE;
}
