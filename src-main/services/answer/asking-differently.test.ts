import { beforeEach, describe, expect, it } from 'vitest';
import type { AnswerEvent, AnswerResult, AskInput, Limit } from '../../../src-contract/answer.ts';
import { conversationIdSchema } from '../../../src-contract/ids.ts';
import {
  fakeConversations,
  fakeFinder,
  type ScriptedGenerator,
  scriptedGenerator,
} from '../../testing/answer-fakes.ts';
import { createAnswerService } from './answer-service.ts';
import type { RewriteRequest } from './ports.ts';

const conversation = conversationIdSchema.parse('c1');
const QUESTION = 'When is the second lab due?';
const LABS = 'The second lab is due on 14 October. The third lab is due on 2 November.';

let finder: ReturnType<typeof fakeFinder>;
let conversations: ReturnType<typeof fakeConversations>;
let warnings: string[];

beforeEach(() => {
  finder = fakeFinder([LABS]);
  conversations = fakeConversations(conversation);
  warnings = [];
});

async function ask(input: Partial<AskInput>, generator?: ScriptedGenerator, limit?: Limit) {
  const service = createAnswerService({
    search: finder,
    coverage: { unreadPages: async () => [] },
    conversations,
    pickGenerator: async () => ({
      ...(generator === undefined ? {} : { generator }),
      ...(limit === undefined ? {} : { limit }),
    }),
    settings: () => ({
      'answer.topK': 10,
      'answer.temperature': 0.2,
      'answer.maxTokens': 500,
      'answer.contextTokens': 4096,
      'answer.generator': 'auto',
      'answer.timeBudgetMs': 2000,
      'answer.writeBudgetMs': 2000,
      'answer.verifyBudgetMs': 1000,
    }),
    log: { debug() {}, info() {}, warn: (message) => void warnings.push(message), error() {} },
  });
  const stream = service.handlers.ask({ question: QUESTION, ...input } as AskInput, {
    caller: 'test',
    signal: new AbortController().signal,
  });
  const events: AnswerEvent[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done === true) return { events, result: step.value as AnswerResult };
    events.push(step.value as AnswerEvent);
  }
}

