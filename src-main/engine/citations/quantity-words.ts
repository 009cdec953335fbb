/** Words for numbers and months in English, German and Chinese. */

const list = (words: string): readonly string[] => words.split(' ');

const NUMBER_WORDS = new Map<string, number>();
list('zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen').forEach(
  (w, n) => {
    NUMBER_WORDS.set(w, n);
  },
);
list('null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn').forEach(
  (w, n) => {
    NUMBER_WORDS.set(w, n);
  },
);
for (const [word, value] of Object.entries({
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  sechzehn: 16,
  siebzehn: 17,
  achtzehn: 18,
  neunzehn: 19,
  dozen: 12,
  dutzend: 12,
  both: 2,
  beide: 2,
  beiden: 2,
  pair: 2,
  pairs: 2,
  twice: 2,
  zweimal: 2,
  dreimal: 3,
  ein: 1,
  eine: 1,
  einen: 1,
  einem: 1,
  einer: 1,
  a: 1,
  an: 1,
}))
  NUMBER_WORDS.set(word, value);
const TENS = list('twenty thirty forty fifty sixty seventy eighty ninety');
const GERMAN_TENS = list('zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig');
const GERMAN_ONES = list('ein zwei drei vier fünf sechs sieben acht neun');
for (const [at, ten] of [...TENS.entries(), ...GERMAN_TENS.entries()]) NUMBER_WORDS.set(ten, (at + 2) * 10);
for (const [at, ten] of GERMAN_TENS.entries())
  for (const [one, word] of GERMAN_ONES.entries()) NUMBER_WORDS.set(`${word}und${ten}`, (at + 2) * 10 + one + 1);

const ORDINAL_WORDS = new Map<string, number>();
list('first second third fourth fifth sixth seventh eighth ninth tenth').forEach((w, n) => {
  ORDINAL_WORDS.set(w, n + 1);
});
list('erst zweit dritt viert fünft sechst siebt acht neunt zehnt').forEach((stem, n) => {
  for (const ending of ['e', 'en', 'er', 'es', 'em']) ORDINAL_WORDS.set(stem + ending, n + 1);
});

/** Articles count one only before a unit: "an hour". */
export const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'ein', 'eine', 'einen', 'einem', 'einer']);

export const FRACTION_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    half: 0.5,
    third: 1 / 3,
    quarter: 0.25,
    fifth: 0.2,
    tenth: 0.1,
    hälfte: 0.5,
    halb: 0.5,
    halbe: 0.5,
    halben: 0.5,
    halbes: 0.5,
    drittel: 1 / 3,
    viertel: 0.25,
    fünftel: 0.2,
    zehntel: 0.1,
    anderthalb: 1.5,
    eineinhalb: 1.5,
  }),
);

export const MULTIPLIERS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    hundred: 100,
    thousand: 1e3,
    million: 1e6,
    millions: 1e6,
    billion: 1e9,
    hundert: 100,
    tausend: 1e3,
    millionen: 1e6,
    mio: 1e6,
    milliarde: 1e9,
    milliarden: 1e9,
    mrd: 1e9,
    dozen: 12,
    dutzend: 12,
    万: 1e4,
    亿: 1e8,
  }),
);

export const numberOfWord = (word: string): number | undefined => NUMBER_WORDS.get(word);
export const ordinalOfWord = (word: string): number | undefined => ORDINAL_WORDS.get(word);

const MONTHS = new Map<string, number>();
for (const names of [
  'january february march april may june july august september october november december',
  'januar februar märz april mai juni juli august september oktober november dezember',
  'jan feb mar apr may jun jul aug sep oct nov dec',
  'jan febr mrz apr mai jun jul aug sept okt nov dez',
])
  list(names).forEach((name, at) => {
    MONTHS.set(name, at + 1);
  });

export const monthOf = (word: string): number | undefined => MONTHS.get(word.toLowerCase().replace(/\.$/, ''));
/** For a regular expression, the long names first. */
export const MONTH_NAMES = [...MONTHS.keys()].sort((one, other) => other.length - one.length).join('|');

const HAN_DIGITS = '零一二三四五六七八九';
const HAN_PLACES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 万: 1e4, 亿: 1e8 };

/** The value of a number in Chinese characters ("二十五", "一九四九"); undefined when it is none. */
export function hanNumber(text: string): number | undefined {
  const plain = text.replaceAll('〇', '零').replaceAll('两', '二');
  if (/^[零一二三四五六七八九]{2,}$/.test(plain)) {
    return Number([...plain].map((character) => HAN_DIGITS.indexOf(character)).join(''));
  }
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  for (const character of plain) {
    const value = HAN_DIGITS.indexOf(character);
    const place = HAN_PLACES[character];
    if (value >= 0) digit = value;
    else if (place === undefined) return undefined;
    else if (place >= 1e4) {
      total += (section + (digit ?? 0)) * place;
      section = 0;
      digit = undefined;
    } else {
      section += (digit ?? 1) * place;
      digit = undefined;
    }
  }
  return total + section + (digit ?? 0);
}
