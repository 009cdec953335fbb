import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CarrelClient } from '../../src-contract/index.ts';
import { createOpenClient } from '../../src-main/open-client.ts';
import { writeFiles } from '../files.ts';
import { type Goal, judge, type Measurement, quantiles, round, timed } from '../measure.ts';
import type { Setting } from '../setting.ts';

const CHANGED = 30;
const NEW_PASSAGES = 1000;
const COLLECTION = 'Bench';

/**
 * A folder of `files` files that is in the library, added again after small changes, in the process that has it open:
 * from the call until everything is durable and searchable.
 */
export async function benchIncremental(setting: Setting, files: number): Promise<Measurement[]> {
  const folder = join(setting.scratch, 'folder');
  const tree = writeTree(setting, folder, files);
  const opened = await createOpenClient(setting.app)({
    command: 'bench',
    library: join(setting.scratch, 'library'),
    set: { 'library.watchFolders': 'false' },
    needsLibrary: true,
  });
  const { client } = opened;
  try {
    const first = await timed(() => addFolder(client, folder));
    const same: Cost[] = [];
    const changed: Cost[] = [];
    const fresh: Cost[] = [];
    for (let run = 0; run < setting.runs; run += 1) {
      same.push(await costOf(() => addFolder(client, folder)));
      for (const name of tree.slice(run * CHANGED, (run + 1) * CHANGED)) {
        appendFileSync(join(folder, name), `\n# changed in run ${run} heron${run}\n`);
      }
      changed.push(await costOf(() => addFolder(client, folder, { changed: CHANGED, word: `heron${run}` })));
      writePassages(setting, join(folder, `new-${run}`), run);
      fresh.push(await costOf(() => addFolder(client, folder)));
    }
    const notes = [
      `${tree.length} files added once in ${round(first.seconds)} s; runs: ${setting.runs}; each changes other files; the library is open already`,
      'until the job is done: everything durable, the index published',
    ];
    return [
      asMeasurement(`${tree.length} files, none changed, added again`, null, same, notes),
      asMeasurement(`${tree.length} files, ${CHANGED} changed, added again`, { p50: 500 }, changed, notes),
      asMeasurement(`${NEW_PASSAGES} new passages in a folder of ${tree.length} files`, { p50: 3000 }, fresh, notes),
    ];
  } finally {
    await opened.close();
  }
}

/** Spreads the files over folders of fifty, as people do. */
function writeTree({ corpus }: Setting, folder: string, files: number): string[] {
  const passages = corpus.passages(files * 3);
  const names: string[] = [];
  for (let at = 0; at < files; at += 1) {
    const [one = '', two = '', three = ''] = passages.slice(at * 3, at * 3 + 3);
    const sub = `part-${Math.floor(at / 50)}`;
    if (at % 50 === 0) mkdirSync(join(folder, sub), { recursive: true });
    const name = join(sub, one.startsWith('def ') ? `module_${at}.py` : `notes-${at}.md`);
    writeFileSync(join(folder, name), `${one}\n\n\n${two}\n\n\n${three}\n`);
    names.push(name);
  }
  return names;
}

function writePassages({ corpus }: Setting, folder: string, run: number): void {
  const skipped = 30_000 + run * NEW_PASSAGES; // passages that no other file has
  const own = { ...corpus, passages: () => corpus.passages(skipped + NEW_PASSAGES).slice(skipped) };
  writeFiles(own, NEW_PASSAGES, folder);
  if (readdirSync(folder).length === 0) throw new Error('No files were written');
}

/** Adds and follows to the end; checks that what changed was read and is found. */
async function addFolder(
  client: CarrelClient,
  folder: string,
  expected?: { changed: number; word: string },
): Promise<void> {
  const { job } = await client.library.addSources({ collection: COLLECTION, paths: [folder] });
  const call = client.library.followJob({ id: job });
  for await (const _ of call);
  const summary = await call.result;
  if (summary.state !== 'done') throw new Error(`The job ended as ${summary.state}`);
  if (expected === undefined) return;
  const read = Object.values(summary.counts).reduce((sum, count) => sum + count, 0);
  if (read !== expected.changed) throw new Error(`${read} files were read instead of ${expected.changed}`);
  const { results } = await client.search.query({ text: expected.word, mode: 'lexical' });
  if (results.length === 0) throw new Error(`${expected.word} is not found`);
}

/** Wall time says what a person waits for, processor time (all threads) what it takes on a machine with nothing else to do. */
interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const before = process.cpuUsage();
  const { seconds } = await timed(work);
  const { user, system } = process.cpuUsage(before);
  return { wallMs: seconds * 1000, cpuMs: (user + system) / 1000 };
}

function asMeasurement(name: string, goal: Goal | null, costs: readonly Cost[], notes: readonly string[]): Measurement {
  const ours = quantiles(costs.map(({ wallMs }) => wallMs));
  const cpu = quantiles(costs.map(({ cpuMs }) => cpuMs));
  const details = { carrel: { cpuMsP50: cpu.p50, cpuMsP95: cpu.p95 } };
  return judge({ name, unit: 'ms', better: 'lower', ours, peers: {}, notes, details }, goal);
}
