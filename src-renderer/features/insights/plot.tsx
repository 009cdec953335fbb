import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { PlotSeries, PlotSpec } from './plot-spec.ts';
import { useThemeKey } from './use-theme-key.ts';

const HEIGHT = 220;
/** Of a name with its bar, where bars lie. */
const ROW_HEIGHT = 34;
/** Of the axis of values under lying bars, with its name. */
const VALUES_HEIGHT = 60;
/** Names take no more of the width than this. */
const MOST_NAME = 0.48;
/** Half of the last name of an axis stands beyond its end. */
const END_ROOM = 28;
/** Below this width every power of ten is enough of a scale; pixels. */
const NARROW = 560;

/** A chart on a canvas. What it says stands in the title and the table beside it; to a screen reader it is a picture. */
export function Plot({
  spec,
  label,
  onDrawn,
}: {
  readonly spec: PlotSpec;
  readonly label: string;
  readonly onDrawn: (plot: uPlot | undefined) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useThemeKey();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the style sheet while drawing
  useEffect(() => {
    const holder = place.current;
    if (holder === null) return;
    const height = spec.isTime ? HEIGHT : spec.xs.length * ROW_HEIGHT + VALUES_HEIGHT;
    const size = () => ({ width: Math.max(200, holder.clientWidth), height });
    const plot = new uPlot({ ...optionsOf(spec), ...size() }, dataOf(spec), holder);
    onDrawn(plot);
    const observer = new ResizeObserver(() => plot.setSize(size()));
    observer.observe(holder);
    return () => {
      observer.disconnect();
      onDrawn(undefined);
      plot.destroy();
    };
  }, [spec, theme, onDrawn]);
  return <div ref={place} role="img" aria-label={label} className="min-h-55 w-full" />;
}

/** A colour of the style sheet as it is now. */
export function tokenColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function dataOf({ xs, series }: PlotSpec): uPlot.AlignedData {
  return [[...xs], ...series.map(({ values }) => [...values])];
}

function optionsOf(spec: PlotSpec): Omit<uPlot.Options, 'width' | 'height'> {
  const last = spec.xs.length - 1;
  const grid = { stroke: tokenColour('hairline'), width: 1 };
  const font = `11px ${tokenColour('sans')}`;
  const axis = { stroke: tokenColour('n8'), font, labelFont: font };
  const values: uPlot.Axis = {
    ...axis,
    label: spec.yLabel,
    grid,
    ticks: grid,
    ...(spec.isLog ? { splits: logSplits } : {}),
    values: (_plot, splits) => splits.map((split) => (split === null ? '' : spec.yName(split))),
  };
  const y: uPlot.Scale = spec.isLog
    ? { distr: 3, range: logRange }
    : { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] };
  const times = {
    scales: { x: { time: true, range: timeRange(spec.xs) }, y },
    axes: [
      {
        ...axis,
        grid: { show: false },
        ticks: grid,
        values: (_plot: uPlot, splits: number[]) => splits.map(spec.xName),
        space: 80,
      },
      {
        ...values,
        size: (plot: uPlot, shown: string[] | null) =>
          16 + Math.max(0, ...(shown ?? []).map((name) => widthOf(plot, font, name))),
        labelSize: 20,
      },
    ],
  };
  // Names stand beside lying bars, where there is room for them in any language.
  const names = {
    scales: { x: { time: false, ori: 1, dir: -1, range: [-0.6, last + 0.6] }, y: { ...y, ori: 0 } },
    axes: [
      {
        ...axis,
        side: 3,
        grid: { show: false },
        ticks: { show: false },
        gap: 8,
        splits: () => [...spec.xs],
        values: (plot: uPlot, splits: number[]) => splits.map((at) => fitted(plot, font, spec.xName(at))),
        size: (plot: uPlot) => nameRoom(plot, font, spec),
      },
      {
        ...values,
        side: 2,
        size: 30,
        labelSize: 24,
        filter: (_plot: uPlot, splits: number[]) => splits, // uPlot's own would leave out others than ours
        values: (plot: uPlot, splits: (number | null)[]) => {
          const named = splits.map((split) => (split === null ? '' : spec.yName(split)));
          return thinned(plot, font, named, plot.width - nameRoom(plot, font, spec) - END_ROOM);
        },
      },
    ],
  } satisfies { scales: uPlot.Scales; axes: uPlot.Axis[] };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [8, END_ROOM, 0, 0],
    ...(spec.isTime ? times : names),
    series: [{}, ...spec.series.map(seriesOf)],
    ...(spec.band === undefined
      ? {}
      : { bands: [{ series: [spec.band[1] + 1, spec.band[0] + 1], fill: tokenColour('accent-soft') }] }),
  };
}

