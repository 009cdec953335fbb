/**
 * Whether a number follows from the numbers of a passage by one step of arithmetic.
 *
 * Sums, differences, products and ratios of two of them, the time between two dates, a share and what it leaves. All
 * pairs are tried, so with many numbers a wrong one may follow by chance: what follows is not called missing, which is
 * all that this decides. Quadratic in the numbers of the passage, of which at most `MOST` are taken.
 */
import { type Quantity, yearOf } from './quantity.ts';

const MOST = 80;
/** Relative difference of a computed value that was not called rough, and of one that was. */
const EXACT = 0.006;
const ROUGH = 0.08;
/** Characters between a year and the span that is counted from it. Guess, unmeasured. */
const SAME_STATEMENT = 80;
const DAYS_PER_MONTH = 30.4375;
const SECONDS_PER_DAY = 86_400;

interface Value {
  readonly value: number;
  readonly dimension: string | undefined;
}

/** Whether one step of arithmetic leads from the passage's numbers to the one wanted. */
export function isDerivable(wanted: Quantity, passage: readonly Quantity[]): boolean {
  if (wanted.isOrdinal) return false;
  const known = passage.filter(({ isOrdinal }) => !isOrdinal).slice(0, MOST);
  const holds = (found: Value): boolean => isMeant(wanted, found);
  if (known.some((one) => aloneFrom(one).some(holds))) return true;
  return known.some((one, at) => known.slice(at + 1).some((other) => pairFrom(one, other).some(holds)));
}

/** Whether it is the sum or difference of two numbers of its kind. */
export function isSum(wanted: Quantity, passage: readonly Quantity[]): boolean {
  const known = passage
    .filter(({ dimension, isOrdinal }) => !isOrdinal && dimension === wanted.dimension)
    .slice(0, MOST);
  return known.some((one, at) =>
    known.slice(at + 1).some((other) =>
      [1, -1].some((sign) =>
        isMeant(wanted, {
          value: Math.abs((one.values[0] ?? 0) + sign * (other.values[0] ?? 0)),
          dimension: wanted.dimension,
        }),
      ),
    ),
  );
}

function isMeant(wanted: Quantity, { value, dimension }: Value): boolean {
  const wantedYear = yearOf(wanted);
  // No sum of other numbers; "grew to 1500 members" counts something.
  if (wanted.isCalendarYear && wanted.noun === undefined && dimension !== 'year') return false;
  if (dimension === 'year') return wantedYear !== undefined && Math.round(value) === wantedYear;
  if (dimension === 'clock') return wanted.kind === 'clock' && wanted.values.includes(value);
  if (wanted.kind !== 'amount' || value <= 0) return false;
  return wanted.values.some((said) =>
    sameDimension(said, wanted.dimension, dimension).some(
      (asked) =>
        Math.abs(asked - value) <= value * (wanted.isRough ? ROUGH : EXACT) ||
        isWithinBound(asked, value, wanted.bound),
    ),
  );
}

/** The value asked for in the dimension of what was found; none when they cannot be compared. */
function sameDimension(said: number, one: string | undefined, other: string | undefined): number[] {
  if (one === other) return [said];
  if (one === 'months' && other === 'time') return [said * DAYS_PER_MONTH * SECONDS_PER_DAY];
  if (one === 'time' && other === 'months') return [said / DAYS_PER_MONTH / SECONDS_PER_DAY];
  return (one === undefined || one === 'turns') && (other === undefined || other === 'ratio') ? [said] : [];
}

function aloneFrom({ kind, values, dimension }: Quantity): Value[] {
  if (kind !== 'amount') return [];
  if (dimension === 'share') return values.map((value) => ({ value: 1 - value, dimension }));
  return [];
}

function pairFrom(one: Quantity, other: Quantity): Value[] {
  const out: Value[] = [];
  if (one.kind === 'clock' && other.kind === 'clock') {
    out.push({ value: Math.abs((one.values[0] ?? 0) - (other.values[0] ?? 0)) * 60, dimension: 'time' });
  }
  out.push(...betweenDates(one, other));
  for (const [first, second] of [
    [one, other],
    [other, one],
  ] as const) {
    out.push(...shifted(first, second));
    if (first.kind === 'amount' && second.kind === 'amount') out.push(...computed(first, second));
  }
  return out;
}

