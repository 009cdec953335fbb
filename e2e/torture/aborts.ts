import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../src-contract/failure.ts';
import { createGgufGenerators, type GgufGenerators } from '../../src-main/adapters/llama/gguf-generator.ts';
import { locateApp } from '../../src-main/platform/app-paths.ts';
import { forkChild } from '../../src-main/platform/fork-child.ts';
import { silentLog } from '../../src-main/platform/log.ts';
import { buildTinyGguf } from '../../src-main/testing/tiny-gguf.ts';
import { below, createTally, inScratch, type Outcome, seeded, type TrialOptions } from './trial.ts';

const SIGNALS = ['SIGABRT', 'SIGSEGV', 'SIGKILL', 'SIGBUS', 'SIGILL'] as const;
/** Loading and writing with the tiny model take about a second together on two old cores. */
const WITHIN_MS = 1500;
/**
 * What a forced end may become for whoever asked: a failure that says so, or, when loads crash again and again, the end of
 * the ladder (the tiny model cannot keep its cache in 8 bits). Both leave the answer to the sources' own sentences.
 */
const EXPECTED = new Map([
  ['model/crashed', ''],
  ['model/context', ' at the end of the ladder'],
]);

/**
 * Ends the inference process by a signal at a random moment of loading or writing, again and again in one program.
 *
 * This process is the app: if one of the aborts reached it, the trial itself would be gone. After each one the next
 * question must be answered by a new process.
 */
export function abortInference({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const model = join(folder, 'tiny.gguf');
    await writeFile(model, buildTinyGguf());
    const random = seeded(seed);
    const tally = createTally();
    const gguf = createGgufGenerators({ launcher: forkChild, app: locateApp(import.meta.url), log: silentLog });
    try {
      while (tally.ran() < count && performance.now() < until) {
        const signal = SIGNALS[below(random, SIGNALS.length)] ?? 'SIGABRT';
        tally.end(await abortOnce(gguf, model, { signal, afterMs: below(random, WITHIN_MS) }, tally.violate));
        if (tally.ran() % 2 === 0) gguf.rest(); // every other one begins with a load
      }
      await write(gguf, model).catch((thrown: unknown) => tally.violate(`nothing is answered at the end: ${thrown}`));
    } finally {
      await gguf.close();
    }
    return tally.outcome();
  });
}

async function abortOnce(
  gguf: GgufGenerators,
  model: string,
  { signal, afterMs }: { readonly signal: NodeJS.Signals; readonly afterMs: number },
  violate: (sentence: string) => void,
): Promise<string> {
  let isSent = false;
  const timer = setTimeout(() => {
    const pid = gguf.childPid();
    if (pid !== undefined) isSent = process.kill(pid, signal);
  }, afterMs);
  try {
    await write(gguf, model);
    return isSent ? 'loaded again' : 'answered before';
  } catch (thrown) {
    const reason = thrown instanceof Failure ? thrown.reason : undefined;
    const end = EXPECTED.get(reason ?? '');
    if (end === undefined) violate(`${signal} after ${afterMs} ms became ${thrown}`);
    return `${signal}${end ?? ''}`;
  } finally {
    clearTimeout(timer);
  }
}

async function write(gguf: GgufGenerators, model: string): Promise<void> {
  const generator = gguf.open(model);
  const request = {
    question: 'When is the second lab due?',
    standalone: 'When is the second lab due?',
    passages: [],
    history: [],
    temperature: 0,
    maxTokens: 200,
    contextTokens: 8192, // a load that crashed is tried with half of it, and the question must still fit
  };
  for await (const _ of generator.generate(request, new AbortController().signal)) {
    // Only that it ends is wanted.
  }
}
