/** Ways to say a number that are more than one word for it: halves, shares, decades and centuries. */
import type { Form, Quantity } from './quantity.ts';
import { FRACTION_WORDS, hanNumber, numberOfWord } from './quantity-words.ts';
import { hanUnitAfter, inUnit, unitOf } from './units.ts';

export const HAN = '[〇零一二两三四五六七八九十百千万]';

/** Digits or Chinese characters. */
export const numberIn = (text: string | undefined): number | undefined => {
  if (text === undefined || text === '') return undefined;
  return /^\d+$/.test(text) ? Number(text) : hanNumber(text);
};

/** "Five and a half years": the number before, half a unit more. */
function andHalf(whole: number | undefined, unit: string): Partial<Quantity> | undefined {
  const known = unitOf(unit);
  return whole === undefined || known === undefined ? undefined : { ...inUnit([whole + 0.5], known), isWord: true };
}

const plainNumber = (text: string): number | undefined =>
  numberIn(text) ?? numberOfWord(text.toLowerCase()) ?? FRACTION_WORDS.get(text.toLowerCase());

/** "One in four", "nine out of ten" is a share when the whole is as round as this. */
const ROUND_WHOLES: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000]);

function shareOf(part: number | undefined, whole: number | undefined): Partial<Quantity> | undefined {
  if (part === undefined || whole === undefined || part >= whole || !ROUND_WHOLES.has(whole)) return undefined;
  return { values: [part / whole], dimension: 'share', isWord: true };
}

function decimalOf(match: RegExpMatchArray, text: string): Partial<Quantity> | undefined {
  const [all, percent, whole = '', digits = ''] = match;
  const value = Number(`${hanNumber(whole) ?? 0}.${[...digits].map((digit) => hanNumber(digit) ?? 0).join('')}`);
  if (percent !== undefined) return { values: [value / 100], dimension: 'share', isWord: true };
  const unit = hanUnitAfter(text, (match.index ?? 0) + all.length);
  return unit === undefined ? { values: [value], isWord: true } : { ...inUnit([value], unit), isWord: true };
}

const DECADES = 'twenties thirties forties fifties sixties seventies eighties nineties'.split(' ');

/** Tried before all other forms. */
export const SPOKEN_FORMS: readonly Form[] = [
  {
    pattern: /(?<![\p{L}\d])(\p{L}+|\d+) and a half (\p{L}+)/giu,
    read: ([, whole = '', unit = '']) => andHalf(plainNumber(whole), unit),
  },
  {
    pattern: /\b(\w+) (\p{L}+) and a half\b/giu,
    read: ([, whole = '', unit = '']) => andHalf(plainNumber(whole), unit),
  },
  {
    pattern: new RegExp(`(\\d+|${HAN}+)(年|个月|天|小时|个小时)半`, 'gu'),
    read: ([, whole, unit = '']) => andHalf(numberIn(whole), unit.replace(/^个(?=小)/, '')),
  },
  {
    pattern: /(?<![\p{L}\d])(\p{L}+|\d+) (?:in|out of|in every|von) (\p{L}+|\d+)(?![\p{L}\d])/giu,
    read: ([, part = '', whole = '']) => shareOf(plainNumber(part), plainNumber(whole)),
  },
  {
    pattern: /\b(two|three) (quarters|thirds|fifths) of an? (\p{L}+)/giu,
    read: ([, parts = '', of = '', unit = '']) => {
      const known = unitOf(unit);
      const value = (plainNumber(parts) ?? 0) * (FRACTION_WORDS.get(of.slice(0, -1)) ?? 0);
      return known === undefined
        ? { values: [value], dimension: 'share', isWord: true }
        : { ...inUnit([value], known), isWord: true };
    },
  },
  {
    pattern: /\b(two|three|four|zwei|drei|vier)[- ](quarters|thirds|fifths|tenths|viertel|drittel|fünftel)\b/giu,
    read: ([, parts = '', of = '']) => ({
      values: [(plainNumber(parts) ?? 0) * (FRACTION_WORDS.get(of.toLowerCase().replace(/s$/, '')) ?? 0)],
      dimension: 'share',
      isWord: true,
    }),
  },
  {
    // "七点八": in a time of day the minutes are a number, and are called so.
    pattern:
      /(百分之)?([〇零一二两三四五六七八九十百]+)点([〇零一二三四五六七八九]+)(?![〇零一二三四五六七八九十分刻钟])/gu,
    read: decimalOf,
  },
  {
    pattern: /(?<![\d〇零一二三四五六七八九十])([一二][〇零一二三四五六七八九]{3})年/gu,
    read: ([, year]) => ({ values: [hanNumber(year ?? '') ?? 0] }),
  },
  {
    pattern: new RegExp(`(\\d+|${HAN}+)分之(\\d+|${HAN}+)`, 'gu'),
    read: ([, whole, part]) => {
      const [below, above] = [numberIn(whole), numberIn(part)];
      return below === undefined || above === undefined || below === 100
        ? undefined
        : { values: [above / below], dimension: 'share', isWord: true };
    },
  },
  {
    pattern: /([一二三四五六七八九]|\d(?:\.\d)?)成(?![立功员人为果本长绩年都])/gu,
    read: ([, tenths]) => {
      const value = /^\d/.test(tenths ?? '') ? Number(tenths) : hanNumber(tenths ?? '');
      return value === undefined ? undefined : { values: [value / 10], dimension: 'share', isWord: true };
    },
  },
  {
    pattern: /(?<![\d/.])(\d{1,2})(?:⁄|\/(?=\d+ (?:of|der|des|von)\b))(\d{1,2})(?![\d/])/gu,
    read: ([, part, whole]) => ({ values: [Number(part) / Number(whole)], dimension: 'share', isWord: true }),
  },
  {
    pattern: /(?<!\d)(\d{3}0)(?:s|er)(?! ?\d)(?!\p{L})/gu,
    read: ([, year]) => ({ values: [Number(year)], spanYears: /00$/.test(year ?? '') ? 100 : 10 }),
  },
  {
    pattern: new RegExp(`\\b(?:the|of) (${DECADES.join('|')})\\b`, 'giu'),
    read: ([, name = '']) => ({
      values: [1920 + 10 * DECADES.indexOf(name.toLowerCase())],
      spanYears: 10,
      isWord: true,
    }),
  },
  {
    pattern: /(?<!\d)(\d{1,2})(?:(?:st|nd|rd|th) century|\. Jahrhundert|世纪)/giu,
    read: ([, century]) => ({ values: [(Number(century) - 1) * 100], spanYears: 101 }),
  },
];