/** Months between two years; days where both are dates with a day and month. */
function betweenDates(one: Quantity, other: Quantity): Value[] {
  const isYearless = one.date?.year === undefined || other.date?.year === undefined;
  const [first, second] = [dayOf(one, isYearless), dayOf(other, isYearless)];
  if (first !== undefined && second !== undefined) {
    const days = Math.abs(first - second);
    return [days, days + 1].map((value) => ({ value: value * SECONDS_PER_DAY, dimension: 'time' }));
  }
  const [from, to] = [yearOf(one), yearOf(other)];
  if (from === undefined || to === undefined || from === to) return [];
  const months = ((one.date?.month ?? 0) - (other.date?.month ?? 0)) * (one.date?.month && other.date?.month ? 1 : 0);
  const apart = Math.abs((from - to) * 12 + months);
  return [apart, Math.floor(apart / 12) * 12, Math.abs(from - to) * 12].map((value) => ({
    value,
    dimension: 'months',
  }));
}

/** Days since 1970, or since the first day of the year where one of two dates names none. */
function dayOf({ date }: Quantity, isYearless: boolean): number | undefined {
  if (date?.month === undefined || date.day === undefined) return undefined;
  return Math.round(Date.UTC(isYearless ? 1970 : (date.year ?? 1970), date.month - 1, date.day) / 86_400_000);
}

/** A year or a time of day, and how long before or after. */
function shifted(from: Quantity, by: Quantity): Value[] {
  const year = yearOf(from);
  const span = by.values[0] ?? 0;
  const isNear = Math.max(from.start, by.start) - Math.min(from.end, by.end) <= SAME_STATEMENT;
  if (year !== undefined && by.dimension === 'months' && isNear) {
    return [year + span / 12, year - span / 12].map((value) => ({ value, dimension: 'year' }));
  }
  if (from.kind === 'clock' && by.dimension === 'time') {
    const start = from.values[0] ?? 0;
    return [start + span / 60, start - span / 60].map((value) => ({ value, dimension: 'clock' }));
  }
  return [];
}

/** "Eleven hours", "takes nine": a bare number counts what the other does. */
function alike(first: Quantity, second: Quantity): Quantity {
  const isBare = second.dimension === undefined && second.noun === undefined && yearOf(second) === undefined;
  if (!isBare || first.inBase === undefined) return second;
  const { inBase, dimension = '' } = first;
  return { ...second, dimension, values: second.values.flatMap(inBase) };
}

function computed(first: Quantity, second: Quantity): Value[] {
  const read = alike(first, second);
  return read === second ? combine(first, second) : [...combine(first, second), ...combine(first, read)];
}

function combine(first: Quantity, second: Quantity): Value[] {
  const out: Value[] = [];
  for (const one of first.values) {
    for (const other of second.values) {
      if (first.dimension === second.dimension) {
        out.push(
          { value: one + other, dimension: first.dimension },
          { value: one - other, dimension: first.dimension },
        );
        if (other !== 0) {
          out.push({ value: one / other, dimension: 'ratio' }, { value: one / other, dimension: 'share' });
          out.push({ value: 1 - one / other, dimension: 'share' });
        }
      } else if (second.dimension === 'share') {
        out.push(
          { value: one * other, dimension: first.dimension },
          { value: one * (1 - other), dimension: first.dimension },
        );
      } else if (second.dimension === undefined || second.dimension === 'turns') {
        out.push({ value: one * other, dimension: first.dimension });
        if (other !== 0) out.push({ value: one / other, dimension: first.dimension });
      }
    }
  }
  if (first.dimension === undefined && second.dimension === undefined) {
    const [one = 0, other = 0] = [first.values[0], second.values[0]];
    out.push({ value: one * other, dimension: undefined });
    if (other !== 0) out.push({ value: one / other, dimension: undefined });
  }
  return out;
}

/** "More than a third" of 35 %: a bound is said of what lies near. Guess, unmeasured. */
const WITHIN = 1.35;

export function isWithinBound(value: number, held: number, bound: Quantity['bound']): boolean {
  if (bound === undefined || value <= 0) return false;
  return bound === 'above' ? held >= value && held <= value * WITHIN : held <= value && held * WITHIN >= value;
}
