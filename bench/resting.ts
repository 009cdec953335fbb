import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { type Goal, judge, type Measurement, quantiles, round } from './measure.ts';

/** Starts; the first also fills the system's file cache and is not counted. */
const STARTS = 4;
/** Until memory that a search took for a moment is free again. Guess, unmeasured. */
const REST_MS = 3000;

/** From the start of a process to the first results over a library, and the memory that it and its children keep. */
export async function measureRest(
  root: string,
  library: string,
  question: string,
  goals: { readonly start: Goal | null; readonly memory: Goal | null },
): Promise<Measurement[]> {
  const started: number[] = [];
  const megabytes: number[] = [];
  for (let at = 0; at < STARTS; at += 1) {
    const child = spawn(process.execPath, [join(root, 'bench', 'resting-child.ts'), root, library, question], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { value } = await lines.next();
    const first = JSON.parse(String(value)) as { startedMs: number; results: number };
    if (first.results === 0) throw new Error('The first search found nothing');
    if (at > 0) started.push(first.startedMs);
    if (at === STARTS - 1) {
      await wait(REST_MS);
      megabytes.push(...memoryOf(child.pid ?? 0));
    }
    child.stdin.end();
    await ended;
  }
  const common = { better: 'lower', peers: {} } as const;
  return [
    judge({ name: 'start to first search', unit: 'ms', ours: quantiles(started), ...common }, goals.start),
    ...(megabytes.length === 0
      ? []
      : [
          judge(
            {
              name: 'memory at rest',
              unit: 'MB',
              ours: quantiles(megabytes),
              notes: [`resident, process and children, ${REST_MS / 1000} s after its first search`],
              ...common,
            },
            goals.memory,
          ),
        ]),
  ];
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
