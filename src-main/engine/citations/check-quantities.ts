import { ARTICLES, FRACTION_WORDS } from './quantity-words.ts';
import type { Quantity } from './read-quantities.ts';

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
    return yearOf(one) !== undefined && yearOf(one) === yearOf(other);
  }
  if (one.kind === 'clock' || other.kind === 'clock') {
    return one.kind === other.kind && (one.values[0] ?? 0) % HALF_A_DAY === (other.values[0] ?? 1) % HALF_A_DAY;
  }
  const hasSameUnit =
    one.dimension === other.dimension || one.isOrdinal || other.isOrdinal || !(one.dimension && other.dimension);
  return hasSameUnit && one.values.some((value) => other.values.some((held) => isNear(value, held, one.isRough)));
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
  if (one.dimension !== undefined || other.dimension !== undefined) return one.dimension === other.dimension;
  return isYear(one) === isYear(other);
}

const isYear = ({ values }: Quantity): boolean => values.some((value) => value >= 1000 && value <= 2100);

/** Of a date, or a number by itself that may be one. */
function yearOf(quantity: Quantity): number | undefined {
  if (quantity.kind === 'date') return quantity.date?.year;
  return quantity.kind === 'amount' && quantity.dimension === undefined && isYear(quantity)
    ? quantity.values[0]
    : undefined;
}

export interface QuantityCheck {
  readonly held: readonly Quantity[];
  readonly missing: readonly Quantity[];
}

/** Which quantities of a claim the passage has. Articles and small words that nothing contradicts are in neither list. */
export function checkQuantities(claim: readonly Quantity[], passage: readonly Quantity[]): QuantityCheck {
  const held: Quantity[] = [];
  const missing: Quantity[] = [];
  for (const quantity of claim) {
    if (isArticle(quantity)) continue;
    const found = passage.some((other) => isSameQuantity(quantity, other) && !countsOther(quantity, other, passage));
    if (found || yearStands(quantity, passage)) held.push(quantity);
    else if (!isLoose(quantity) || contradicts(quantity, passage)) missing.push(quantity);
  }
  return { held, missing };
}

/** "an hour", "一天": more often "each" or "any" than a number. */
const isArticle = ({ isWord, text }: Quantity): boolean =>
  isWord &&
  (ARTICLES.has(text.split(/\s/)[0]?.toLowerCase() ?? '') ||
    (text.startsWith('一') && !/^一[十百千万一二三四五六七八九零]/.test(text)));

/** "two years" is not found in "two delegates" where the passage says how many years. */
function countsOther(quantity: Quantity, other: Quantity, passage: readonly Quantity[]): boolean {
  if (quantity.dimension === undefined || other.dimension !== undefined || quantity.isOrdinal || other.isOrdinal)
    return false;
  if (other.noun === undefined && !other.isWord) return false; // a number in code
  return passage.some((third) => third.dimension === quantity.dimension);
}

/** A year that stands in a date, or a date's year by itself. */
function yearStands(quantity: Quantity, passage: readonly Quantity[]): boolean {
  const year =
    quantity.kind === 'amount' && quantity.dimension === undefined && isYear(quantity) ? quantity.values[0] : undefined;
  if (year !== undefined) return passage.some(({ date }) => date?.year === year);
  const { date } = quantity;
  if (date?.year === undefined) return false;
  return (
    passage.some(({ values }) => values.includes(date.year ?? 0)) &&
    passage.some((other) => other.date !== undefined && other.date.year === undefined && isSameDate(quantity, other))
  );
}

const isLoose = ({ isWord, isOrdinal, values, text }: Quantity): boolean =>
  isOrdinal || (isWord && (FRACTION_WORDS.has(text.toLowerCase()) || (values[0] ?? 0) <= LARGEST_LOOSE_WORD));

/** The same thing is counted, differently. */
function contradicts(quantity: Quantity, passage: readonly Quantity[]): boolean {
  const { dimension, noun } = quantity;
  if (quantity.isOrdinal || dimension === 'share' || dimension === 'turns') return false;
  if (dimension !== undefined) return passage.some((other) => other.dimension === dimension);
  return noun !== undefined && passage.some((other) => other.noun === noun && !other.isOrdinal);
}
