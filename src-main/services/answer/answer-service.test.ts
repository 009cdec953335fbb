import { describe, expect, it } from 'vitest';
import {
  type AnswerEvent,
  type AnswerResult,
  answerEventSchema,
  answerResultSchema,
  askInputSchema,
} from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { conversationIdSchema, messageIdSchema, traceIdSchema } from '../../../src-contract/ids.ts';
import { type AnswerTrace, answerTraceSchema } from '../../../src-contract/traces.ts';
import { silentLog } from '../../platform/log.ts';
import {
  fakeConversations,
  fakeFinder,
  type ScriptedGenerator,
  scriptedGenerator,
} from '../../testing/answer-fakes.ts';
import { virtualClock } from '../../testing/virtual-clock.ts';
import { type AnswerService, createAnswerService } from './answer-service.ts';
import type { AnswerRecorder, AnswerVerifier, GeneratorChoice, SourceCoverage } from './ports.ts';

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

function bench(
  choice: GeneratorChoice = {},
  texts: readonly string[] = [LABS, EXAM],
  unread = NONE,
  verifier?: AnswerVerifier,
  recorder?: AnswerRecorder,
): Bench {
  const finder = fakeFinder(texts);
  const conversations = fakeConversations(conversation);
  const wanted: string[] = [];
  const service = createAnswerService({
    search: finder,
    coverage: { unreadPages: async (ids) => (ids.length === 0 ? [] : unread) },
    conversations,
    verifier,
    recorder,
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
      'answer.timeBudgetMs': 0,
      'answer.writeBudgetMs': 120_000,
      'answer.verifyBudgetMs': 1000,
    }),
    log: silentLog,
    clock: virtualClock(),
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
    const order = events.flatMap((event) =>
      event.type === 'token' ? [event.text] : event.type === 'stage' ? [] : [event.type],
    );
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

  it('drops citations of passages that did not fit into the context', async () => {
    const model = scriptedGenerator(['Due on 14 October [1]. The exam is later [2].'], { fitted: [1] });
    const { result, events } = await ask(bench({ generator: model }).service);
    expect(result.answer).toBe('Due on 14 October [1]. The exam is later.');
    expect(result.context).toEqual({ usedTokens: 100, totalTokens: 4096 });
    expect(events.find(({ type }) => type === 'context')).toEqual({
      type: 'context',
      usedTokens: 100,
      totalTokens: 4096,
    });
  });

  it('takes what the model says of its answer out of the text', async () => {
    const model = scriptedGenerator(['Due on 14 October [1].\n\nSta', 'tus: partly\nMissing: the time; the room']);
    const { result, tokens } = await ask(bench({ generator: model }).service);
    expect(tokens).toBe('Due on 14 October [1].');
    expect(result).toMatchObject({ answer: tokens, status: 'partly', missing: ['the time', 'the room'] });
  });

  it.each([
    [['Due on 14 October [1].'], 'answered'],
    [['I do not know.\nStatus: answered'], 'partly'],
    [['The passages do not say.\nStatus: not in passages'], 'not-in-sources'],
  ])('judges %j by its citations where the model did not say, or cannot be right', async (pieces, status) => {
    const { result } = await ask(bench({ generator: scriptedGenerator(pieces) }).service);
    expect(result.status).toBe(status);
  });

  it('does not ask for sources of a sentence that says there are none', async () => {
    const honest = scriptedGenerator(['The passages do not say it.\nStatus: not in passages\nMissing: the due date']);
    const { result } = await ask(bench({ generator: honest }).service);
    expect(result).toMatchObject({ limits: [], status: 'not-in-sources', missing: ['the due date'] });
    const terse = scriptedGenerator(['**Status:** not in passages']);
    const short = await ask(bench({ generator: terse }).service);
    expect(short.result).toMatchObject({ limits: [], answer: 'Nothing in your library answers this.' });
    expect(short.result.generator.kind).toBe('gguf');
  });

  it('without a model says itself what of the question is not in the sources', async () => {
    const { service } = bench();
    expect((await ask(service)).result).toMatchObject({ status: 'answered', missing: [] });
    const other = await ask(service, { question: 'Which lab needs an oscilloscope?' });
    expect(other.result).toMatchObject({ missing: ['needs', 'oscilloscope'] });
    expect(other.result.status).not.toBe('answered');
  });

  it('reads more passages for a question with several sides, unless it is told how many', async () => {
    const { service, finder } = bench();
    const question = 'Compare the first lab and the second lab, and when is each due?';
    await ask(service, { question });
    await ask(service, { question, topK: 3 });
    expect(finder.asked.map(({ limit }) => limit)).toEqual([expect.any(Number), 3]);
    expect(finder.asked[0]?.limit).toBeGreaterThan(8);
  });

  it('tells its stages, and keeps them', async () => {
    const { events, result } = await ask(bench({ generator: scriptedGenerator(['Yes [1].']) }).service);
    const told = events.flatMap((event) => (event.type === 'stage' ? [[event.stage, event.outcome]] : []));
    expect(told).toEqual([
      ['pack', 'done'],
      ['generate', 'done'],
    ]);
    expect(result.stages?.map(({ stage, outcome }) => [stage, outcome])).toEqual(told);
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

describe('in time', () => {
  it('lets a model go that does not begin, and answers from the sources', async () => {
    const model = scriptedGenerator([], { hangs: true });
    const { service, conversations } = bench({ generator: model });
    const { result, events } = await ask(service, { conversation });
    expect(codes(result)).toEqual(['model-late']);
    expect(noticeCodes(events)).toEqual(['model-late']);
    expect(result).toMatchObject({ generator: { kind: 'extractive' }, status: 'answered' });
    expect(result.timings.total).toBeLessThanOrEqual(2000);
    expect(result.stages).toContainEqual({ stage: 'generate', outcome: 'late', ms: expect.any(Number) });
    expect(conversations.messages[1]).toMatchObject({ limits: [{ code: 'model-late' }] });
    await expect.poll(() => model.isEnded()).toBe(true);
  });

  it('gives a model on the processor the time it asks for', async () => {
    const model = { ...scriptedGenerator([], { hangs: true }), firstTokenMs: 10_000 };
    const { result } = await ask(bench({ generator: model }).service);
    expect(result.timings.total).toBeGreaterThan(9000);
  });

  it('keeps what was written when the time for writing is over', async () => {
    const model = scriptedGenerator(['It is due on 14 October [1].'], { hangs: true });
    const { result } = await ask(bench({ generator: model }).service);
    expect(codes(result)).toEqual(['cut-short']);
    expect(result).toMatchObject({
      answer: 'It is due on 14 October [1].',
      generator: { kind: 'gguf' },
      status: 'partly',
    });
    await expect.poll(() => model.isEnded()).toBe(true);
  });

  it('says clearly when nothing was found in time', async () => {
    const made = bench();
    made.finder.search = () => new Promise(() => {});
    await expect(ask(made.service, { conversation })).rejects.toMatchObject({
      code: 'exhausted',
      reason: 'answer/search-late',
    });
  });
});

describe('checking', () => {
  const verdict = { start: 0, end: 5, citations: [1], verdict: 'supported' as const, reasons: [] };
  const writing = { generator: scriptedGenerator(['Due on 14 October [1].']) };

  it('adds verdicts, how many of each, and how sure the answer is', async () => {
    const { service } = bench(writing, undefined, undefined, {
      async verify({ text, passages, question }) {
        expect({ text, question, numbers: passages.map(({ number }) => number) }).toEqual({
          text: 'Due on 14 October [1].',
          question: QUESTION,
          numbers: [1, 2],
        });
        return { verdicts: [verdict, { ...verdict, verdict: 'unsupported' }], confidence: 0.4 };
      },
    });
    const { result, events } = await ask(service);
    expect(result).toMatchObject({ confidence: 0.4, support: { supported: 1, partly: 0, unsupported: 1 } });
    expect(result.verdicts).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'verdict')).toHaveLength(2);
  });

  it('takes back that the sources answer when no sentence is supported by them', async () => {
    const verify = async () => ({ verdicts: [{ ...verdict, verdict: 'unsupported' as const }] });
    const { result } = await ask(bench(writing, undefined, undefined, { verify }).service);
    expect(result).toMatchObject({ status: 'partly', support: { supported: 0, partly: 0, unsupported: 1 } });
  });

  it.each([
    ['hangs', () => new Promise<never>(() => {}), 'late'],
    ['throws', () => Promise.reject(new TypeError('bug')), 'failed'],
  ])('that %s leaves the answer unchecked and says so', async (_what, check, outcome) => {
    const { service } = bench(writing, undefined, undefined, { verify: check });
    const { result } = await ask(service);
    expect(codes(result)).toEqual(['verify-failed']);
    expect(result.verdicts).toBeUndefined();
    expect(result.stages?.find(({ stage }) => stage === 'verify')?.outcome).toBe(outcome);
  });
});

describe('the record', () => {
  function recorder() {
    const finished: AnswerTrace[] = [];
    const spans: string[] = [];
    const made: AnswerRecorder = {
      begin: (trace) => ({
        trace: trace ?? traceIdSchema.parse('1'.repeat(32)),
        span: (stage) => ({ end: (outcome) => void spans.push(`${stage} ${outcome}`) }),
      }),
      finish: async (trace) => void finished.push(answerTraceSchema.parse(trace)),
    };
    return { made, finished, spans };
  }

  it('has one row for each answer, however it ended, and spans of its stages', async () => {
    const { made, finished, spans } = recorder();
    const model = {
      generator: scriptedGenerator(['Due on 14 October [1].'], { used: { tokensIn: 90, tokensOut: 9 } }),
    };
    const whole = bench(model, undefined, undefined, undefined, made);
    const { result } = await ask(whole.service, { conversation });
    expect(result.trace).toBe('1'.repeat(32));
    await ask(whole.service, {}, () => {}, AbortSignal.abort());
    whole.finder.search = () => Promise.reject(new Failure('unavailable', 'Not now.'));
    await expect(ask(whole.service)).rejects.toThrow('Not now.');
    expect(finished.map(({ ending, failure }) => [ending, failure])).toEqual([
      ['complete', undefined],
      ['stopped', undefined],
      ['failed', 'unavailable'],
    ]);
    expect(finished[0]).toMatchObject({
      query: QUESTION,
      conversation,
      message: result.message,
      status: 'answered',
      tokensIn: 90,
      tokensOut: 9,
      generator: { kind: 'gguf' },
    });
    expect(finished[0]?.candidates.map(({ chunk }) => chunk)).toEqual(finished[0]?.final.map(({ chunk }) => chunk));
    expect(spans.slice(0, 2)).toEqual(['pack done', 'generate done']);
    expect(JSON.stringify(finished)).not.toContain('Late labs');
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

  it('searches for a follow-up as a question that stands alone, and says so', async () => {
    const { service, finder } = bench();
    await ask(service, { conversation });
    const { events, result } = await ask(service, { conversation, question: 'And the exam?' });
    expect(finder.asked[1]?.text).toBe('When is the exam due?');
    expect(events[0]).toMatchObject({ type: 'stage', stage: 'rewrite', outcome: 'done' });
    expect(events[1]).toEqual({ type: 'query', text: 'When is the exam due?', from: 'And the exam?' });
    expect(result).toMatchObject({ query: 'When is the exam due?', rewrittenBy: 'rule' });
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
