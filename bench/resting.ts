import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { carrelEntry } from './carrel-command.ts';
import { type Goal, judge, type Measurement, quantiles, round } from './measure.ts';

/** Starts; the first also fills the system's file cache and is not counted. */
const STARTS = 4;
/** Until memory that a search took for a moment is free again. Guess, unmeasured. */
const REST_MS = 3000;

/**
 * From the start of `carrel search` to its results over a library that nobody has open, and the memory that `carrel serve`
 * and its children keep after a search.
 */
export async function measureRest(
  root: string,
  library: string,
  question: string,
  goals: { readonly start: Goal | null; readonly memory: Goal | null },
): Promise<Measurement[]> {
  const run = (command: readonly string[]): ChildProcess => {
    const options = ['--library', library, '--set', 'library.watchFolders=false'];
    return spawn(process.execPath, [carrelEntry(root), ...command, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };
  const search = (): Promise<number> => timeSearch(run(['search', question, '--limit', '10', '--json']));
  const started: number[] = [];
  for (let at = 0; at < STARTS; at += 1) {
    const milliseconds = await search();
    if (at > 0) started.push(milliseconds);
  }
  const serve = run(['serve']);
  const ended = once(serve, 'exit');
  const hasEnded = ended.then(() => Promise.reject(new Error('carrel serve ended before it had the library open')));
  await Promise.race([once(serve.stdout!, 'data'), hasEnded]); // its address: it has the library open
  await search();
  await wait(REST_MS);
  const megabytes = memoryOf(serve.pid ?? 0);
  serve.kill();
  await hasEnded.catch(() => undefined); // as it was told to
  const common = { better: 'lower', peers: {} } as const;
  return [
    judge(
      {
        name: 'start to first search',
        unit: 'ms',
        ours: quantiles(started),
        notes: [
          `\`carrel search\` (${basename(carrelEntry(root))}) until it prints its results; runs: ${started.length}`,
        ],
        ...common,
      },
      goals.start,
    ),
    ...(megabytes.length === 0
      ? []
      : [
          judge(
            {
              name: 'memory at rest',
              unit: 'MB',
              ours: quantiles(megabytes),
              notes: [`resident, \`carrel serve\` and its children, ${REST_MS / 1000} s after their first search`],
              ...common,
            },
            goals.memory,
          ),
        ]),
  ];
}

/** Milliseconds until a search that was just started prints something. @throws Error when it found nothing */
async function timeSearch(child: ChildProcess): Promise<number> {
  const begun = performance.now();
  const ended = once(child, 'close');
  let output = '';
  let milliseconds = Number.NaN;
  child.stdout!.setEncoding('utf8').on('data', (part: string) => {
    if (output === '') milliseconds = performance.now() - begun;
    output += part;
  });
  await ended;
  const { results } = JSON.parse(output) as { results: readonly unknown[] };
  if (results.length === 0) throw new Error('The first search found nothing');
  return round(milliseconds);
}

/** Resident megabytes of a process and its descendants; nothing where there is no `ps`. */
function memoryOf(pid: number): number[] {
  if (process.platform === 'win32') return [];
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [child = 0, parent = 0] of rows) if (family.has(parent)) family.add(child);
  }
  const kilobytes = rows.reduce((sum, [id = 0, , rss = 0]) => (family.has(id) ? sum + rss : sum), 0);
  return [round(kilobytes / 1000)];
}
