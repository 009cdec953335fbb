import { isDerivable, isSum, isWithinBound } from './derive-quantities.ts';
import { type Quantity, yearOf } from './quantity.ts';
import { ARTICLES, FRACTION_WORDS } from './quantity-words.ts';

/** Relative difference below which two values are the same number, written differently or rounded. */
const SAME = 1e-6;
const ROUGHLY = 0.06;
const HALF_A_DAY = 720;

/** A small number in words may be said otherwise ("in pairs", "the other one"), so its absence alone proves nothing. */
const LARGEST_LOOSE_WORD = 3;

/** Whether two quantities say the same. */
export function isSameQuantity(one: Quantity, other: Quantity): boolean {
  if (one.kind === 'date' || other.kind === 'date') {
    if (one.kind === other.kind) return isSameDate(one, other);
    return isSameYear(one, other);
  }
  if (one.spanYears !== undefined || other.spanYears !== undefined) return isSameYear(one, other);
  if (one.kind === 'clock' || other.kind === 'clock') {
    return one.kind === other.kind && (one.values[0] ?? 0) % HALF_A_DAY === (other.values[0] ?? 1) % HALF_A_DAY;
  }
  if (isSpan(one) && isSpan(other) && one.dimension !== other.dimension) return isSameSpan(one, other);
  const hasSameUnit =
    one.dimension === other.dimension || one.isOrdinal || other.isOrdinal || !(one.dimension && other.dimension);
  if (!hasSameUnit) return false;
  if (asWritten(one, other) || asWritten(other, one)) return true;
  return one.values.some((value) =>
    other.values.some((held) => isNear(value, held, one.isRough) || isWithinBound(value, held, one.bound)),
  );
}

const isSpan = ({ dimension }: Quantity): boolean => dimension === 'time' || dimension === 'months';
const SECONDS_PER_MONTH = 30.4375 * 86_400;
/** 30 days are a month, and 365 a year. */
const SAME_SPAN = 0.02;

function isSameSpan(one: Quantity, other: Quantity): boolean {
  const seconds = ({ values, dimension }: Quantity): number =>
    (values[0] ?? 0) * (dimension === 'months' ? SECONDS_PER_MONTH : 1);
  const [first, second] = [seconds(one), seconds(other)];
  return Math.abs(first - second) <= Math.max(first, second) * SAME_SPAN;
}

/** "Aged 20 to 40" of "20 to 40 years": the number without its unit. */
function asWritten(bare: Quantity, { written }: Quantity): boolean {
  if (bare.dimension !== undefined || bare.isWord || written === undefined) return false;
  return bare.values.some((value) => written.some((held) => isNear(value, held, bare.isRough)));
}

function isSameYear(one: Quantity, other: Quantity): boolean {
  const [first, second] = [yearOf(one), yearOf(other)];
  if (first === undefined || second === undefined) return false;
  const isIn = (year: number, from: number, span: number): boolean => year >= from && year < from + span;
  return isIn(first, second, other.spanYears ?? 1) || isIn(second, first, one.spanYears ?? 1);
}

const isNear = (value: number, held: number, isRough: boolean): boolean =>
  Math.abs(value - held) <= Math.max(Math.abs(value), Math.abs(held)) * (isRough ? ROUGHLY : SAME);

function isSameDate({ date: one = {} }: Quantity, { date: other = {} }: Quantity): boolean {
  const same = (a: number | undefined, b: number | undefined): boolean => a === undefined || b === undefined || a === b;
  return same(one.day, other.day) && same(one.month, other.month) && same(one.year, other.year);
}

/** Whether two quantities could stand in each other's place. */
export function isSameType(one: Quantity, other: Quantity): boolean {
  if (yearOf(one) !== undefined && yearOf(other) !== undefined) return true;
  if (one.kind !== other.kind || one.isOrdinal !== other.isOrdinal) return false;
  if (isSpan(one) && isSpan(other)) return true;
  if (one.dimension !== undefined || other.dimension !== undefined) return one.dimension === other.dimension;
  return (yearOf(one) === undefined) === (yearOf(other) === undefined);
}

/** Below a bound, but not by more than this factor. Guess, unmeasured. */
const WIDEST_RANGE = 2;

export interface QuantityCheck {
  readonly held: readonly Quantity[];
  readonly missing: readonly Quantity[];
  /** Not there, but they follow from those that are. */
  readonly derived: readonly Quantity[];
}

/** Which quantities of a claim the passage has. Articles and small words that nothing contradicts are in neither list. */
export function checkQuantities(claim: readonly Quantity[], passage: readonly Quantity[]): QuantityCheck {
  const held: Quantity[] = [];
  const missing: Quantity[] = [];
  const derived: Quantity[] = [];
  for (const quantity of claim) {
    if (isArticle(quantity)) continue;
    const found = passage.some((other) => isSameQuantity(quantity, other) && !countsOther(quantity, other, passage));
    if (found || yearStands(quantity, passage)) held.push(quantity);
    else if (!isLoose(quantity) || contradicts(quantity, passage)) {
      const follows = isInRange(quantity, passage) || isDerivable(quantity, passage);
      (follows && !isMagnitudeOff(quantity, passage) ? derived : missing).push(quantity);
    }
  }
  return { held, ...withoutPremises(missing, derived, passage) };
}

