import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { PlotSeries, PlotSpec } from './plot-spec.ts';
import { useThemeKey } from './use-theme-key.ts';

const HEIGHT = 220;
/** Room for slanted names under a chart. */
const NAMES_HEIGHT = 74;

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
    const size = () => ({ width: Math.max(200, holder.clientWidth), height: HEIGHT });
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
      x: spec.isTime ? { time: true } : { time: false, range: [-0.6, last + 0.6] },
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
              rotate: -40,
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
        values: (_plot, splits) => splits.map((split) => (split === null ? '' : spec.yName(split))),
      },
    ],
    series: [{}, ...spec.series.map(seriesOf)],
    ...(spec.band === undefined
      ? {}
      : { bands: [{ series: [spec.band[1] + 1, spec.band[0] + 1], fill: tokenColour('accent-soft') }] }),
  };
}

/** Whole powers of ten around the values, so that the axis has names. */
function logRange(_plot: uPlot, low: number, high: number): [number, number] {
  const floor = 10 ** Math.floor(Math.log10(Math.max(0.1, low || 0.1)));
  const ceiling = 10 ** Math.ceil(Math.log10(Math.max(1, high || 1)));
  return [floor, ceiling === floor ? floor * 10 : ceiling];
}

function seriesOf({ label, token, as }: PlotSeries): uPlot.Series {
  const stroke = tokenColour(token);
  const points = { show: as !== 'bars', size: as === 'points' ? 8 : 5, fill: stroke };
  if (as === 'bars') {
    const paths = uPlot.paths.bars?.({ size: [0.6, 48] });
    return { label, stroke, fill: stroke, points, ...(paths === undefined ? {} : { paths }) };
  }
  return as === 'line' ? { label, stroke, width: 2, points } : { label, stroke, points, paths: () => null };
}
