/**
 * Porter's second English stemmer ("Porter2", Snowball's `english`): strips inflections and common suffixes.
 *
 * Reference: https://snowballstem.org/algorithms/english/stemmer.html. Works on one lower-case ASCII word in time
 * linear in its length. Written out here because stems are part of the index format: a library's update must not
 * silently change them. Compared with the `snowball-stemmers` package over a word list in the test.
 */

const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['skis', 'ski'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['idly', 'idl'],
  ['gently', 'gentl'],
  ['ugly', 'ugli'],
  ['early', 'earli'],
  ['only', 'onli'],
  ['singly', 'singl'],
  ['sky', 'sky'],
  ['news', 'news'],
  ['howe', 'howe'],
  ['atlas', 'atlas'],
  ['cosmos', 'cosmos'],
  ['bias', 'bias'],
  ['andes', 'andes'],
]);
const UNCHANGED_AFTER_STEP_1A = new Set([
  'inning',
  'outing',
  'canning',
  'herring',
  'earring',
  'proceed',
  'exceed',
  'succeed',
]);

/** Suffix replacements of steps 2 and 3; the longest suffix that fits decides, also when its condition fails. */
const STEP_2: readonly (readonly [string, string])[] = [
  ['ization', 'ize'],
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['bli', 'ble'],
  ['ogi', 'og'],
  ['li', ''],
];
const STEP_3: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ative', ''],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];
const STEP_4: readonly string[] = [
  'ement',
  'ance',
  'ence',
  'able',
  'ible',
  'ment',
  'ant',
  'ent',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
  'ion',
  'al',
  'er',
  'ic',
];

const isVowel = (word: string, at: number): boolean => 'aeiouy'.includes(word.charAt(at)) && word.charAt(at) !== '';
const LI_ENDINGS = 'cdeghkmnrt';
const DOUBLES = new Set(['bb', 'dd', 'ff', 'gg', 'mm', 'nn', 'pp', 'rr', 'tt']);

/** Words whose stems are remembered, about 2 MB: text and names repeat their words, in other identifiers too. A guess. */
const MOST_REMEMBERED = 20_000;
const stemByWord = new Map<string, string>();

/** The stem of a lower-case ASCII word; words of one or two letters are their own stems. */
export function englishStem(word: string): string {
  if (word.length <= 2) return word;
  const known = stemByWord.get(word);
  if (known !== undefined) return known;
  const stem = stemOf(word);
  if (stemByWord.size >= MOST_REMEMBERED) stemByWord.clear();
  stemByWord.set(word, stem);
  return stem;
}

function stemOf(word: string): string {
  const exception = EXCEPTIONS.get(word);
  if (exception !== undefined) return exception;
  let stem = markConsonantY(word);
  const [region1, region2] = regions(stem);
  stem = step1a(stem);
  if (UNCHANGED_AFTER_STEP_1A.has(stem)) return stem;
  stem = step1b(stem, region1);
  stem = step1c(stem);
  stem = step2(stem, region1);
  stem = step3(stem, region1, region2);
  stem = step4(stem, region2);
  stem = step5(stem, region1, region2);
  return stem.toLowerCase();
}

/** Writes a y that acts as a consonant (at the start or after a vowel) as Y. */
function markConsonantY(word: string): string {
  if (!word.includes('y')) return word;
  let out = '';
  for (let at = 0; at < word.length; at += 1) {
    const letter = word.charAt(at);
    out += letter === 'y' && (at === 0 || isVowel(out, at - 1)) ? 'Y' : letter;
  }
  return out;
}

/** Starts of R1 and R2: after the first consonant that follows a vowel, and the same once more within R1. */
function regions(word: string): readonly [number, number] {
  const prefix = /^(?:gener|commun|arsen)/.exec(word)?.[0];
  const region1 = prefix === undefined ? regionFrom(word, 0) : prefix.length;
  return [region1, regionFrom(word, region1)];
}

function regionFrom(word: string, start: number): number {
  let at = start;
  while (at < word.length && !isVowel(word, at)) at += 1;
  while (at < word.length && isVowel(word, at)) at += 1;
  return Math.min(at + 1, word.length);
}

function hasVowelBefore(word: string, end: number): boolean {
  for (let at = 0; at < end; at += 1) if (isVowel(word, at)) return true;
  return false;
}

function step1a(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ied') || word.endsWith('ies')) return word.slice(0, word.length > 4 ? -2 : -1);
  if (word.endsWith('us') || word.endsWith('ss')) return word;
  if (word.endsWith('s') && hasVowelBefore(word, word.length - 2)) return word.slice(0, -1);
  return word;
}

function step1b(word: string, region1: number): string {
  const eed = word.endsWith('eedly') ? 5 : word.endsWith('eed') ? 3 : 0;
  if (eed > 0) return word.length - eed >= region1 ? `${word.slice(0, -eed)}ee` : word;
  const cut = ['ingly', 'edly', 'ing', 'ed'].find((suffix) => word.endsWith(suffix))?.length ?? 0;
  if (cut === 0 || !hasVowelBefore(word, word.length - cut)) return word;
  const stem = word.slice(0, -cut);
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (DOUBLES.has(stem.slice(-2))) return stem.slice(0, -1);
  return region1 >= stem.length && endsInShortSyllable(stem) ? `${stem}e` : stem;
}

/** Vowel and one other consonant after a consonant, or a vowel at the start followed by a consonant. */
function endsInShortSyllable(word: string): boolean {
  const last = word.length - 1;
  if (last === 1) return isVowel(word, 0) && !isVowel(word, 1);
  return (
    last >= 2 &&
    !isVowel(word, last - 2) &&
    isVowel(word, last - 1) &&
    !isVowel(word, last) &&
    !'wxY'.includes(word.charAt(last))
  );
}

function step1c(word: string): string {
  const last = word.length - 1;
  const isFinalY = word.charAt(last) === 'y' || word.charAt(last) === 'Y';
  return isFinalY && last > 1 && !isVowel(word, last - 1) ? `${word.slice(0, -1)}i` : word;
}

function step2(word: string, region1: number): string {
  const rule = STEP_2.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const [suffix, replacement] = rule;
  const end = word.length - suffix.length;
  if (end < region1) return word;
  if (suffix === 'ogi' && word.charAt(end - 1) !== 'l') return word;
  if (suffix === 'li' && !LI_ENDINGS.includes(word.charAt(end - 1))) return word;
  return word.slice(0, end) + replacement;
}

function step3(word: string, region1: number, region2: number): string {
  const rule = STEP_3.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const [suffix, replacement] = rule;
  const end = word.length - suffix.length;
  if (end < region1 || (suffix === 'ative' && end < region2)) return word;
  return word.slice(0, end) + replacement;
}

function step4(word: string, region2: number): string {
  const suffix = STEP_4.find((ending) => word.endsWith(ending));
  if (suffix === undefined) return word;
  const end = word.length - suffix.length;
  if (end < region2) return word;
  if (suffix === 'ion' && !'st'.includes(word.charAt(end - 1))) return word;
  return word.slice(0, end);
}

function step5(word: string, region1: number, region2: number): string {
  const end = word.length - 1;
  if (word.endsWith('e')) {
    const goes = end >= region2 || (end >= region1 && !endsInShortSyllable(word.slice(0, end)));
    return goes ? word.slice(0, end) : word;
  }
  return word.endsWith('ll') && end >= region2 ? word.slice(0, end) : word;
}
