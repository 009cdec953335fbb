/** `node bench/model-memory.ts`: memory that models were reckoned to take, beside the peak of the process that ran them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectModel } from '../src-main/adapters/files/inspect-model.ts';
import { createModelSession, DEFAULT_TIMEOUTS } from '../src-main/adapters/llama/model-session.ts';
import { createForgetfulSteps } from '../src-main/adapters/llama/model-steps.ts';
import { locateApp } from '../src-main/platform/app-paths.ts';
import { forkChild } from '../src-main/platform/fork-child.ts';
import { silentLog } from '../src-main/platform/log.ts';
import { predictMemory } from '../src-main/services/models/predict-memory.ts';
import { RANDOM_SHAPES, writeRandomGguf } from '../src-main/testing/random-gguf.ts';

const CONTEXTS = { '15m': [1024, 8192], '0.5b': [1024, 4096, 16_384] } as const;
const { signal } = new AbortController();

/** Peak resident memory of a process (Linux). */
function peakBytes(pid: number | undefined): number {
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(peak) * 1024;
}

async function measure(path: string, contextTokens: number): Promise<number> {
  const setup = { launcher: forkChild, app: locateApp(import.meta.url), log: silentLog, steps: createForgetfulSteps() };
  const session = createModelSession(setup, DEFAULT_TIMEOUTS);
  try {
    await using model = await session.use(path, contextTokens, signal);
    const prompt = { system: 'w1', history: [], prompt: 'w1 w2', maxTokens: 8 };
    for await (const _ of model.stream(prompt, 0, signal)) {
      // Only that it writes is wanted.
    }
    return peakBytes(session.childPid());
  } finally {
    session.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'carrel-model-memory-'));
try {
  console.log('| model | context | reckoned MB | measured MB | error |\n|---|---:|---:|---:|---:|');
  for (const [size, contexts] of Object.entries(CONTEXTS)) {
    const path = join(folder, `${size}.gguf`);
    writeRandomGguf(path, RANDOM_SHAPES[size as keyof typeof RANDOM_SHAPES]);
    for (const context of contexts) {
      const { totalBytes } = predictMemory(await inspectModel(path), context, Number.MAX_SAFE_INTEGER);
      const peak = await measure(path, context);
      const error = `${(((totalBytes - peak) / peak) * 100).toFixed(1)} %`;
      console.log(`| ${size} | ${context} | ${Math.round(totalBytes / 1e6)} | ${Math.round(peak / 1e6)} | ${error} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