/** Of a text on the chart, in its pixels. */
function widthOf({ ctx }: uPlot, font: string, text: string): number {
  ctx.save();
  ctx.font = font;
  const { width } = ctx.measureText(text);
  ctx.restore();
  return width;
}

/** What the names beside lying bars need. */
function nameRoom(plot: uPlot, font: string, { xs, xName }: PlotSpec): number {
  return 16 + Math.max(0, ...xs.map((x) => widthOf(plot, font, fitted(plot, font, xName(x)))));
}

/** As many names of an axis as stand beside each other without touching; the others are left out. */
function thinned(plot: uPlot, font: string, names: readonly string[], room: number): string[] {
  const widest = Math.max(0, ...names.map((name) => widthOf(plot, font, name))) + 8;
  const step = Math.max(1, Math.ceil((widest * Math.max(0, names.length - 1)) / Math.max(1, room)));
  return names.map((name, at) => (at % step === 0 ? name : ''));
}

/** A name as much of which is shown as there is room for; the table beside the chart has all of it. */
function fitted(plot: uPlot, font: string, name: string): string {
  const room = plot.width * MOST_NAME;
  if (widthOf(plot, font, name) <= room) return name;
  let end = name.length - 1;
  while (end > 1 && widthOf(plot, font, `${name.slice(0, end)}…`) > room) end--;
  return `${name.slice(0, end).trimEnd().toWellFormed()}…`;
}

/** Half a step beyond both ends, so that the first and the last bar are whole. */
function timeRange(xs: readonly number[]): [number, number] {
  const [first = 0, second = first + 3600] = xs;
  const half = (second - first) / 2;
  return [first - half, (xs.at(-1) ?? first) + half];
}

/** Whole powers of ten around the values, so that the axis has names. */
function logRange(_plot: uPlot, low: number, high: number): [number, number] {
  const floor = 10 ** Math.floor(Math.log10(Math.max(0.1, low || 0.1)));
  const ceiling = 10 ** Math.ceil(Math.log10(Math.max(1, high || 1)));
  return [floor, ceiling === floor ? floor * 10 : ceiling];
}

/** Powers of ten; over one or two of them also 2 and 5 times as much, where there is room. */
function logSplits(plot: uPlot, _axis: number, low: number, high: number): number[] {
  const powers = Array.from({ length: 12 }, (_, at) => 10 ** (at - 3));
  const isLying = plot.scales.y?.ori === 0;
  const steps = high / low > 150 || (isLying && plot.width < NARROW) ? [1] : [1, 2, 5];
  return powers
    .flatMap((power) => steps.map((step) => step * power))
    .filter((split) => split >= low * 0.999 && split <= high * 1.001);
}

function seriesOf({ label, token, as, sizePx = 8 }: PlotSeries): uPlot.Series {
  const stroke = tokenColour(token);
  const points = { show: as !== 'bars', size: as === 'points' ? sizePx : 5, fill: stroke };
  if (as === 'bars') {
    const paths = uPlot.paths.bars?.({ size: [0.6, 48] });
    return { label, stroke, fill: stroke, points, ...(paths === undefined ? {} : { paths }) };
  }
  return as === 'line' ? { label, stroke, width: 2, points } : { label, stroke, points, paths: () => null };
}
