import { describe, expect, it } from 'vitest';
import {
  type AnswerEvent,
  type AnswerResult,
  answerEventSchema,
  answerResultSchema,
  askInputSchema,
} from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { conversationIdSchema, messageIdSchema } from '../../../src-contract/ids.ts';
import { silentLog } from '../../platform/log.ts';
import {
  fakeConversations,
  fakeFinder,
  instantClock,
  type ScriptedGenerator,
  scriptedGenerator,
} from '../../testing/answer-fakes.ts';
import { type AnswerService, createAnswerService } from './answer-service.ts';
import type { GeneratorChoice, SourceCoverage } from './ports.ts';

const LABS = 'Labs are done in pairs. The second lab is due on 14 October. Late labs lose 10 percent.';
const EXAM = 'The exam is on 12 December.';
const QUESTION = 'When is the second lab due?';
const conversation = conversationIdSchema.parse('c1');

interface Bench {
  readonly service: AnswerService;
  readonly finder: ReturnType<typeof fakeFinder>;
  readonly conversations: ReturnType<typeof fakeConversations>;
  readonly wanted: string[];
}

const NONE: Awaited<ReturnType<SourceCoverage['unreadPages']>> = [];

function bench(choice: GeneratorChoice = {}, texts: readonly string[] = [LABS, EXAM], unread = NONE): Bench {
  const finder = fakeFinder(texts);
  const conversations = fakeConversations(conversation);
  const wanted: string[] = [];
  const service = createAnswerService({
    search: finder,
    coverage: { unreadPages: async (ids) => (ids.length === 0 ? [] : unread) },
    conversations,
    async pickGenerator(setting) {
      wanted.push(setting);
      return choice;
    },
    settings: () => ({
      'answer.topK': 8,
      'answer.temperature': 0.2,
      'answer.maxTokens': 500,
      'answer.contextTokens': 4096,
      'answer.generator': 'auto',
    }),
    log: silentLog,
    clock: instantClock(),
  });
  return { service, finder, conversations, wanted };
}

interface Asked {
  readonly events: AnswerEvent[];
  readonly result: AnswerResult;
  readonly tokens: string;
}

async function ask(
  service: AnswerService,
  input: Record<string, unknown> = {},
  onEvent: (event: AnswerEvent) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Asked> {
  const parsed = askInputSchema.parse({ question: QUESTION, ...input });
  const running = service.handlers.ask(parsed, { signal, caller: 'test' });
  const events: AnswerEvent[] = [];
  for (;;) {
    const step = await running.next();
    if (step.done === true) {
      const tokens = events.map((event) => (event.type === 'token' ? event.text : '')).join('');
      return { events, tokens, result: answerResultSchema.parse(step.value) };
    }
    const event = answerEventSchema.parse(step.value);
    events.push(event);
    onEvent(event);
  }
}

const codes = (result: AnswerResult): string[] => result.limits.map((limit) => limit.code);
const noticeCodes = (events: readonly AnswerEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));

