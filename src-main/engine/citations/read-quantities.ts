/**
 * Reads the numbers of a text with what they count: amounts with units, percentages, dates, times of day, ordinals.
 *
 * One regular expression for each form, tried in order over the text; what one has read the next leaves alone. Linear
 * in the length of the text. "1,000", "1.000" and "1 000" are read as one thousand *and* as what else they may be, since
 * the language of a text is not known. Deliberately no arithmetic: that is `derive-quantities.ts`.
 */
import { termWeight } from '../text/function-words.ts';
import { wordForm } from '../text/word-form.ts';
import type { Form, Quantity } from './quantity.ts';
import {
  ARTICLES,
  FRACTION_WORDS,
  hanNumber,
  MONTH_NAMES,
  MULTIPLIERS,
  monthOf,
  numberOfWord,
  ordinalOfWord,
} from './quantity-words.ts';
import { HAN, numberIn, SPOKEN_FORMS } from './spoken-quantities.ts';
import { hanUnitAfter, inUnit, type Unit, unitOf } from './units.ts';

export type { Quantity };

const ROUGH =
  /(?:about|around|roughly|approximately|nearly|almost|some|over|more than|a little more than|etwa|ungefähr|rund|circa|ca\.|knapp|fast|gut|约|大约|将近|左右)\s*$/iu;