describe('asking differently', () => {
  it('searches for the words of the user instead of its own, and still answers the question', async () => {
    const model = scriptedGenerator(['On 14 October [1].']);
    const { result } = await ask({ conversation, query: 'deadline lab 2' }, model);
    expect(finder.asked.map(({ text }) => text)).toEqual(['deadline lab 2']);
    expect(model.requests[0]?.question).toBe(QUESTION);
    expect(result).toMatchObject({ query: 'deadline lab 2', rewrittenBy: 'user' });
  });

  it('finds passages and writes nothing when only a search was asked for', async () => {
    const model = scriptedGenerator(['On 14 October [1].']);
    const { result, events } = await ask({ conversation, searchOnly: true }, model);
    expect(model.requests).toEqual([]);
    expect(result).toMatchObject({ answer: '', searchOnly: true, citations: [] });
    expect(events.find(({ type }) => type === 'retrieval')).toMatchObject({ results: [{ rank: 1 }] });
    expect(conversations.messages.at(-1)).toMatchObject({
      role: 'assistant',
      searchOnly: true,
      passages: [{ rank: 1 }],
    });
  });

  it('asks in place of an earlier question, which and what followed are no history any more', async () => {
    const model = scriptedGenerator(['On 14 October [1].']);
    await ask({ conversation, question: 'What are labs?' }, model);
    await ask({ conversation }, model);
    const second = conversations.messages[2];
    await ask({ conversation, question: 'When is the exam held?', edit: second?.id }, model);
    expect(conversations.messages.map(({ text }) => text)).toEqual([
      'What are labs?',
      'On 14 October [1].',
      'When is the exam held?',
      'On 14 October [1].',
    ]);
    expect(model.requests[2]?.history.map(({ text }) => text)).toEqual(['What are labs?', 'On 14 October [1].']);
  });

  it.each([
    ['its words', async () => 'Question: "When is the third lab due?" [1]', 'When is the third lab due?', 'model'],
    ['a rule when it writes nothing', async () => '', 'When is the third lab due?', 'rule'],
    ['a rule when it is nonsense', async () => 'w1k w9 w2f', 'When is the third lab due?', 'rule'],
    ['a rule when it has no time', async () => undefined, 'When is the third lab due?', 'rule'],
    ['a rule when it fails', () => Promise.reject(new Error('crash')), 'When is the third lab due?', 'rule'],
    ['a rule when it is late', () => new Promise<string>(() => {}), 'When is the third lab due?', 'rule'],
  ])('lets a model rewrite a follow-up and takes %s', async (_what, rewrite, text, by) => {
    const model = Object.assign(scriptedGenerator(['Yes [1].']), { rewrite });
    await ask({ conversation }, model);
    const { result } = await ask({ conversation, question: 'And the third?' }, model);
    expect(result).toMatchObject({ query: text, rewrittenBy: by });
  });

  it('tells the log that a model failed to rewrite', async () => {
    const rewrite = () => Promise.reject(new Error('crash'));
    const model = Object.assign(scriptedGenerator(['Yes [1].']), { rewrite });
    await ask({ conversation }, model);
    await ask({ conversation, question: 'And the third?' }, model);
    expect(warnings).toEqual(['A question could not be rewritten by a model']);
  });

  it('judges a follow-up by the question in full, not by the few words that were typed', async () => {
    finder = fakeFinder(['The second lab is due on 14 October.', 'Parking costs 4 euros, whoever pays the costs.']);
    await ask({ conversation });
    const { result } = await ask({ conversation, question: 'And what does it cost?' });
    expect(result).toMatchObject({ query: 'what does the second lab cost', rewrittenBy: 'rule' });
    expect(result.status).not.toBe('answered');
  });

  it.each([
    ['the words a user searches for, when the question follows up', 'And what does it cost?', 'fees of the second lab'],
    ['the question, when it stands for itself', 'When is the exam held?', 'exam date'],
  ])('takes for the question in full %s', async (_what, question, query) => {
    const model = scriptedGenerator(['On 14 October [1].']);
    await ask({ conversation }, model);
    await ask({ conversation, question, query }, model);
    expect(model.requests[1]?.standalone).toBe(question.startsWith('And') ? query : question);
  });

  it('tells a model the time it has and the latest turns, and marks what was sent out once', async () => {
    const asked: RewriteRequest[] = [];
    const rewrite = async (request: RewriteRequest) => {
      asked.push(request);
      return 'When is the third lab due?';
    };
    const model = Object.assign(scriptedGenerator(['Yes [1].']), { rewrite });
    const limit = { code: 'sent-out', message: 'It was sent to host.' } as const;
    await ask({ conversation }, model, limit);
    const { result, events } = await ask({ conversation, question: 'And the third?' }, model, limit);
    expect(asked).toMatchObject([{ question: 'And the third?', history: [{ text: QUESTION }, {}], withinMs: 300 }]);
    expect(result).toMatchObject({ rewrittenBy: 'model', limits: [limit] });
    expect(events.filter(({ type }) => type === 'notice')).toHaveLength(1);
  });

  it('asks no model when it only searches', async () => {
    const rewrite = async () => 'When is the third lab due at all?';
    const model = Object.assign(scriptedGenerator(['Yes [1].']), { rewrite });
    await ask({ conversation }, model);
    const { result } = await ask({ conversation, question: 'And the third?', searchOnly: true }, model);
    expect(result).toMatchObject({ query: 'When is the third lab due?', rewrittenBy: 'rule' });
  });

  it('does not ask a model about a question that stands for itself', async () => {
    let asked = 0;
    const model = Object.assign(scriptedGenerator(['Yes [1].']), { rewrite: async () => String(asked++) });
    await ask({ conversation }, model);
    const { result } = await ask({ conversation, question: 'What is an inverted index?' }, model);
    expect(asked).toBe(0);
    expect(result.rewrittenBy).toBeUndefined();
  });

  it('does not take a question and an answer to be replaced at once', async () => {
    await ask({ conversation });
    const [question, answer] = conversations.messages;
    await expect(ask({ conversation, edit: question?.id, regenerate: answer?.id })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});
