import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { CarrelClient } from '../../src-contract/index.ts';
import { createOpenClient } from '../../src-main/open-client.ts';
import { locateApp } from '../../src-main/platform/app-paths.ts';
import { judge, type Measurement, quantiles, round, timed } from '../measure.ts';
import type { Setting } from '../setting.ts';

/** Written by people, not generated, and the same on every machine: the lockfile pins what is installed. */
const PACKAGES = [
  'assemblyscript/std',
  'commander/lib',
  'dependency-cruiser/src',
  'iconv-lite/lib',
  'linkedom/esm',
  'pino',
  'ws/lib',
  'zod/src',
];
const EXTENSIONS = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** Folder with checkouts of the repositories of `code-files-dev`, as for `carrel eval code-files --repos`. */
const REPOSITORIES = process.env.CARREL_BENCH_REPOS;

/**
 * Source code of up to `kilobytes` kB to a searchable library, with its definitions and mentions, in the process that
 * has the library open, beginning with an empty one; and for how long that process heard nothing else meanwhile.
 *
 * Threads begin anew with each run, and until what they do is compiled they are slow: a megabyte of 4 takes 1.5 times the
 * processor time of one of 17 (bench/results/8343ef1.json). The repositories, 17 MB in many languages, are nearer to what
 * people have.
 */
export async function benchCode(setting: Setting, kilobytes: number): Promise<Measurement[]> {
  const copied = copySources(setting, kilobytes * 1000);
  const origin = `${PACKAGES.join(', ')} in node_modules`;
  const small = await measureTree(setting, { what: 'code', folder: copied, origin });
  if (REPOSITORIES === undefined) return small;
  const large = { what: '20 repositories of code', folder: REPOSITORIES, origin: 'the repositories of code-files-dev' };
  return [...small, ...(await measureTree(setting, large))];
}

/** Code to be taken in; `what` names it in the report. */
interface CodeTree {
  readonly what: string;
  readonly folder: string;
  readonly origin: string;
}

async function measureTree(setting: Setting, { what, folder, origin }: CodeTree): Promise<Measurement[]> {
  const slowness: number[] = [];
  const processorRates: number[] = [];
  const blocked: number[] = [];
  let amount = '';
  for (let run = 0; run < setting.runs; run += 1) {
    const taken = await takeIn(setting, join(setting.scratch, `${what.replaceAll(' ', '-')}-${run}`), folder);
    slowness.push(taken.seconds / (taken.bytes / 1e6));
    processorRates.push(taken.processorSeconds / (taken.bytes / 1e6));
    blocked.push(taken.blockedMs);
    amount = `${taken.files} files, ${round(taken.bytes / 1e6)} MB`;
  }
  const { p50, p95 } = quantiles(slowness);
  const processor = quantiles(processorRates).p50;
  const notes = [
    `${amount} of ${origin}, what is generated or minified left out; runs: ${setting.runs}`,
    'everything included: reading, units and mentions, passages, vectors, both indexes, every source durable',
  ];
  return [
    judge(
      {
        name: what === 'code' ? 'source code taken in' : `${what} taken in`,
        unit: 'MB/s',
        better: 'higher',
        ours: { p50: round(1 / p50), p95: round(1 / p95) },
        peers: {},
        notes,
        // Two cores that do nothing else reach at most this; it hardly changes when others load the machine.
        details: { carrel: { twoCoresProcessorMbPerSecond: round(2 / processor) } },
      },
      { p50: 2.5 },
    ),
    judge(
      {
        name: `longest pause of the main thread while ${what} ${what === 'code' ? 'is' : 'are'} taken in`,
        unit: 'ms',
        better: 'lower',
        ours: quantiles(blocked),
        peers: {},
        notes: ['monitorEventLoopDelay, maximum of each run, from the call to the end of the job'],
      },
      { p50: 50 },
    ),
  ];
}

/** Copies of the sources under `folder`, for what lies in node_modules is left out of folders that are added. */
function copySources({ app, scratch }: Setting, limit: number): string {
  const folder = join(scratch, 'sources');
  const installed = join(app.root, 'node_modules');
  let bytes = 0;
  for (const name of PACKAGES) {
    for (const file of sourcesIn(join(installed, name))) {
      const content = readFileSync(file);
      if (bytes + content.length > limit) continue;
      const target = join(folder, relative(installed, file));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      bytes += content.length;
    }
  }
  return folder;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name)) && !entry.name.includes('.d.'))
    .filter((entry) => !relative(folder, entry.parentPath).split(/[\\/]/).includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

interface Taken {
  readonly files: number;
  /** Of the files that were read. */
  readonly bytes: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly blockedMs: number;
}

async function takeIn({ app: source }: Setting, library: string, folder: string): Promise<Taken> {
  const set = { 'library.watchFolders': 'false' };
  // Threads run the built program where there is one, as they do for a user; from source each compiles TypeScript first.
  const built = join(source.root, 'out', 'main', 'cli.js');
  const app = existsSync(built) ? locateApp(pathToFileURL(built).href) : source;
  const opened = await createOpenClient(app)({ command: 'bench', needsLibrary: true, library, set });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  try {
    const before = process.cpuUsage();
    delay.enable();
    const { result: files, seconds } = await timed(() => addFolder(opened.client, folder));
    delay.disable();
    const { user, system } = process.cpuUsage(before);
    const bytes = await bytesRead(opened.client);
    return { files, bytes, seconds, processorSeconds: (user + system) / 1e6, blockedMs: round(delay.max / 1e6) };
  } finally {
    await opened.close();
  }
}

/** Without pictures and the like, in which there was nothing to read. */
async function bytesRead(client: CarrelClient): Promise<number> {
  let bytes = 0;
  for (let offset = 0; ; offset += 1000) {
    const { sources } = await client.library.listSources({ status: ['ok'], offset, limit: 1000 });
    if (sources.length === 0) return bytes;
    for (const { sizeBytes } of sources) bytes += sizeBytes;
  }
}

/** Returns how many files were accepted. */
async function addFolder(client: CarrelClient, folder: string): Promise<number> {
  const { job } = await client.library.addSources({ collection: 'Code', paths: [folder] });
  const call = client.library.followJob({ id: job });
  for await (const _ of call);
  const { state, counts } = await call.result;
  if (state !== 'done') throw new Error(`The job ended as ${state}`);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { ok = 0 } = counts;
  if (ok < total * 0.95) throw new Error(`Only ${ok} of ${total} files were accepted`);
  return ok;
}
