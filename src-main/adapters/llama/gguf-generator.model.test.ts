import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readModelRewrite } from '../../engine/query/model-rewrite.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { silentLog } from '../../platform/log.ts';
import type {
  FittedRequest,
  GenerateRequest,
  Generator,
  RewriteRequest,
  Written,
} from '../../services/answer/ports.ts';
import { numbered } from '../../testing/passages.ts';
import { buildTinyGguf } from '../../testing/tiny-gguf.ts';
import { createGgufGenerators, type GgufGenerators } from './gguf-generator.ts';
import type { ModelTimeouts } from './model-session.ts';

const app = locateApp(import.meta.url);
const open: GgufGenerators[] = [];
let folder = '';
let model = '';

function generators(timeouts: Partial<ModelTimeouts> = {}): GgufGenerators {
  const made = createGgufGenerators({ launcher: forkChild, app, log: silentLog, timeouts });
  open.push(made);
  return made;
}

const request = (changes: Partial<GenerateRequest> = {}): GenerateRequest => ({
  question: 'When is the second lab due?',
  standalone: 'When is the second lab due?',
  passages: numbered(['The second lab is due on 14 October.', 'Labs are graded within a week.']),
  history: [],
  temperature: 0,
  maxTokens: 24,
  contextTokens: 2048, // the tiny model has a token for each letter
  ...changes,
});

interface Ended extends Written {
  readonly text: string;
}

