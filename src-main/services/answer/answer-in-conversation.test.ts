import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { messageIdSchema } from '../../../src-contract/ids.ts';
import { answerBench, askBench, CONVERSATION, QUESTION } from '../../testing/answer-bench.ts';
import { scriptedGenerator } from '../../testing/answer-fakes.ts';

describe('in a conversation', () => {
  it('stores question and answer and gives earlier turns to the model', async () => {
    const model = scriptedGenerator(['Yes [1].']);
    const { service, conversations } = answerBench({ generator: model });
    const first = await askBench(service, { conversation: CONVERSATION });
    await askBench(service, { conversation: CONVERSATION, question: 'And the exam?' });
    expect(first.result).toMatchObject({ conversation: CONVERSATION, message: 'message-2' });
    expect(conversations.messages.map((message) => message.text)).toEqual([
      QUESTION,
      'Yes [1].',
      'And the exam?',
      'Yes [1].',
    ]);
    expect(model.requests.map((request) => request.history.map((turn) => turn.text))).toEqual([
      [],
      [QUESTION, 'Yes [1].'],
    ]);
  });

  it('keeps the scope of a question for the later ones, until another is given', async () => {
    const { service, finder, conversations } = answerBench();
    await askBench(service, { conversation: CONVERSATION, scope: { kinds: ['pdf'] } });
    const { result } = await askBench(service, { conversation: CONVERSATION });
    await askBench(service, { conversation: CONVERSATION, scope: {} });
    await askBench(service, { conversation: CONVERSATION });
    await askBench(service, {});
    expect(finder.asked.map(({ scope }) => scope)).toEqual([{ kinds: ['pdf'] }, { kinds: ['pdf'] }, {}, {}, {}]);
    expect(result).toMatchObject({ scope: { kinds: ['pdf'] }, query: QUESTION, mode: 'hybrid' });
    expect(conversations.messages[3]).toMatchObject({ scope: { kinds: ['pdf'] }, query: QUESTION, mode: 'hybrid' });
  });

  it('searches for a follow-up as a question that stands alone, and says so', async () => {
    const { service, finder } = answerBench();
    await askBench(service, { conversation: CONVERSATION });
    const { events, result } = await askBench(service, { conversation: CONVERSATION, question: 'And the exam?' });
    expect(finder.asked[1]?.text).toBe('When is the exam due?');
    expect(events[0]).toMatchObject({ type: 'stage', stage: 'rewrite', outcome: 'done' });
    expect(events[1]).toEqual({ type: 'query', text: 'When is the exam due?', from: 'And the exam?' });
    expect(result).toMatchObject({ query: 'When is the exam due?', rewrittenBy: 'rule' });
  });

  it('replaces an answer in its place, without asking the question twice', async () => {
    const model = scriptedGenerator(['Better [1].']);
    const { service, conversations } = answerBench({ generator: model });
    const { result } = await askBench(service, { conversation: CONVERSATION });
    await askBench(service, { conversation: CONVERSATION, question: 'Another?' });
    const again = await askBench(service, { conversation: CONVERSATION, regenerate: result.message });
    expect(again.result.message).toBe(result.message);
    expect(conversations.messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(model.requests[2]?.history).toEqual([]);
  });

  it('keeps the old answer when a new one is stopped before its first word', async () => {
    const { service, conversations } = answerBench();
    const { result } = await askBench(service, { conversation: CONVERSATION });
    const before = conversations.messages[1];
    await askBench(service, { conversation: CONVERSATION, regenerate: result.message }, () => {}, AbortSignal.abort());
    expect(conversations.messages[1]).toEqual(before);
  });

  it('fails for an unknown conversation or answer before it searches', async () => {
    const { service, finder } = answerBench();
    await expect(askBench(service, { conversation: 'c2' })).rejects.toMatchObject({ code: 'not-found' });
    const regenerate = messageIdSchema.parse('nothing');
    await expect(askBench(service, { conversation: CONVERSATION, regenerate })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(askBench(service, { regenerate })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(finder.asked).toEqual([]);
  });

  it('still gives the answer when the conversation is deleted meanwhile', async () => {
    const { service, conversations } = answerBench();
    const { result } = await askBench(service, { conversation: CONVERSATION }, () => conversations.delete());
    expect(result.answer).toMatch(/14 October/);
    expect(result.message).toBeUndefined();
  });

  it('fails when the search fails, and keeps the question', async () => {
    const made = answerBench();
    const broken = new Failure('unavailable', 'The index is being built.', { reason: 'index/building' });
    made.finder.search = () => Promise.reject(broken);
    await expect(askBench(made.service, { conversation: CONVERSATION })).rejects.toBe(broken);
    expect(made.conversations.messages.map((message) => message.role)).toEqual(['user']);
  });
});
