/** One set of values of a chart, in the colour of a token, so that the same thing has the same colour everywhere. */
export interface PlotSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly token: 'accent' | 'info' | 'caution';
  readonly as: 'bars' | 'line' | 'points';
  /** Of points, in pixels; larger ones lie behind. */
  readonly sizePx?: number;
}

/** What a chart shows. `xs` are seconds since 1970 for times, and 0, 1, 2, … for names. */
export interface PlotSpec {
  readonly xs: readonly number[];
  readonly xName: (x: number) => string;
  readonly isTime: boolean;
  /** Of the axis of values, with the unit. */
  readonly yLabel: string;
  readonly yName: (y: number) => string;
  /** For values from a millisecond to a minute. */
  readonly isLog: boolean;
  readonly series: readonly PlotSeries[];
  /** Fills between two series, by their places. */
  readonly band?: readonly [number, number];
}

/** The same as a table: what is shown, and what a file of values holds. */
export interface PlotTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly values: readonly (readonly (string | number)[])[];
}
