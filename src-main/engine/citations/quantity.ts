/** A number of a text with what it counts. */
export interface Quantity {
  readonly kind: 'amount' | 'date' | 'clock';
  /** As it stands in the text. */
  readonly text: string;
  /** Half-open UTF-16 range. */
  readonly start: number;
  readonly end: number;
  /** What it may be, in the base unit of its dimension; minutes for a time of day; empty for a date. */
  readonly values: readonly number[];
  readonly dimension?: string;
  /** What another number with the unit that it was written with would be in the base unit. */
  readonly inBase?: (value: number) => readonly number[];
  /** The number as it was written, in that unit. */
  readonly written?: readonly number[];
  /** The form of the word counted, where that is no unit: "12 bits" has a unit, "three delegates" this. */
  readonly noun?: string;
  readonly date?: { readonly year?: number; readonly month?: number; readonly day?: number };
  /** Written as a word; small ones are often said differently. */
  readonly isWord: boolean;
  readonly isOrdinal: boolean;
  /** "about", "almost", "etwa": the number was rounded. */
  readonly isRough: boolean;
  /** "More than a third", "under 20": the number itself is not meant, but one on this side of it. */
  readonly bound?: 'above' | 'below' | undefined;
  /** "In 1887": a year by what stands before it. */
  readonly isCalendarYear?: boolean;
  /** "The 1960s", "the 17th century": the years from the value on that are meant. */
  readonly spanYears?: number;
}

/** What a form of writing says of a match; undefined when it is no quantity after all. */
export type Reader = (match: RegExpMatchArray, text: string) => Partial<Quantity> | undefined;

/** A way to write a quantity. */
export interface Form {
  readonly pattern: RegExp;
  readonly read: Reader;
}

const FIRST_YEAR = 1000;
const LAST_YEAR = 2100;

/** The year of a date, or a number by itself that may be one. */
export function yearOf({ kind, values, dimension, date }: Quantity): number | undefined {
  if (kind === 'date') return date?.year;
  if (kind !== 'amount' || dimension !== undefined) return undefined;
  return values.find((value) => Number.isInteger(value) && value >= FIRST_YEAR && value <= LAST_YEAR);
}
