import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { type AnswerEvent, type AnswerResult, askInputSchema } from '../../../src-contract/answer.ts';
import { conversationIdSchema } from '../../../src-contract/ids.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { silentLog } from '../../platform/log.ts';
import { createAnswerService } from '../../services/answer/index.ts';
import { fakeConversations, fakeFinder } from '../../testing/answer-fakes.ts';
import { buildTinyGguf } from '../../testing/tiny-gguf.ts';
import { createGgufGenerators, type GgufGenerators } from './gguf-generator.ts';

/** The whole way from a question to a written answer, with llama.cpp; only search and conversations are played. */
const folder = await mkdtemp(join(tmpdir(), 'carrel-answer-'));
const conversation = conversationIdSchema.parse('c1');
const open: GgufGenerators[] = [];

afterEach(async () => {
  for (const made of open.splice(0)) await made.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function ask(
  bytes: Uint8Array,
  maxTokens: number,
  onEvent: (event: AnswerEvent, made: GgufGenerators, controller: AbortController) => void = () => {},
) {
  const path = join(folder, 'model.gguf');
  await writeFile(path, bytes);
  const made = createGgufGenerators({ launcher: forkChild, app: locateApp(import.meta.url), log: silentLog });
  open.push(made);
  const conversations = fakeConversations(conversation);
  const service = createAnswerService({
    coverage: { unreadPages: async () => [] },
    search: fakeFinder(['The second lab is due on 14 October.', 'The exam is on Friday.']),
    conversations,
    pickGenerator: async () => ({ generator: made.open(path) }),
    settings: () => ({
      'answer.topK': 8,
      'answer.temperature': 0,
      'answer.maxTokens': maxTokens,
      'answer.contextTokens': 8192,
      'answer.generator': 'auto',
      'answer.timeBudgetMs': 60_000,
      'answer.writeBudgetMs': 120_000,
      'answer.verifyBudgetMs': 1000,
    }),
    log: silentLog,
  });
  const again = async (question: string): Promise<AnswerResult> => {
    const controller = new AbortController();
    const input = askInputSchema.parse({ question, conversation });
    const running = service.handlers.ask(input, { signal: controller.signal, caller: 'test' });
    for (;;) {
      const step = await running.next();
      if (step.done === true) return step.value as AnswerResult;
      onEvent(step.value as AnswerEvent, made, controller);
    }
  };
  return { result: await again('When is the second lab due?'), again, made, conversations };
}

/** Whether llama.cpp runs here is found out, and printed, by gguf-generator.test.ts; here it is taken from the answer. */
const trial = await ask(buildTinyGguf(), 8);
const missing = trial.result.limits.find((limit) => limit.code === 'no-model')?.message;
if (missing !== undefined) console.warn(`Skipped: ${missing}`);
const nativeIt = it.skipIf(missing !== undefined);

nativeIt('writes, cites what it found and stores the answer', async () => {
  const { result, conversations } = await ask(buildTinyGguf(), 120);
  expect(result.generator).toEqual({ kind: 'gguf', name: 'model.gguf' });
  expect(result.limits).toEqual([]);
  expect(result.citations.length).toBeGreaterThan(0);
  expect(conversations.messages[1]).toMatchObject({ role: 'assistant', text: result.answer });
});

nativeIt('searches a follow-up as the rule has it when the model rewrites it as nonsense', async () => {
  const { again, made } = await ask(buildTinyGguf(), 24);
  const pid = made.childPid();
  const result = await again('And the third?');
  expect(result).toMatchObject({ query: 'When is the third lab due?', rewrittenBy: 'rule' });
  expect(result.generator.kind).toBe('gguf');
  expect(made.childPid()).toBe(pid);
});

nativeIt('says that an answer without sources is one', async () => {
  const { result } = await ask(buildTinyGguf({ cites: false }), 40);
  expect(result.limits.map((limit) => limit.code)).toEqual(['uncited']);
});

nativeIt('goes on with the sources when the process dies in the middle', async () => {
  let isKilled = false;
  const { result } = await ask(buildTinyGguf(), 2500, (event, made) => {
    if (event.type !== 'token' || isKilled) return;
    isKilled = true;
    process.kill(made.childPid() as number, 'SIGABRT');
  });
  expect(result.limits.map((limit) => limit.code)).toEqual(['model-crashed']);
  expect(result.generator.kind).toBe('extractive');
  expect(result.answer).toMatch(/\n\nThe second lab is due on 14 October\. \[1\]/);
});

nativeIt('answers from the sources when the file is broken', async () => {
  const { result } = await ask(buildTinyGguf().subarray(0, 100_000), 40);
  expect(result.limits.map((limit) => limit.code)).toEqual(['model-broken']);
  expect(result.answer).toMatch(/^The second lab is due on 14 October\. \[1\]/);
});

nativeIt('keeps what was written when it is stopped', async () => {
  const { result, conversations } = await ask(buildTinyGguf(), 2500, (event, _made, controller) => {
    if (event.type === 'token') controller.abort();
  });
  expect(result.limits.map((limit) => limit.code)).toEqual(['stopped']);
  expect(conversations.messages[1]?.text).toBe(result.answer);
  expect(result.answer).not.toBe('');
});