describe('an answer', () => {
  it('comes as retrieval, tokens and citations, and the tokens are the answer', async () => {
    const model = scriptedGenerator([' It is due', ' on 14 October [', '1]', '. See also [1, 2].']);
    const { service } = bench({ generator: model });
    const { events, result, tokens } = await ask(service);
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['query', 'retrieval']);
    expect(events.filter((event) => event.type === 'retrieval')).toHaveLength(1);
    expect(tokens).toBe('It is due on 14 October [1]. See also [1][2].');
    expect(result.answer).toBe(tokens);
    expect(events.filter((event) => event.type === 'citation').map((event) => event.number)).toEqual([1, 2]);
    expect(result.citations.map((citation) => citation.number)).toEqual([1, 2]);
    expect(result).toMatchObject({ generator: { kind: 'gguf', name: 'scripted.gguf' }, limits: [] });
    expect(Object.keys(result.timings).sort()).toEqual(['firstToken', 'generate', 'search', 'total']);
    expect(result.message).toBeUndefined();
  });

  it('announces a citation right after its marker, with the quote and its place', async () => {
    const model = scriptedGenerator(['The second lab is due on 14 October [1].', ' The exam is in December [2].']);
    const { events, result } = await ask(bench({ generator: model }).service);
    const order = events.map((event) => (event.type === 'token' ? event.text : event.type));
    expect(order.slice(1, 4)).toEqual(['retrieval', 'The second lab is due on 14 October [1]', 'citation']);
    const [first, second] = result.citations;
    expect(first?.quote).toBe('The second lab is due on 14 October.');
    expect(first?.position).toEqual({ startLine: 1, endLine: 1, charStart: 24, charEnd: 60 });
    expect(second?.position).toMatchObject({ charStart: 100, charEnd: 100 + EXAM.length });
  });

  it('uses the settings unless the question says otherwise', async () => {
    const model = scriptedGenerator(['Yes [1].']);
    const made = bench({ generator: model });
    await ask(made.service);
    await ask(made.service, { topK: 1, temperature: 1, generator: 'other.gguf', scope: { kinds: ['pdf'] } });
    expect(made.wanted).toEqual(['auto', 'other.gguf']);
    expect(made.finder.asked.map(({ limit, scope }) => ({ limit, scope }))).toEqual([
      { limit: 8, scope: {} },
      { limit: 1, scope: { kinds: ['pdf'] } },
    ]);
    expect(model.requests.map((request) => request.temperature)).toEqual([0.2, 1]);
    expect(model.requests[1]?.passages.map((passage) => passage.text)).toEqual([LABS]);
  });

  it('says which cited file has pages that could not be read', async () => {
    const model = scriptedGenerator(['The second lab is due on 14 October [1].']);
    const unread = [{ title: 'Scan', pages: 12, unread: 3 }];
    const { result } = await ask(bench({ generator: model }, [LABS], unread).service);
    expect(result.limits).toEqual([
      {
        code: 'pages-without-text',
        message: '3 of the 12 pages of Scan gave no text; what stands there could not be looked at.',
      },
    ]);
  });

  it('removes citations of passages that do not exist and says when none is left', async () => {
    const model = scriptedGenerator(['It is due soon [7].']);
    const { result, events } = await ask(bench({ generator: model }).service);
    expect(result.answer).toBe('It is due soon.');
    expect(codes(result)).toEqual(['uncited']);
    expect(noticeCodes(events)).toEqual(['uncited']);
  });

  it('passes on what the generator reports', async () => {
    const limit = { code: 'context-trimmed' as const, message: 'Not everything fitted.' };
    const { result, events } = await ask(
      bench({ generator: scriptedGenerator(['Yes [1].'], { limits: [limit] }) }).service,
    );
    expect(result.limits).toEqual([limit]);
    expect(noticeCodes(events)).toEqual(['context-trimmed']);
  });

  it('invents nothing when there are no passages', async () => {
    const model = scriptedGenerator(['I think it is Friday.']);
    const { result, events } = await ask(bench({ generator: model }, []).service);
    expect(result).toMatchObject({ answer: 'Nothing in your library answers this.', citations: [] });
    expect(codes(result)).toEqual(['no-passages']);
    expect(events.map((event) => event.type)).toEqual(['query', 'retrieval', 'token', 'notice']);
    expect(model.requests).toEqual([]);
  });
});

