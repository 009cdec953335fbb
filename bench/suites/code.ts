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

/**
 * Source code of up to `kilobytes` kB to a searchable library, with its definitions and mentions, in the process that
 * has the library open, beginning with an empty one; and for how long that process heard nothing else meanwhile.
 */
export async function benchCode(setting: Setting, kilobytes: number): Promise<Measurement[]> {
  const tree = copySources(setting, kilobytes * 1000);
  const slowness: number[] = [];
  const processorRates: number[] = [];
  const blocked: number[] = [];
  for (let run = 0; run < setting.runs; run += 1) {
    const taken = await takeIn(setting, join(setting.scratch, `code-${run}`), tree);
    slowness.push(taken.seconds / (tree.bytes / 1e6));
    processorRates.push(taken.processorSeconds / (tree.bytes / 1e6));
    blocked.push(taken.blockedMs);
  }
  const { p50, p95 } = quantiles(slowness);
  const processor = quantiles(processorRates).p50;
  const notes = [
    `${tree.files} files, ${round(tree.bytes / 1e6)} MB of ${PACKAGES.join(', ')} in node_modules; runs: ${setting.runs}`,
    'everything included: reading, units and mentions, passages, vectors, both indexes, every source durable',
  ];
  return [
    judge(
      {
        name: 'source code taken in',
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
        name: 'longest pause of the main thread while code is taken in',
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
function copySources({ app, scratch }: Setting, limit: number): { folder: string; files: number; bytes: number } {
  const folder = join(scratch, 'sources');
  const installed = join(app.root, 'node_modules');
  let files = 0;
  let bytes = 0;
  for (const name of PACKAGES) {
    for (const file of sourcesIn(join(installed, name))) {
      const content = readFileSync(file);
      if (bytes + content.length > limit) continue;
      const target = join(folder, relative(installed, file));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      files += 1;
      bytes += content.length;
    }
  }
  return { folder, files, bytes };
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name)) && !entry.name.includes('.d.'))
    .filter((entry) => !relative(folder, entry.parentPath).split(/[\\/]/).includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function takeIn(
  { app: source }: Setting,
  library: string,
  tree: { folder: string; files: number },
): Promise<{ seconds: number; processorSeconds: number; blockedMs: number }> {
  const set = { 'library.watchFolders': 'false' };
  // Threads run the built program where there is one, as they do for a user; from source each compiles TypeScript first.
  const built = join(source.root, 'out', 'main', 'cli.js');
  const app = existsSync(built) ? locateApp(pathToFileURL(built).href) : source;
  const opened = await createOpenClient(app)({ command: 'bench', needsLibrary: true, library, set });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  try {
    const before = process.cpuUsage();
    delay.enable();
    const { seconds } = await timed(() => addFolder(opened.client, tree));
    delay.disable();
    const { user, system } = process.cpuUsage(before);
    return { seconds, processorSeconds: (user + system) / 1e6, blockedMs: round(delay.max / 1e6) };
  } finally {
    await opened.close();
  }
}

async function addFolder(client: CarrelClient, tree: { folder: string; files: number }): Promise<void> {
  const { job } = await client.library.addSources({ collection: 'Code', paths: [tree.folder] });
  const call = client.library.followJob({ id: job });
  for await (const _ of call);
  const { state, counts } = await call.result;
  if (state !== 'done') throw new Error(`The job ended as ${state}`);
  if ((counts.ok ?? 0) < tree.files * 0.95) throw new Error(`Only ${counts.ok} of ${tree.files} files were accepted`);
}
