import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { getLlama, LlamaChatSession, LlamaLogLevel, resolveChatWrapper } from 'node-llama-cpp';
import { createModelSession, DEFAULT_TIMEOUTS } from '../../src-main/adapters/llama/model-session.ts';
import { createForgetfulSteps } from '../../src-main/adapters/llama/model-steps.ts';
import { THREADS } from '../../src-main/adapters/llama/open-llama.ts';
import { forkChild } from '../../src-main/platform/fork-child.ts';
import { silentLog } from '../../src-main/platform/log.ts';
import { RANDOM_SHAPES, writeRandomGguf } from '../../src-main/testing/random-gguf.ts';
import { judge, type Measurement, quantiles } from '../measure.ts';
import type { Setting } from '../setting.ts';

const CONTEXT = 2048;
const TOKENS = 128;
const SYSTEM = 'w1 w2 w3';
/** What our process and messages may cost (issue 6). */
const MOST_EXTRA_MS = 60;
const LEAST_SHARE = 0.97;

/** One way to ask the model; tells when text comes, answers with the tokens written. */
interface Writer {
  write(prompt: string, onText: () => void): Promise<number>;
  close(): Promise<void>;
}

/** Time to the first text and speed with a model of 15 million random parameters: ours, and node-llama-cpp bare. */
export async function benchGeneration({ app, scratch }: Setting, rounds: number): Promise<readonly Measurement[]> {
  const path = join(scratch, 'generation-15m.gguf');
  writeRandomGguf(path, RANDOM_SHAPES['15m']);
  const writers = { ours: await openOurs(app, path), bare: await openBare(path) };
  const runs = { ours: { first: [], rate: [] }, bare: { first: [], rate: [] } } as Record<
    keyof typeof writers,
    { first: number[]; rate: number[] }
  >;
  try {
    // In turn, so that a busy machine is busy for both; another prompt each time, so that nothing is known already.
    for (let round = -1; round < rounds; round++) {
      for (const name of ['ours', 'bare'] as const) {
        const { first, rate } = await time(writers[name], `w${round + 9} ${'w7 w8 '.repeat(20)}`);
        if (round < 0) continue; // warm
        runs[name].first.push(first);
        runs[name].rate.push(rate);
      }
    }
  } finally {
    for (const writer of Object.values(writers)) await writer.close();
    rmSync(path);
  }
  const notes = [`15 million random parameters, ${TOKENS} tokens, ${THREADS} thread(s); peers in the same process`];
  const [first, bareFirst] = [quantiles(runs.ours.first), quantiles(runs.bare.first)];
  const [rate, bareRate] = [quantiles(runs.ours.rate), quantiles(runs.bare.rate)];
  const peer = (value: typeof first) => ({ 'node-llama-cpp': value });
  return [
    judge(
      { name: 'first token', unit: 'ms', better: 'lower', ours: first, peers: peer(bareFirst), notes },
      { p50: bareFirst.p50 + MOST_EXTRA_MS },
    ),
    judge(
      { name: 'tokens written', unit: 'tokens/s', better: 'higher', ours: rate, peers: peer(bareRate), notes },
      { p50: bareRate.p50 * LEAST_SHARE },
    ),
  ];
}

async function time(writer: Writer, prompt: string) {
  const started = performance.now();
  let first = 0;
  const tokens = await writer.write(prompt, () => {
    first ||= performance.now();
  });
  const ended = performance.now();
  return { first: first - started, rate: (tokens - 1) / ((ended - first) / 1000) };
}

async function openOurs(app: Setting['app'], path: string): Promise<Writer> {
  const setup = { launcher: forkChild, app, log: silentLog, steps: createForgetfulSteps() };
  const session = createModelSession(setup, DEFAULT_TIMEOUTS);
  const { signal } = new AbortController();
  return {
    async write(prompt, onText) {
      await using model = await session.use(path, CONTEXT, signal);
      const stream = model.stream({ system: SYSTEM, history: [], prompt, maxTokens: TOKENS }, 0, signal);
      for (;;) {
        const step = await stream.next();
        if (step.done === true) return step.value.tokensOut;
        onText();
      }
    },
    close: async () => session.close(),
  };
}

async function openBare(path: string): Promise<Writer> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: THREADS,
    logLevel: LlamaLogLevel.disabled,
  });
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({ contextSize: CONTEXT, sequences: 1, threads: THREADS });
  const contextSequence = context.getSequence();
  const chatWrapper = resolveChatWrapper(model);
  return {
    async write(prompt, onText) {
      const before = contextSequence.tokenMeter.getState();
      const session = new LlamaChatSession({ contextSequence, chatWrapper, systemPrompt: SYSTEM });
      await session.prompt(prompt, { maxTokens: TOKENS, temperature: 0, onTextChunk: onText });
      session.dispose({ disposeSequence: false });
      return contextSequence.tokenMeter.diff(before).usedOutputTokens;
    },
    async close() {
      await context.dispose();
      await model.dispose();
    },
  };
}
