/**
 * Brings the inflected forms of a word together, in any alphabet, without knowing its language.
 *
 * English and code by Porter's stemmer; then every longer word is cut to seven letters (McNamee and Mayfield
 * 2004, "Character n-gram tokenization"; Can et al. 2008 for Turkish). A stemmer by language must first guess the
 * language of a query of three words; cutting guesses nothing and finds about as much: hybrid nDCG@10 over German,
 * Spanish, Romanian and Turkish .954, with the right Snowball stemmer .955, with neither .933; Greek .947, .911 before;
 * English and code gain .002 (e2e/eval/ABLATIONS.md, "Text"). Linear in the length of the word.
 * Deliberately no exact forms beside the cut ones: half as many postings again for less than .001.
 */
import { englishStem } from './english-stem.ts';

/**
 * Letters of a word that count, in UTF-16 units. 6 is .002 better on the mean of the twelve sets, which are small, and .003
 * worse on code-files-dev; the more words a library has, the more of them six letters confuse (ABLATIONS.md).
 */
const LETTERS = 7;
/** Latin words shorter than this keep their accents: in Vietnamese, whose words are short, these are the word. */
const SHORTEST_UNACCENTED = 6;

const ASCII_WORD = /^[a-z]+$/;
const WORD = /^\p{L}[\p{L}\p{M}]*$/u;
const LATIN = /^\p{Script=Latin}/u;
const GREEK = /^\p{Script=Greek}/u;
const ARABIC = /^\p{Script=Arabic}/u;
const MARKS = /\p{Mn}/gu;

/** The form of one lower-case word that stands for all its forms; numbers and mixed words stay as they are. */
export function wordForm(word: string): string {
  if (ASCII_WORD.test(word)) return cut(englishStem(word));
  if (!WORD.test(word)) return word;
  if (GREEK.test(word)) return cut(withoutMarks(word).replaceAll('ς', 'σ'));
  if (ARABIC.test(word)) return cut(withoutArabicAffixes(word));
  if (word.length < SHORTEST_UNACCENTED || !LATIN.test(word)) return cut(word);
  const plain = withoutMarks(word); // as whoever has no such keys types it, so it is treated alike
  return cut(ASCII_WORD.test(plain) ? englishStem(plain) : plain);
}

/** Never cuts through a surrogate pair. */
function cut(word: string): string {
  if (word.length <= LETTERS) return word;
  const unit = word.charCodeAt(LETTERS - 1);
  return word.slice(0, unit >= 0xd800 && unit < 0xdc00 ? LETTERS + 1 : LETTERS);
}

/** Accents gone; the dotless i and the German sharp s as people write them without. */
function withoutMarks(word: string): string {
  return word.normalize('NFD').replace(MARKS, '').normalize('NFC').replaceAll('ı', 'i').replaceAll('ß', 'ss');
}

const ARABIC_PREFIX = /^(?:وال|بال|كال|فال|ال|لل)(?=.{2})/;
const ARABIC_SUFFIX = /(?:ها|ان|ات|ون|ين|يه|ية|ه|ة|ي)$/;
const SHORTEST_ARABIC = 3;

/**
 * Larkey, Ballesteros and Connell 2007, "Light stemming for Arabic information retrieval", light10: one letter for the
 * forms of alef, no vowel marks, no article, endings off while two letters are left. Not measured here: no Arabic set.
 */
function withoutArabicAffixes(word: string): string {
  let stem = word.replace(MARKS, '').replace(/[آأإ]/g, 'ا').replaceAll('ى', 'ي').replaceAll('ـ', '');
  stem = stem.length > SHORTEST_ARABIC && stem.startsWith('و') ? stem.slice(1) : stem;
  stem = stem.replace(ARABIC_PREFIX, '');
  for (let ending = endingOf(stem); ending > 0 && stem.length - ending >= 2; ending = endingOf(stem)) {
    stem = stem.slice(0, -ending);
  }
  return stem;
}

const endingOf = (word: string): number => ARABIC_SUFFIX.exec(word)?.[0].length ?? 0;
