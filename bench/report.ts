import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Goal, Measurement, Quantiles } from './measure.ts';

/** What is kept of a run in `bench/results/<commit>.json`. */
export interface Report {
  readonly commit: string;
  readonly command: string;
  readonly date: string;
  readonly machine: {
    readonly cores: number;
    readonly cpu: string;
    readonly memoryGb: number;
    readonly platform: string;
  };
  readonly node: string;
  readonly corpus: string;
  readonly seconds: number;
  readonly measurements: readonly Measurement[];
}

/** Adds the facts of machine and commit to the measurements. */
export function describeRun(
  root: string,
  run: { corpus: string; seconds: number; measurements: readonly Measurement[]; args: readonly string[] },
): Report {
  return {
    commit: commitOf(root),
    command: ['node bench/run.ts', ...run.args].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cores: availableParallelism(),
      cpu: cpus()[0]?.model ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
    },
    node: process.version,
    corpus: run.corpus,
    seconds: Math.round(run.seconds),
    measurements: run.measurements,
  };
}

/** The short commit, with a mark when files differ from it. */
function commitOf(root: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--', 'src-main', 'src-contract', 'bench/*.ts') !== '';
    return git('rev-parse', '--short', 'HEAD') + (changed ? '-dirty' : '');
  } catch {
    return 'no-commit';
  }
}

/** Writes the report and returns its path. */
export function writeReport(root: string, report: Report): string {
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${report.commit}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

/** One measurement as lines of a table: ours first, then the peers with how they compare. */
export function describeMeasurement(measurement: Measurement): string {
  const { name, unit, ours, peers, goal, met, notes = [], details = {} } = measurement;
  const line = (engine: string, measured: Quantiles) => {
    const extra = Object.entries(details[engine] ?? {}).map(([key, value]) => `${key} ${value}`);
    const columns = [engine.padEnd(28), `${measured.p50}`.padStart(10), `${measured.p95}`.padStart(10)];
    return `  ${[...columns, comparison(measurement, measured).padStart(14), ...extra].join('  ').trimEnd()}`;
  };
  return [
    `${name} (${unit}; p50, p95)`,
    line('carrel', ours),
    ...Object.entries(peers).map(([engine, measured]) => line(engine, measured)),
    ...(goal === null ? [] : [`  goal ${describeGoal(goal)}: ${met ? 'met' : 'missed'}`]),
    ...notes.map((note) => `  · ${note}`),
  ].join('\n');
}

function describeGoal({ timesPeer = {}, ...limits }: Goal): string {
  const parts = Object.entries(limits).map(([part, limit]) => `${part} ${limit}`);
  return [...parts, ...Object.entries(timesPeer).map(([peer, times]) => `${times} × ${peer}`)].join(', ');
}

function comparison({ ours, better }: Measurement, measured: Quantiles): string {
  if (measured === ours) return '';
  const factor = better === 'lower' ? measured.p50 / ours.p50 : ours.p50 / measured.p50;
  return factor >= 1 ? `ours ${factor.toFixed(1)} × better` : `ours ${(1 / factor).toFixed(1)} × worse`;
}