/** Places. Guess, unmeasured. */
const LARGEST_SLIP = 3;

/** Another number's digits with other zeros: 20 % for 2 %, 400 castles for 40. Some arithmetic always leads there. */
function isMagnitudeOff(quantity: Quantity, passage: readonly Quantity[]): boolean {
  const [value = 0] = quantity.values;
  if (isSum(quantity, passage)) return false;
  return passage.some((other) => {
    const isAlike =
      isSameType(quantity, other) &&
      quantity.dimension === other.dimension &&
      (quantity.dimension !== undefined || (quantity.noun !== undefined && quantity.noun === other.noun));
    if (!isAlike || value <= 0) return false;
    const places = Math.log10(value / (other.values[0] ?? 0));
    const nearest = Math.round(places);
    return nearest !== 0 && Math.abs(nearest) <= LARGEST_SLIP && Math.abs(places - nearest) < SAME;
  });
}

/** "An otter of 40 kg eats 10 a day" of "a quarter of its weight": numbers from which another of the claim follows. */
function withoutPremises(
  missing: readonly Quantity[],
  derived: readonly Quantity[],
  passage: readonly Quantity[],
): Pick<QuantityCheck, 'missing' | 'derived'> {
  const follows = (one: Quantity, from: Quantity): boolean =>
    one.values[0] !== from.values[0] &&
    isDerivable(one, [from, ...passage.filter(({ dimension }) => dimension === 'share')]);
  const linked = missing.filter((one) =>
    missing.some(
      (other) => other !== one && one.dimension === other.dimension && (follows(one, other) || follows(other, one)),
    ),
  );
  return { missing: missing.filter((one) => !linked.includes(one)), derived: [...derived, ...linked] };
}

/** A case of what the passage says of all numbers on one side of a bound: "serial numbers below 40000". */
function isInRange(quantity: Quantity, passage: readonly Quantity[]): boolean {
  return passage.some((limit) => {
    if (limit.bound === undefined || !isSameType(quantity, limit)) return false;
    const [value = 0, bound = 0] = [quantity.values[0], limit.values[0]];
    return limit.bound === 'above' ? value > bound : value < bound && value * WIDEST_RANGE > bound;
  });
}

/** "an hour", "一天": more often "each" or "any" than a number. */
const isArticle = ({ isWord, text, dimension }: Quantity): boolean =>
  isWord &&
  (ARTICLES.has(text.split(/\s/)[0]?.toLowerCase() ?? '') ||
    (/^一(?![十百千万一二三四五六七八九零点])/.test(text) && !MEASURED.has(dimension ?? '')));
const MEASURED = new Set(['share', 'yuan', 'dollar', 'euro', 'temperature']);

/** "two years" is not found in "two delegates" where the passage says how many years. */
function countsOther(quantity: Quantity, other: Quantity, passage: readonly Quantity[]): boolean {
  if (quantity.dimension === undefined || other.dimension !== undefined || quantity.isOrdinal || other.isOrdinal)
    return false;
  if (other.noun === undefined && !other.isWord) return false; // a number in code
  return passage.some((third) => third.dimension === quantity.dimension);
}

/** A year that stands in a date, or a date's year by itself. */
function yearStands(quantity: Quantity, passage: readonly Quantity[]): boolean {
  const { date } = quantity;
  const year = date === undefined ? yearOf(quantity) : undefined;
  if (year !== undefined) return passage.some((other) => other.date?.year === year);
  if (date?.year === undefined) return false;
  return (
    passage.some(({ values }) => values.includes(date.year ?? 0)) &&
    passage.some((other) => other.date !== undefined && other.date.year === undefined && isSameDate(quantity, other))
  );
}

const isLoose = ({ isWord, isOrdinal, values, text, dimension }: Quantity): boolean =>
  isOrdinal ||
  (isWord &&
    (FRACTION_WORDS.has(text.toLowerCase()) || (dimension !== 'share' && (values[0] ?? 0) <= LARGEST_LOOSE_WORD)));

/** The same thing is counted, differently. */
function contradicts(quantity: Quantity, passage: readonly Quantity[]): boolean {
  const { dimension, noun } = quantity;
  if (quantity.isOrdinal || dimension === 'share' || dimension === 'turns') return false;
  if (dimension !== undefined) return passage.some((other) => other.dimension === dimension);
  return noun !== undefined && passage.some((other) => other.noun === noun && !other.isOrdinal);
}
