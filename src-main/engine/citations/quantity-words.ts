/**
 * Words for numbers, units and months in English, German and Chinese: the tables of `read-quantities.ts`.
 *
 * Units of one dimension are given in one base unit, so that "half an hour" is 30 minutes. Months and years have a base
 * of their own: a month is no number of days.
 */

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

/** Dimension and factor to its base unit. */
export type Unit = readonly [dimension: string, factor: number];

const UNITS = new Map<string, Unit>();
function addUnits(dimension: string, factor: number, words: string): void {
  for (const word of list(words)) UNITS.set(word, [dimension, factor]);
}
addUnits('share', 0.01, '% percent prozent pct ％');
addUnits('time', 1e-9, 'ns nanosecond nanoseconds nanosekunde nanosekunden');
addUnits('time', 1e-6, 'µs us μs microsecond microseconds mikrosekunde mikrosekunden 微秒');
addUnits('time', 1e-3, 'ms millisecond milliseconds millisekunde millisekunden 毫秒');
addUnits('time', 1, 's sec secs second seconds sekunde sekunden 秒');
addUnits('time', 60, 'min mins minute minutes minuten 分钟 分鐘');
addUnits('time', 3600, 'h hr hrs hour hours stunde stunden 小时 小時');
addUnits('time', 86_400, 'd day days tag tage tagen 天 日');
addUnits('time', 604_800, 'week weeks woche wochen 周 星期');
addUnits('months', 1, 'month months monat monate monaten monats 个月 月');
addUnits('months', 12, 'year years jahr jahre jahren yr yrs 年');
addUnits('months', 120, 'decade decades jahrzehnt jahrzehnte');
addUnits('months', 1200, 'century centuries jahrhundert jahrhunderte');
addUnits('bits', 1, 'bit bits');
addUnits('bytes', 1, 'byte bytes b 字节');
addUnits('bytes', 1e3, 'kb kib kilobyte kilobytes');
addUnits('bytes', 1e6, 'mb mib megabyte megabytes');
addUnits('bytes', 1e9, 'gb gib gigabyte gigabytes');
addUnits('bytes', 1e12, 'tb tib terabyte terabytes');
addUnits('length', 1e-9, 'nm nanometre nanometres nanometer nanometers');
addUnits('length', 1e-6, 'µm micrometre micrometres');
addUnits('length', 1e-3, 'mm millimetre millimetres millimeter millimeters 毫米');
addUnits('length', 1e-2, 'cm centimetre centimetres centimeter centimeters zentimeter 厘米');
addUnits('length', 1, 'm metre metres meter meters metern 米');
addUnits('length', 1e3, 'km kilometre kilometres kilometer kilometers kilometern 公里 千米');
addUnits('length', 1609.344, 'mile miles meile meilen 英里');
addUnits('length', 0.3048, 'ft foot feet');
addUnits('length', 149_597_870_700, 'au');
addUnits('length', 0.9144, 'yard yards');
addUnits('length', 0.0254, 'inch inches zoll');
addUnits('area', 1, 'm² qm 平方米');
addUnits('area', 1e4, 'ha hectare hectares hektar 公顷');
addUnits('area', 1e6, 'km² 平方公里');
addUnits('area', 4046.856, 'acre acres');
addUnits('area', 666.667, '亩');
addUnits('pressure', 1, 'mmhg');
addUnits('mass', 1e-6, 'µg mcg microgram micrograms mikrogramm 微克');
addUnits('mass', 1e-3, 'mg milligram milligrams milligramm 毫克');
addUnits('mass', 1, 'g gram grams gramm 克');
addUnits('mass', 1e3, 'kg kilogram kilograms kilogramm 公斤 千克');
addUnits('mass', 1e6, 't tonne tonnes ton tons tonnen 吨');
addUnits('volume', 1e-3, 'ml millilitre milliliter millilitres milliliters 毫升');
addUnits('volume', 1, 'l litre litres liter liters litern 升');
addUnits('celsius', 1, '°c celsius ℃ 度 摄氏度 degree degrees grad');
addUnits('fahrenheit', 1, '°f fahrenheit');
addUnits('power', 1e-3, 'mw milliwatt milliwatts');
addUnits('power', 1, 'w watt watts');
addUnits('power', 1e3, 'kw kilowatt kilowatts');
addUnits('energy', 1, 'wh');
addUnits('energy', 1e3, 'kwh');
addUnits('frequency', 1, 'hz hertz');
addUnits('frequency', 1e3, 'khz');
addUnits('frequency', 1e6, 'mhz');
addUnits('frequency', 1e9, 'ghz');
addUnits('voltage', 1, 'v volt volts');
addUnits('dollar', 1, '$ usd dollar dollars 美元');
addUnits('euro', 1, '€ eur euro euros');
addUnits('cent', 1, 'cent cents');
addUnits('pound', 0.01, 'pence');
addUnits('pound', 1, '£ gbp pound pounds');
addUnits('yuan', 0.1, '角');
addUnits('yuan', 1, '元 rmb yuan 人民币');
addUnits('turns', 1, 'times mal 次 倍');

/** The unit a word names; upper and lower case count alike. */
export const unitOf = (word: string): Unit | undefined => UNITS.get(word.toLowerCase());

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
