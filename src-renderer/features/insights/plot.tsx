import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { PlotSeries, PlotSpec } from './plot-spec.ts';
import { useThemeKey } from './use-theme-key.ts';

const HEIGHT = 220;
const NAMED_HEIGHT = 260;
/** Room for slanted names under a chart. */
const NAMES_HEIGHT = 92;

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
    const size = () => ({ width: Math.max(200, holder.clientWidth), height: spec.isTime ? HEIGHT : NAMED_HEIGHT });
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
  const ink = tokenColour('n8');
  const grid = { stroke: tokenColour('hairline'), width: 1 };
  const font = `11px ${tokenColour('sans')}`;
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: spec.isTime ? { time: true, range: timeRange(spec.xs) } : { time: false, range: [-0.6, last + 0.6] },
      y: spec.isLog ? { distr: 3, range: logRange } : { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] },
    },
    axes: [
      {
        stroke: ink,
        font,
        grid: { show: false },
        ticks: grid,
        ...(spec.isTime
          ? { values: (_plot, splits) => splits.map(spec.xName), space: 80 }
          : {
              splits: () => [...spec.xs],
              values: (_plot, splits) => splits.map(spec.xName),
              rotate: 40,
              size: NAMES_HEIGHT,
            }),
      },
      {
        stroke: ink,
        font,
        labelFont: font,
        label: spec.yLabel,
        grid,
        ticks: grid,
        size: 64,
        ...(spec.isLog ? { splits: logSplits } : {}),
        values: (_plot, splits) => splits.map((split) => (split === null ? '' : spec.yName(split))),
      },
    ],
    series: [{}, ...spec.series.map(seriesOf)],
    ...(spec.band === undefined
      ? {}
      : { bands: [{ series: [spec.band[1] + 1, spec.band[0] + 1], fill: tokenColour('accent-soft') }] }),
  };
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

/** Powers of ten; over one or two of them also 2 and 5 times as much. */
function logSplits(_plot: uPlot, _axis: number, low: number, high: number): number[] {
  const powers = Array.from({ length: 12 }, (_, at) => 10 ** (at - 3));
  const steps = high / low > 150 ? [1] : [1, 2, 5];
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
