/**
 * `node bench/run.ts`: Carrel beside other programs, in one run, on the same data; `--help` names the options and the benchmarks.
 *
 * The exit code is 2 when the options are wrong.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { openStaticEmbedderSync } from '../src-main/adapters/embedding/static-embedder.ts';
import { locateApp } from '../src-main/platform/app-paths.ts';
import { openCorpus } from './corpus.ts';
import type { Measurement } from './measure.ts';
import { describeMeasurement, describeRun, writeReport } from './report.ts';
import type { Setting } from './setting.ts';
import { benchAnswering, QUICK_WRITER, SLOW_WRITER } from './suites/answering.ts';
import { benchCode } from './suites/code.ts';
import { benchEmbedding } from './suites/embedding.ts';
import { benchGeneration } from './suites/generation.ts';
import { benchGraph } from './suites/graph.ts';
import { benchIncremental } from './suites/incremental.ts';
import { benchIngest } from './suites/ingest.ts';
import { benchQuestions } from './suites/questions.ts';
import { benchText } from './suites/text.ts';
import { benchVectors } from './suites/vectors.ts';

type Suite = (setting: Setting, size: number) => Promise<Measurement | readonly Measurement[]>;

const app = locateApp(import.meta.url);
/** Sizes in passages, in files for `incremental`, in kB for `code`, in answers for `generation`, in questions for `answering`; a quick run takes one of them, as a check that the benchmarks work and a first impression, and is to end within 50 s. */
const SUITES: Readonly<
  Record<
    string,
    { readonly run: Suite; readonly full: readonly number[]; readonly quick?: number; readonly large?: number }
  >
> = {
  embedding: { run: benchEmbedding, full: [20_000], quick: 5_000 },
  text: { run: benchText, full: [10_000, 100_000], quick: 10_000 },
  vectors: { run: benchVectors, full: [10_000, 100_000], quick: 10_000 },
  generation: { run: benchGeneration, full: [40], quick: 2 },
  answering: { run: benchAnswering(QUICK_WRITER), full: [100] },
  'answering-slow': { run: benchAnswering(SLOW_WRITER), full: [], large: 100 },
  graph: { run: benchGraph, full: [], large: 252_000 },
  ingest: { run: benchIngest, full: [10_000, 100_000], quick: 2_000 },
  incremental: { run: benchIncremental, full: [3_000], quick: 500 },
  questions: { run: benchQuestions, full: [10_000, 100_000], quick: 10_000, large: 1_000_000 },
  code: { run: benchCode, full: [4000], quick: 1000 },
};
const FULL = { rounds: 300, budgetMs: 15_000, runs: 5 };
const QUICK = { rounds: 50, budgetMs: 2000, runs: 2 };

const options = {
  quick: { type: 'boolean', default: false },
  large: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  only: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const HELP = `Usage: npm run bench -- [options]

Measures Carrel beside other programs, in one run, on the same data. A full run takes 12 minutes and is kept in
bench/results/<commit>.json; runs with --quick or --only are not kept.

  --quick            10,000 passages and fewer questions, without answers by a model: 40 s
  --large            also a million passages for the questions, the FAISS graph above its threshold (half an hour) and a
                     model too slow for its time (17 minutes): about an hour more
  --only NAME        this benchmark alone
  --json             the measurements go to standard output as one array
  --help             prints this

Benchmarks (* with --large only):
${Object.entries(SUITES)
  .map(([name, { full }]) => `  ${name}${full.length === 0 ? ' *' : ''}`)
  .join('\n')}

LanceDB takes part when "node bench/install-peers.ts" was run, or CARREL_BENCH_PEERS names a folder that has it.
CARREL_BENCH_REPOS, a folder with checkouts of the repositories of code-files-dev, adds them to "code".
`;

function readOptions() {
  const { values } = parseArgs({ options });
  if (values.only !== undefined && SUITES[values.only] === undefined)
    throw new Error(`There is no benchmark "${values.only}".`);
  if (plan(values).length === 0)
    throw new Error(`"${values.only}" has no run of this size. Leave out --quick, or add --large.`);
  return values;
}

async function main(values: ReturnType<typeof readOptions>): Promise<void> {
  // Results as JSON go to standard output alone, so what people read goes to the other stream.
  const say = (line: string) => process.stderr.write(`${line}\n`);
  execFileSync(process.execPath, [join(app.root, 'scripts', 'build-wasm.mjs')], { stdio: ['ignore', 2, 2] });

  const started = performance.now();
  const corpus = openCorpus(join(app.root, '..', 'shared', 'data', 'retrieval'));
  say(`Text: ${corpus.origin}\n`);
  const measurements: Measurement[] = [];
  for (const { run, size } of plan(values)) {
    const scratch = mkdtempSync(join(tmpdir(), 'carrel-bench-'));
    try {
      const embedder = openStaticEmbedderSync(join(app.models, 'carrel-static'));
      const effort = values.quick ? QUICK : FULL;
      const measured = [await run({ app, scratch, corpus, embedder, ...effort }, size)].flat();
      for (const measurement of measured) say(`${describeMeasurement(measurement)}\n`);
      measurements.push(...measured);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  const missed = measurements.filter(({ met }) => met === false);
  say(`${measurements.filter(({ met }) => met === true).length} goals met, ${missed.length} missed`);
  const seconds = (performance.now() - started) / 1000;
  const report = describeRun(app.root, { corpus: corpus.origin, seconds, measurements, args: process.argv.slice(2) });
  if (values.json) process.stdout.write(`${JSON.stringify(measurements, null, 2)}\n`);
  const kept =
    values.quick || values.only !== undefined ? 'not kept' : relative(app.root, writeReport(app.root, report));
  say(`${report.seconds} s on ${report.machine.cores} cores, Node ${report.node}, commit ${report.commit}; ${kept}`);
}

interface Wish {
  readonly quick: boolean;
  readonly large: boolean;
  readonly only?: string | undefined;
}

function plan({ quick: isQuick, large: isLarge, only }: Wish): { run: Suite; size: number }[] {
  const chosen = Object.entries(SUITES).filter(([name]) => only === undefined || name === only);
  return chosen.flatMap(([, { run, full, quick, large }]) => {
    const few = quick === undefined ? [] : [quick];
    const sizes = [...(isQuick ? few : full), ...(isLarge && large !== undefined ? [large] : [])];
    return sizes.map((size) => ({ run, size }));
  });
}

let wished: ReturnType<typeof readOptions> | undefined;
try {
  wished = readOptions();
} catch (thrown) {
  console.error(`${(thrown as Error).message}\n--help names what there is.`);
  process.exitCode = 2;
}
if (wished?.help === true) process.stdout.write(HELP);
else if (wished !== undefined) await main(wished);