describe('without a usable model', () => {
  it('answers with sentences from the sources, and says nothing when that was wanted', async () => {
    const { result } = await ask(bench().service);
    expect(result.answer).toMatch(/^The second lab is due on 14 October\. \[1\]/);
    expect(result).toMatchObject({ generator: { kind: 'extractive' }, limits: [] });
  });

  it('says why there is no model', async () => {
    const { result, events } = await ask(bench({ limit: { code: 'no-model', message: 'None there.' } }).service);
    expect(codes(result)).toEqual(['no-model']);
    expect(noticeCodes(events)).toEqual(['no-model']);
    expect(result.citations).not.toEqual([]);
  });

  it.each([
    ['model/broken', 'model-broken'],
    ['model/crashed', 'model-crashed'],
    ['model/slow', 'model-slow'],
    ['model/missing', 'no-model'],
    ['model/runtime-missing', 'no-model'],
  ])('falls back after %s', async (reason, code) => {
    const failure = new Failure('unavailable', 'It did not work.', { reason });
    const { result, events } = await ask(bench({ generator: scriptedGenerator([], { failure }) }).service);
    expect(codes(result)).toEqual([code]);
    expect(noticeCodes(events)).toEqual([code]);
    expect(result.generator.kind).toBe('extractive');
    expect(result.answer).toMatch(/^The second lab is due on 14 October\. \[1\]/);
  });

  it('keeps what a crashing model wrote and goes on in a new paragraph', async () => {
    const failure = new Failure('unavailable', 'It stopped.', { reason: 'model/crashed' });
    const model = scriptedGenerator(['It is due [1', ' and then'], { failure });
    const { result, tokens } = await ask(bench({ generator: model }).service);
    expect(result.answer).toMatch(/^It is due \[1 and then\n\nThe second lab is due on 14 October\. \[1\]/);
    expect(tokens).toBe(result.answer);
    expect(codes(result)).toEqual(['model-crashed']);
  });

  it('falls back when the model writes nothing or breaks in an unforeseen way', async () => {
    const silent = await ask(bench({ generator: scriptedGenerator([]) }).service);
    expect(codes(silent.result)).toEqual(['model-broken']);
    const broken = await ask(bench({ generator: scriptedGenerator([], { failure: new TypeError('bug') }) }).service);
    expect(codes(broken.result)).toEqual(['model-crashed']);
    expect(broken.result.answer).toMatch(/14 October/);
  });
});

describe('stopping', () => {
  const writing = (): ScriptedGenerator => scriptedGenerator(['It is due', ' on 14 October [1].'], { hangs: true });

  it('keeps what was written, ends the generator and says so', async () => {
    const model = writing();
    const { service, conversations } = bench({ generator: model });
    const controller = new AbortController();
    const stop = (event: AnswerEvent): void => {
      if (event.type === 'citation') controller.abort();
    };
    const { result } = await ask(service, { conversation }, stop, controller.signal);
    expect(codes(result)).toEqual(['stopped']);
    expect(result.answer).toBe('It is due on 14 October [1].');
    expect(conversations.messages).toMatchObject([
      { role: 'user', text: QUESTION },
      { role: 'assistant', text: 'It is due on 14 October [1].', limits: [{ code: 'stopped' }] },
    ]);
    await expect.poll(() => model.isEnded()).toBe(true);
  });

  it('keeps what was written when the caller leaves the loop', async () => {
    const model = writing();
    const { service, conversations } = bench({ generator: model });
    const input = askInputSchema.parse({ question: QUESTION, conversation });
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
    const { service, conversations } = bench({ generator: writing() });
    const controller = new AbortController();
    const input = askInputSchema.parse({ question: QUESTION, conversation });
    for await (const event of service.handlers.ask(input, { signal: controller.signal, caller: 'test' })) {
      if (event.type !== 'token') continue;
      controller.abort();
      break;
    }
    expect(conversations.messages.map((message) => message.role)).toEqual(['user', 'assistant']);
  });

  it('answers with an empty stopped message when aborted before the search', async () => {
    const { service, conversations } = bench();
    const { result } = await ask(service, { conversation }, () => {}, AbortSignal.abort());
    expect(codes(result)).toEqual(['stopped']);
    expect(conversations.messages[1]).toMatchObject({ role: 'assistant', text: '' });
  });

  it('stops everything when the service closes', async () => {
    const { service, conversations } = bench({ generator: writing() });
    const asked = ask(service, { conversation }, (event) => {
      if (event.type === 'citation') void service.close();
    });
    expect(codes((await asked).result)).toEqual(['stopped']);
    expect(conversations.messages).toHaveLength(2);
  });
});

describe('in a conversation', () => {
  it('stores question and answer and gives earlier turns to the model', async () => {
    const model = scriptedGenerator(['Yes [1].']);
    const { service, conversations } = bench({ generator: model });
    const first = await ask(service, { conversation });
    await ask(service, { conversation, question: 'And the exam?' });
    expect(first.result).toMatchObject({ conversation, message: 'message-2' });
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
    const { service, finder, conversations } = bench();
    await ask(service, { conversation, scope: { kinds: ['pdf'] } });
    const { result } = await ask(service, { conversation });
    await ask(service, { conversation, scope: {} });
    await ask(service, { conversation });
    await ask(service, {});
    expect(finder.asked.map(({ scope }) => scope)).toEqual([{ kinds: ['pdf'] }, { kinds: ['pdf'] }, {}, {}, {}]);
    expect(result).toMatchObject({ scope: { kinds: ['pdf'] }, query: QUESTION, mode: 'hybrid' });
    expect(conversations.messages[3]).toMatchObject({ scope: { kinds: ['pdf'] }, query: QUESTION, mode: 'hybrid' });
  });

  it('searches for a follow-up together with the question before it', async () => {
    const { service, finder } = bench();
    await ask(service, { conversation });
    await ask(service, { conversation, question: 'And the exam?' });
    expect(finder.asked[1]?.text).toBe(`And the exam?\n${QUESTION}`);
  });

  it('replaces an answer in its place, without asking the question twice', async () => {
    const model = scriptedGenerator(['Better [1].']);
    const { service, conversations } = bench({ generator: model });
    const { result } = await ask(service, { conversation });
    await ask(service, { conversation, question: 'Another?' });
    const again = await ask(service, { conversation, regenerate: result.message });
    expect(again.result.message).toBe(result.message);
    expect(conversations.messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(model.requests[2]?.history).toEqual([]);
  });

  it('keeps the old answer when a new one is stopped before its first word', async () => {
    const { service, conversations } = bench();
    const { result } = await ask(service, { conversation });
    const before = conversations.messages[1];
    await ask(service, { conversation, regenerate: result.message }, () => {}, AbortSignal.abort());
    expect(conversations.messages[1]).toEqual(before);
  });

  it('fails for an unknown conversation or answer before it searches', async () => {
    const { service, finder } = bench();
    await expect(ask(service, { conversation: 'c2' })).rejects.toMatchObject({ code: 'not-found' });
    const regenerate = messageIdSchema.parse('nothing');
    await expect(ask(service, { conversation, regenerate })).rejects.toMatchObject({ code: 'not-found' });
    await expect(ask(service, { regenerate })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(finder.asked).toEqual([]);
  });

  it('still gives the answer when the conversation is deleted meanwhile', async () => {
    const { service, conversations } = bench();
    const { result } = await ask(service, { conversation }, () => conversations.delete());
    expect(result.answer).toMatch(/14 October/);
    expect(result.message).toBeUndefined();
  });

  it('fails when the search fails, and keeps the question', async () => {
    const made = bench();
    const broken = new Failure('unavailable', 'The index is being built.', { reason: 'index/building' });
    made.finder.search = () => Promise.reject(broken);
    await expect(ask(made.service, { conversation })).rejects.toBe(broken);
    expect(made.conversations.messages.map((message) => message.role)).toEqual(['user']);
  });
});