const BEFORE_YEAR =
  /(?:\b(?:in|by|since|from|until|till|of|during|between|before|after|and|to|im|seit|ab|bis|von|vor|nach|und|Jahre?)|[(,–—-])\s?$/iu;

const ROUGH_AFTER = /^[\p{L}²]{0,5}?(?:左右|上下|多|余)|^\s?\p{L}* or so\b/u;
const ABOVE =
  /(?:more than|over|at least|above|upwards of|exceed(?:s|ed|ing)?|mehr als|über|gut|mindestens|超过|多于|至少|不止|高于|(?<!不)满)\s*$/iu;
const BELOW =
  /(?:less than|fewer than|under|below|at most|up to|no more than|just short of|weniger als|unter|höchstens|knapp|bis zu|不满|不到|不足|不超过|少于|至多|最多|低于)\s*$/iu;

/** `timeout_ms: 30000`, `timeoutMs = 30000`, `timedelta(minutes=5)`: the unit stands in the name. */
const CONFIGURED =
  /(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))([mM]s|[sS]ecs?|[sS]econds|[mM]inutes|[hH]ours|[dD]ays|[kKmMgG][bB]|[bB]ytes|[pP]ercent)["']?\s*[:=]\s*$/;

/** Chinese words that count things of one kind each. */
const COUNTED_HAN = /^[人户台座名家本辆位条页]/u;
const NAUTICAL_MILE: Unit = { dimension: 'length', factor: 1852, inBase: (value) => [value * 1852] };

/** Characters; guess, unmeasured. */
const SAME_UNIT_DISTANCE = 14;

function dateOf(year: number | undefined, month: number | undefined, day: number | undefined): Partial<Quantity> {
  return {
    kind: 'date',
    date: {
      ...(year === undefined ? {} : { year }),
      ...(month === undefined ? {} : { month }),
      ...(day === undefined ? {} : { day }),
    },
  };
}

const FORMS: readonly Form[] = [
  ...SPOKEN_FORMS,
  {
    pattern: /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g,
    read: ([, y, m, d]) => dateOf(numberIn(y), numberIn(m), numberIn(d)),
  },
  {
    pattern: /(?<![\d.])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})?(?!\d)/g,
    read: ([, d, m, y]) =>
      Number(m) <= 12 && Number(d) <= 31 ? dateOf(numberIn(y), numberIn(m), numberIn(d)) : undefined,
  },
  {
    pattern: new RegExp(
      `(?<![\\d.:])(\\d{1,2})(?:st|nd|rd|th|\\.)? (?:of )?(${MONTH_NAMES})\\b\\.?(?:,? (\\d{4}))?`,
      'giu',
    ),
    read: ([, d, m, y]) => dateOf(numberIn(y), monthOf(m ?? ''), numberIn(d)),
  },
  {
    pattern: new RegExp(`\\b(${MONTH_NAMES})\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)(?:,? (\\d{4}))?`, 'giu'),
    read: ([, m, d, y]) => dateOf(numberIn(y), monthOf(m ?? ''), numberIn(d)),
  },
  {
    pattern: new RegExp(`\\b(?:in|im|until|by|since|seit|bis|ab|of) (${MONTH_NAMES})\\b(?: (\\d{4}))?`, 'gu'),
    read: () => undefined,
  },
  {
    pattern: new RegExp(
      `(?<=\\b(?:in|im|until|by|since|seit|bis|ab|of|In|Im) )(${MONTH_NAMES})\\b(?: (\\d{4}))?`,
      'giu',
    ),
    read: ([, m, y]) => dateOf(numberIn(y), monthOf(m ?? ''), undefined),
  },
  {
    pattern: new RegExp(`(?:(\\d{2,4}|${HAN}{4})年)?(\\d{1,2}|${HAN}{1,3})月(?:(\\d{1,2}|${HAN}{1,3})[日号])?`, 'gu'),
    read: ([, y, m, d]) => dateOf(numberIn(y), numberIn(m), numberIn(d)),
  },
  { pattern: /(\d{4})年/g, read: ([, y]) => ({ values: [Number(y)] }) },
  {
    pattern: new RegExp(`(早上|上午|中午|下午|晚上|凌晨)?(\\d{1,2}|${HAN}{1,3})[点點](半)?`, 'gu'),
    read: ([, part, hour, half]) => clockOf(numberIn(hour), half ? 30 : 0, /下午|晚上/.test(part ?? '')),
  },
  {
    pattern: /(?<![\d:.])(\d{1,2}):(\d{2})(?![\d:])\s?([ap]\.?m\.?)?/giu,
    read: ([, hour, minute, half]) => clockOf(Number(hour), Number(minute), /^p/i.test(half ?? '')),
  },
  {
    pattern: /(?<![\d:.,])(\d{1,2})(?:[.:](\d{2}))? ?(a\.?m\.?|p\.?m\.?|uhr|o['’]clock)(?!\p{L})/giu,
    read: ([, hour, minute, half]) => clockOf(Number(hour), Number(minute ?? 0), /^p/i.test(half ?? '')),
  },
  {
    pattern: new RegExp(`百分之(\\d+(?:\\.\\d+)?|${HAN}+)`, 'gu'),
    read: ([, share]) => {
      const value = /^\d/.test(share ?? '') ? Number(share) : hanNumber(share ?? '');
      return value === undefined ? undefined : { values: [value / 100], dimension: 'share' };
    },
  },
  {
    pattern: /(?<![\p{L}\d.])(?!\d{1,3}(?:\.\d{3}){2,}(?![\d.]\d))v?\d+(?:\.(?:\d+|x)){2,}|\d+\.x\b/gu,
    read: () => undefined,
  }, // versions, addresses
  {
    pattern:
      /(?<![A-Za-zÀ-ɏ_\d.]|[A-Za-z]-|\d-)([$€£]\s?)?(-?\d+(?:[.,'’_\u00a0\u202f ]\d{3})*(?:[.,]\d+)?)(?![\d_]|[A-Za-z]{1,2}[-_]?\d|-\d+-|[DG]\b)/gu,
    read: readDigits,
  },
  {
    pattern: /(?<=(?:^|[^A-Za-z\d.])\d+(?:[.,]\d+)? ?[-–—] ?)(\d+(?:[.,]\d+)?)(?![\d_])/gu,
    read: (match, text) => withUnit(valuesOf(match[0]), text, (match.index ?? 0) + match[0].length, false),
  },
  {
    pattern: new RegExp(`(第)?(?<![\\d.])(${HAN}+)(?=[\\p{Script=Han}])`, 'gu'),
    read: (match, text) => {
      const value = hanNumber(match[2] ?? '');
      if (value === undefined) return undefined;
      const counted = withUnit([value], text, (match.index ?? 0) + match[0].length, false);
      return { ...counted, isWord: true, isOrdinal: match[1] !== undefined };
    },
  },
  {
    pattern:
      /(?<![\p{L}\d_])(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty[- ](?:one|two|three|four|five|six|seven|eight|nine)(?!\p{L})|\p{L}+)/giu,
    read: readWord,
  },
];

function clockOf(hour: number | undefined, minute: number, isAfternoon: boolean): Partial<Quantity> | undefined {
  if (hour === undefined || hour > 24 || minute > 59) return undefined;
  return { kind: 'clock', values: [(isAfternoon && hour < 12 ? hour + 12 : hour) * 60 + minute] };
}

/** What digits with separators may mean. */
function valuesOf(digits: string): number[] {
  const plain = digits.replace(/[\s'’_]/g, '');
  const values = new Set<number>();
  const asGrouped = /^-?\d{1,3}(?:[.,]\d{3})+$/.test(plain);
  if (asGrouped) values.add(Number(plain.replace(/[.,]/g, '')));
  if (/^-?\d{1,3}(?:[.,]\d{3}){2,}$/.test(plain)) return [...values];
  const decimal = plain.replace(/[.,](?=.*[.,])/g, '').replace(',', '.');
  if (Number.isFinite(Number(decimal))) values.add(Number(decimal));
  return [...values];
}

function readDigits(match: RegExpMatchArray, text: string): Partial<Quantity> | undefined {
  const [all, sign, digits = ''] = match;
  const values = valuesOf(digits);
  if (values.length === 0) return undefined;
  const end = (match.index ?? 0) + all.length;
  const rest = text.slice(end, end + 40);
  const ordinal = /^(?:st|nd|rd|th)\b/.test(rest);
  const key = CONFIGURED.exec(text.slice(Math.max(0, (match.index ?? 0) - 40), match.index ?? 0))?.[1];
  const named = key === undefined ? undefined : unitOf(key);
  if (named !== undefined) return { values: values.flatMap(named.inBase), dimension: named.dimension };
  const currency = sign === undefined ? undefined : unitOf(sign.trim());
  const times = /^\s?(\p{L}+)\.?/u.exec(rest)?.[1];
  const factor = times === undefined ? undefined : multiplierOf(times);
  const scaled = factor === undefined ? values : values.map((value) => value * factor);
  if (currency !== undefined) return { values: scaled, dimension: currency.dimension };
  const taken = /^[万亿]/u.test(times ?? '') ? 1 : (times ?? '').length;
  const from = factor === undefined ? end : end + rest.indexOf(times ?? '') + taken;
  return { ...withUnit(scaled, text, from, true), isOrdinal: ordinal };
}

function multiplierOf(word: string): number | undefined {
  if (/^[万亿]/u.test(word)) return MULTIPLIERS.get(word.charAt(0));
  return word === 'k' ? 1000 : MULTIPLIERS.get(word.toLowerCase());
}

/** Adds what a number counts: a unit within the next two words, or the next word's form. */
function withUnit(values: readonly number[], text: string, end: number, allowsRange: boolean): Partial<Quantity> {
  const rest = text.slice(end, end + 60);
  const han = /^\s?(\p{Script=Han}{1,3})/u.exec(rest)?.[1];
  if (han !== undefined) {
    const unit = hanUnitAfter(text, end);
    if (unit !== undefined) return inUnit(values, unit);
    return COUNTED_HAN.test(han) ? { values, noun: han.charAt(0) } : { values };
  }
  const range = allowsRange
    ? /^\s?(?:[-–—]|to|bis|or|oder|and|und)\s?(?:\d[\d.,]*|\p{L}+)(?=\s)/u.exec(rest)?.[0]
    : undefined;
  if (/^\s?(?:astronomical units?|Astronomische)/iu.test(rest)) return withUnit(values, ' au', 0, false);
  const area = /^\s?(?:square|sq\.?|Quadrat)[\s-]?(\p{L}+)/iu.exec(rest)?.[1];
  const side = area === undefined ? undefined : unitOf(area);
  if (side !== undefined) return { values: values.map((value) => value * side.factor ** 2), dimension: 'area' };
  if (/^\s?nautical\s/i.test(rest)) {
    return inUnit(values, NAUTICAL_MILE);
  }
  const words = /^[\s-]?([%％°$€£]\s?[CF]?|\p{L}+[²³]?)(?:[\s-](\p{L}+))?/u.exec(rest);
  const [first, second] = [words?.[1]?.replace(/\s/g, ''), words?.[2]];
  const unit = first === undefined ? undefined : namedUnit(first, second);
  if (unit !== undefined) return inUnit(values, unit);
  if (range !== undefined) {
    const after = withUnit(values, text, end + range.length, false);
    if (after.dimension !== undefined) return after;
  }
  const noun = first === undefined || !/^\p{L}/u.test(first) ? undefined : wordForm(first.toLowerCase());
  return { values, ...(noun === undefined || termWeight(noun, false) < 1 ? {} : { noun }) };
}

/** Of the next two words: "degrees" waits for "Celsius", and no unit follows after "of". */
function namedUnit(first: string, second: string | undefined): Unit | undefined {
  const [own, next] = [unitOf(first), second === undefined ? undefined : unitOf(second)];
  if (own === undefined) return /^(?:of|in|per|pro|and|und|to|bis|or)$/.test(first) ? undefined : next;
  const isOpen = own.dimension === 'temperature' && next?.dimension === 'temperature';
  return isOpen ? next : own;
}

/** "zweihundert", "dreitausend" besides the words of the table. */
function numberOfGermanWord(word: string): number | undefined {
  const half = /^(\p{Ll}+)einhalb$/u.exec(word)?.[1];
  if (half !== undefined) return numberOfWord(half) === undefined ? undefined : (numberOfWord(half) ?? 0) + 0.5;
  const match = /^(\p{Ll}*?)(hundert|tausend)$/u.exec(word);
  const known = numberOfWord(word);
  if (match === null || known !== undefined) return known;
  const times = match[1] === '' ? 1 : numberOfWord(match[1] ?? '');
  return times === undefined ? undefined : times * (MULTIPLIERS.get(match[2] ?? '') ?? 1);
}

function readWord(match: RegExpMatchArray, text: string): Partial<Quantity> | undefined {
  const word = match[0].toLowerCase();
  const end = (match.index ?? 0) + word.length;
  const fraction = FRACTION_WORDS.get(word);
  const before = text.slice(Math.max(0, (match.index ?? 0) - 4), match.index ?? 0);
  if (fraction !== undefined && (word === 'half' || !ordinalOfWord(word) || /\ba $/i.test(before))) {
    const unit = /^[\s-](?:of )?(?:an? |eine[rn]? )?(\p{L}+)/u.exec(text.slice(end, end + 30))?.[1];
    const counted = unit === undefined ? undefined : unitOf(unit);
    return counted === undefined
      ? { values: [fraction], dimension: 'share', isWord: true }
      : { ...inUnit([fraction], counted), isWord: true };
  }
  const ordinal = ordinalOfWord(word);
  if (ordinal !== undefined) return { values: [ordinal], isWord: true, isOrdinal: true };
  const parts = word.split(/[- ]/);
  const values = parts.map(numberOfGermanWord);
  if (values.some((value) => value === undefined)) return undefined;
  let total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const times = /^[\s-](\p{L}+)/u.exec(text.slice(end, end + 20));
  const factor = times?.[1] === undefined ? undefined : MULTIPLIERS.get(times[1].toLowerCase());
  if (factor !== undefined) total *= factor;
  const read = withUnit([total], text, factor === undefined ? end : end + (times?.[0].length ?? 0), true);
  if (ARTICLES.has(word) && read.dimension === undefined) return undefined;
  return { ...read, isWord: true };
}

/** The quantities of a text in order; they never overlap. */
export function readQuantities(text: string): Quantity[] {
  const taken = new Uint8Array(text.length);
  const found: Quantity[] = [];
  for (const { pattern, read } of FORMS) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (taken.subarray(start, end).includes(1)) continue;
      const quantity = read(match, text);
      const isPlainWord = quantity === undefined && /^\p{L}/u.test(match[0]);
      if (!isPlainWord && !(quantity === undefined && / /.test(match[0]))) taken.fill(1, start, end);
      if (quantity === undefined) continue;
      const shown = textOf(text, start, end, quantity);
      found.push({
        kind: 'amount',
        values: [],
        isWord: false,
        isOrdinal: false,
        text: shown,
        start,
        end: Math.max(end, start + shown.length),
        isRough: ROUGH.test(text.slice(Math.max(0, start - 24), start)) || ROUGH_AFTER.test(text.slice(end, end + 9)),
        bound: boundOf(text.slice(Math.max(0, start - 24), start), text.slice(end, end + 8)),
        ...(/^[12]\d{3}年?$/.test(shown) &&
        (/年$/.test(shown) || BEFORE_YEAR.test(text.slice(Math.max(0, start - 9), start)))
          ? { isCalendarYear: true }
          : {}),
        ...quantity,
      });
    }
  }
  return shareUnits(found.sort((one, other) => one.start - other.start));
}

function boundOf(before: string, after: string): Quantity['bound'] {
  if (BELOW.test(before) || /^\p{Script=Han}{0,3}以[内下]/u.test(after)) return 'below';
  return ABOVE.test(before) || /^\p{Script=Han}{0,3}以上/u.test(after) ? 'above' : undefined;
}

/** "35 minutes, the first 15": a number that counts nothing of its own counts what the one before did. */
function shareUnits(found: readonly Quantity[]): Quantity[] {
  return found.map((quantity, at) => {
    const before = found.slice(0, at).findLast(({ isOrdinal }) => !isOrdinal);
    const isBare =
      quantity.kind === 'amount' && !quantity.isWord && quantity.dimension === undefined && quantity.noun === undefined;
    const isNear = before?.inBase !== undefined && quantity.start - before.end < SAME_UNIT_DISTANCE;
    if (!isBare || !isNear) return quantity;
    const { inBase = (value) => [value], dimension = '' } = before;
    return { ...quantity, dimension, values: [...quantity.values, ...quantity.values.flatMap(inBase)] };
  });
}

/** With its unit, for a reason that a person reads. */
function textOf(text: string, start: number, end: number, { dimension }: Partial<Quantity>): string {
  const unit =
    dimension === undefined ? undefined : /^\s?(?:[%°€]\s?[CF]?|\p{L}+)/u.exec(text.slice(end, end + 20))?.[0];
  const isUnit = unit !== undefined && unitOf(unit.trim()) !== undefined;
  return text.slice(start, end).trim() + (isUnit ? unit.trimEnd() : '');
}
