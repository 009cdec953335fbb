import { describe, expect, it } from 'vitest';
import { type AnswerEvent, askInputSchema } from '../../../src-contract/answer.ts';
import { answerBench, askBench, CONVERSATION, limitCodes, noticeCodes, QUESTION } from '../../testing/answer-bench.ts';
import { type ScriptedGenerator, scriptedGenerator } from '../../testing/answer-fakes.ts';

describe('stopping', () => {
  const writing = (): ScriptedGenerator => scriptedGenerator(['It is due', ' on 14 October [1].'], { hangs: true });

  it('keeps what was written, ends the generator and says so', async () => {
    const model = writing();
    const { service, conversations } = answerBench({ generator: model });
    const controller = new AbortController();
    const stop = (event: AnswerEvent): void => {
      if (event.type === 'citation') controller.abort();
    };
    const { result } = await askBench(service, { conversation: CONVERSATION }, stop, controller.signal);
    expect(limitCodes(result)).toEqual(['stopped']);
    expect(result.answer).toBe('It is due on 14 October [1].');
    expect(conversations.messages).toMatchObject([
      { role: 'user', text: QUESTION },
      { role: 'assistant', text: 'It is due on 14 October [1].', limits: [{ code: 'stopped' }] },
    ]);
    await expect.poll(() => model.isEnded()).toBe(true);
  });

  it('keeps what was written when the caller leaves the loop', async () => {
    const model = writing();
    const { service, conversations } = answerBench({ generator: model });
    const input = askInputSchema.parse({ question: QUESTION, conversation: CONVERSATION });
    const signal = new AbortController().signal;
    for await (const event of service.handlers.ask(input, { signal, caller: 'test' })) {
      if (event.type === 'citation') break;
    }
    expect(conversations.messages[1]).toMatchObject({
      text: 'It is due on 14 October [1].',
      limits: [{ code: 'stopped' }],
    });
    await expect.poll(() => model.isEnded()).toBe(true);
  });

  it('stores a stopped answer once when the caller aborts and leaves', async () => {
    const { service, conversations } = answerBench({ generator: writing() });
    const controller = new AbortController();
    const input = askInputSchema.parse({ question: QUESTION, conversation: CONVERSATION });
    for await (const event of service.handlers.ask(input, { signal: controller.signal, caller: 'test' })) {
      if (event.type !== 'token') continue;
      controller.abort();
      break;
    }
    expect(conversations.messages.map((message) => message.role)).toEqual(['user', 'assistant']);
  });

  it('answers with an empty stopped message when aborted before the search', async () => {
    const { service, conversations } = answerBench();
    const { result } = await askBench(service, { conversation: CONVERSATION }, () => {}, AbortSignal.abort());
    expect(limitCodes(result)).toEqual(['stopped']);
    expect(conversations.messages[1]).toMatchObject({ role: 'assistant', text: '' });
  });

  it('stops everything when the service closes', async () => {
    const { service, conversations } = answerBench({ generator: writing() });
    const asked = askBench(service, { conversation: CONVERSATION }, (event) => {
      if (event.type === 'citation') void service.close();
    });
    expect(limitCodes((await asked).result)).toEqual(['stopped']);
    expect(conversations.messages).toHaveLength(2);
  });
});

describe('in time', () => {
  it('lets a model go that does not begin, and answers from the sources', async () => {
    const model = scriptedGenerator([], { hangs: true });
    const { service, conversations } = answerBench({ generator: model });
    const { result, events } = await askBench(service, { conversation: CONVERSATION });
    expect(limitCodes(result)).toEqual(['model-late']);
    expect(noticeCodes(events)).toEqual(['model-late']);
    expect(result).toMatchObject({ generator: { kind: 'extractive' }, status: 'answered' });
    expect(result.timings.total).toBeLessThanOrEqual(2000);
    expect(result.stages).toContainEqual({ stage: 'generate', outcome: 'late', ms: expect.any(Number) });
    expect(conversations.messages[1]).toMatchObject({ limits: [{ code: 'model-late' }] });
    await expect.poll(() => model.isEnded()).toBe(true);
  });

  it('gives a model on the processor the time it asks for', async () => {
    const model = { ...scriptedGenerator([], { hangs: true }), firstTokenMs: 10_000 };
    const { result } = await askBench(answerBench({ generator: model }).service);
    expect(result.timings.total).toBeGreaterThanOrEqual(9000); // ten seconds, less one for the quotes
  });

  it('keeps what was written when the time for writing is over', async () => {
    const model = scriptedGenerator(['It is due on 14 October [1].'], { hangs: true });
    const { result } = await askBench(answerBench({ generator: model }).service);
    expect(limitCodes(result)).toEqual(['cut-short']);
    expect(result).toMatchObject({
      answer: 'It is due on 14 October [1].',
      generator: { kind: 'gguf' },
      status: 'partly',
    });
    await expect.poll(() => model.isEnded()).toBe(true);
  });

  it('says clearly when nothing was found in time', async () => {
    const made = answerBench();
    made.finder.search = () => new Promise(() => {});
    await expect(askBench(made.service, { conversation: CONVERSATION })).rejects.toMatchObject({
      code: 'exhausted',
      reason: 'answer/search-late',
    });
  });
});