async function collect(
  generator: Generator,
  asked: GenerateRequest = request(),
  onText: (text: string) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Ended> {
  const running = generator.generate(asked, signal);
  let text = '';
  for (;;) {
    const step = await running.next();
    if (step.done === true) return { text, ...step.value };
    text += step.value;
    onText(step.value);
  }
}

/** Long enough that it still runs when a test interferes. */
const longRequest = (): GenerateRequest => request({ maxTokens: 2500, contextTokens: 8192 });

async function nativeLoads(): Promise<string | undefined> {
  try {
    await collect(generators().open(model));
    return undefined;
  } catch (thrown) {
    if ((thrown as { reason?: string }).reason !== 'model/runtime-missing') return undefined; // a failure to be tested
    return String((thrown as Error).cause);
  }
}

folder = await mkdtemp(join(tmpdir(), 'carrel-gguf-'));
model = join(folder, 'tiny.gguf');
await writeFile(model, buildTinyGguf());
const missing = await nativeLoads();
if (missing !== undefined) console.warn(`Skipped: llama.cpp does not load here (${missing})`);

afterEach(async () => {
  for (const made of open.splice(0)) await made.close();
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(missing !== undefined)('a GGUF model in a child process', () => {
  beforeAll(() => {
    expect(missing).toBeUndefined();
  });

  it('loads, streams words and reports itself', async () => {
    const made = generators();
    expect(made.status()).toEqual({ loaded: false, name: undefined });
    const pieces: string[] = [];
    const { text, limits } = await collect(made.open(model), request(), (piece) => pieces.push(piece));
    expect(pieces.length).toBeGreaterThan(1);
    expect(text).toMatch(/\w+ \w+/);
    expect(limits).toEqual([]);
    expect(made.status()).toEqual({ loaded: true, name: 'tiny.gguf' });
  });

  it('gives the same answer to the same question, with a history between', async () => {
    const made = generators();
    const first = await collect(made.open(model));
    const history = [
      { role: 'user' as const, text: 'Is there a lab?' },
      { role: 'assistant' as const, text: 'Yes [1].' },
    ];
    await collect(made.open(model), request({ history }));
    expect((await collect(made.open(model))).text).toBe(first.text);
  });

  it('says that passages were trimmed when the context is small', async () => {
    const long = 'The second lab is due on 14 October at noon. '.repeat(80);
    const { limits } = await collect(generators().open(model), request({ passages: numbered([long, long]) }));
    expect(limits.map((limit) => limit.code)).toEqual(['context-trimmed']);
  });

  it('refuses a question longer than the context', async () => {
    const asked = request({ question: 'why '.repeat(3000) });
    await expect(collect(generators().open(model), asked)).rejects.toMatchObject({ reason: 'model/context' });
  });

  it('keeps a model that cannot hold the context of the settings when a question is too long for it', async () => {
    const made = generators();
    await collect(made.open(model), request({ contextTokens: 16_384 }));
    const pid = made.childPid();
    const asked = request({ question: 'why '.repeat(6000), contextTokens: 16_384 });
    await expect(collect(made.open(model), asked)).rejects.toMatchObject({ reason: 'model/context' });
    expect(made.childPid()).toBe(pid);
    expect(made.loadedPath()).toBe(model);
  });

  it('stops when aborted and answers the next question in the same process', async () => {
    const made = generators({ stopMs: 10_000 }); // on a busy machine, too
    const controller = new AbortController();
    const stopped = collect(made.open(model), longRequest(), () => controller.abort(), controller.signal);
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const pid = made.childPid();
    expect((await collect(made.open(model))).text).not.toBe('');
    expect(made.childPid()).toBe(pid);
  });

  it('stops when the caller leaves the loop', async () => {
    const made = generators();
    for await (const _text of made.open(model).generate(longRequest(), new AbortController().signal)) break;
    expect((await collect(made.open(model))).text).not.toBe('');
  });

  describe('as a rewriter of questions', () => {
    const asked = (withinMs: number): RewriteRequest => ({
      question: 'And the third?',
      history: [{ role: 'user', text: 'When is the second lab due?' }],
      withinMs,
    });
    const never = new AbortController().signal;

    it('writes one line of at most 40 words, and the process stays', async () => {
      const generator = await warm();
      const pid = generator.made.childPid();
      const line = await generator.rewrite?.(asked(600_000), never);
      expect(line?.trim()).toMatch(/^\S+(?: \S+)*$/);
      expect(line?.trim().split(' ').length).toBeLessThanOrEqual(40);
      expect(readModelRewrite(line, 'And the third?', asked(1).history)).toBeUndefined(); // its words are random
      expect(generator.made.childPid()).toBe(pid);
    });

    it('does nothing when it is not loaded, when somebody uses it, and when it is too slow for the time', async () => {
      const cold = generators().open(model);
      expect(await cold.rewrite?.(asked(600_000), never)).toBeUndefined();
      const generator = await warm();
      for await (const _text of generator.generate(longRequest(), never)) {
        expect(await generator.rewrite?.(asked(600_000), never)).toBeUndefined();
        break;
      }
      expect(await generator.rewrite?.(asked(1), never)).toBeUndefined();
    });

    it('is stopped when it is late without an end of its process, and the answer follows', async () => {
      const generator = await warm();
      const pid = generator.made.childPid();
      const late = new AbortController();
      const stopped = generator.rewrite?.(asked(600_000), late.signal);
      setTimeout(() => late.abort(), 20);
      await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
      expect((await collect(generator)).text).not.toBe('');
      expect(generator.made.childPid()).toBe(pid);
    });

    async function warm() {
      const made = generators({ stopMs: 10_000 }); // on a busy machine, too
      const generator = made.open(model);
      await collect(generator);
      return { ...generator, made };
    }
  });

  it('answers two callers in turn', async () => {
    const made = generators();
    const answers = await Promise.all([collect(made.open(model)), collect(made.open(model))]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });

  it.each(['SIGKILL', 'SIGABRT', 'SIGSEGV'] as const)('survives %s in the middle of an answer', async (death) => {
    const made = generators();
    const broken = collect(made.open(model), longRequest(), () => process.kill(made.childPid() as number, death));
    await expect(broken).rejects.toMatchObject({ code: 'unavailable', reason: 'model/crashed' });
    expect(made.status().loaded).toBe(false);
    expect((await collect(made.open(model))).text).not.toBe('');
  });

  it.each([
    ['cut short in its weights', (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)],
    ['cut short in its head', (bytes: Uint8Array) => bytes.subarray(0, 600)],
    ['empty', (bytes: Uint8Array) => bytes.subarray(0, 0)],
    ['of other bytes', (bytes: Uint8Array) => bytes.map((_byte, at) => (at * 31) % 251)],
  ])('says that a file is broken that is %s', async (name, damage) => {
    const file = join(folder, `${name}.gguf`);
    await writeFile(file, damage(buildTinyGguf()));
    const made = generators();
    await expect(collect(made.open(file))).rejects.toMatchObject({ reason: 'model/broken' });
    expect((await collect(made.open(model))).text).not.toBe('');
  });

  it('says that a file is gone', async () => {
    const gone = generators().open(join(folder, 'gone.gguf'));
    await expect(collect(gone)).rejects.toMatchObject({ code: 'not-found', reason: 'model/missing' });
  });

  it('says that a model is too slow to load', async () => {
    const slow = generators({ loadMs: 1 }).open(model);
    await expect(collect(slow)).rejects.toMatchObject({ reason: 'model/slow' });
  });

  it('says that a model is too slow to write, and stops it', async () => {
    const made = generators({ firstTokenMs: 1 });
    await expect(collect(made.open(model), longRequest())).rejects.toMatchObject({ reason: 'model/slow' });
    expect(made.status().loaded).toBe(true);
  });

  it('kills a process that does not stop, and starts anew', async () => {
    const made = generators({ stopMs: 50 });
    let hung: number | undefined;
    for await (const _text of made.open(model).generate(longRequest(), new AbortController().signal)) {
      hung = made.childPid();
      process.kill(hung as number, 'SIGSTOP');
      break;
    }
    expect((await collect(made.open(model))).text).not.toBe('');
    expect(made.childPid()).not.toBe(hung);
  });

  it('stops native work soon after it is told, by force if it must', async () => {
    const made = generators();
    const controller = new AbortController();
    let stoppedAt = 0;
    const stopped = collect(
      made.open(model),
      longRequest(),
      () => {
        if (stoppedAt === 0) process.kill(made.childPid() as number, 'SIGSTOP'); // deaf, as in the middle of a batch
        stoppedAt ||= performance.now();
        controller.abort();
      },
      controller.signal,
    );
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const letGoMs = performance.now() - stoppedAt;
    await expect.poll(() => made.childPid(), { interval: 5, timeout: 5000 }).toBeUndefined();
    const overMs = performance.now() - stoppedAt;
    console.info(`cancel: caller let go after ${letGoMs.toFixed(0)} ms, process over after ${overMs.toFixed(0)} ms`);
  });

  it('tells what went into its context, and the tokens it took', async () => {
    const fitted: FittedRequest[] = [];
    const long = 'The second lab is due on 14 October at noon. '.repeat(80);
    const passages = numbered(['The second lab is due on 14 October.', long, long]);
    const asked = request({ passages, onFitted: (what) => void fitted.push(what) });
    const { tokensIn, tokensOut } = await collect(generators().open(model), asked);
    expect(fitted).toEqual([{ context: { usedTokens: expect.any(Number), totalTokens: 2048 }, numbers: [1, 2] }]);
    expect(fitted[0]?.context.usedTokens).toBeLessThanOrEqual(2048);
    expect(tokensIn).toBeGreaterThan(100);
    expect(tokensIn).toBeLessThanOrEqual(fitted[0]?.context.usedTokens ?? 0);
    expect(tokensOut).toBeGreaterThan(0);
  });

  it('gives its memory back when nobody asks, and loads again', async () => {
    const made = generators({ idleMs: 1 });
    await collect(made.open(model));
    await expect.poll(() => made.childPid(), { timeout: 5000 }).toBeUndefined();
    expect(made.status().loaded).toBe(false);
    expect((await collect(made.open(model))).text).not.toBe('');
  });
});
