import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { answerBench, askBench, EXAM, LABS, limitCodes, noticeCodes } from '../../testing/answer-bench.ts';
import { scriptedGenerator } from '../../testing/answer-fakes.ts';

describe('an answer', () => {
  it('comes as retrieval, tokens and citations, and the tokens are the answer', async () => {
    const model = scriptedGenerator([' It is due', ' on 14 October [', '1]', '. See also [1, 2].']);
    const { service } = answerBench({ generator: model });
    const { events, result, tokens } = await askBench(service);
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
    const { events, result } = await askBench(answerBench({ generator: model }).service);
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
    const made = answerBench({ generator: model });
    await askBench(made.service);
    await askBench(made.service, { topK: 1, temperature: 1, generator: 'other.gguf', scope: { kinds: ['pdf'] } });
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
    const { result } = await askBench(answerBench({ generator: model }, [LABS], unread).service);
    expect(result.limits).toEqual([
      {
        code: 'pages-without-text',
        message: '3 of the 12 pages of Scan gave no text; what stands there could not be looked at.',
      },
    ]);
  });

  it('removes citations of passages that do not exist and says when none is left', async () => {
    const model = scriptedGenerator(['It is due soon [7].']);
    const { result, events } = await askBench(answerBench({ generator: model }).service);
    expect(result.answer).toBe('It is due soon.');
    expect(limitCodes(result)).toEqual(['uncited']);
    expect(noticeCodes(events)).toEqual(['uncited']);
  });

  it('passes on what the generator reports', async () => {
    const limit = { code: 'context-trimmed' as const, message: 'Not everything fitted.' };
    const { result, events } = await askBench(
      answerBench({ generator: scriptedGenerator(['Yes [1].'], { limits: [limit] }) }).service,
    );
    expect(result.limits).toEqual([limit]);
    expect(noticeCodes(events)).toEqual(['context-trimmed']);
  });

  it('drops citations of passages that did not fit into the context', async () => {
    const model = scriptedGenerator(['Due on 14 October [1]. The exam is later [2].'], { fitted: [1] });
    const { result, events } = await askBench(answerBench({ generator: model }).service);
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
    const { result, tokens } = await askBench(answerBench({ generator: model }).service);
    expect(tokens).toBe('Due on 14 October [1].');
    expect(result).toMatchObject({ answer: tokens, status: 'partly', missing: ['the time', 'the room'] });
  });

  it.each([
    [['Due on 14 October [1].'], 'answered'],
    [['I do not know.\nStatus: answered'], 'partly'],
    [['The passages do not say.\nStatus: not in passages'], 'not-in-sources'],
  ])('judges %j by its citations where the model did not say, or cannot be right', async (pieces, status) => {
    const { result } = await askBench(answerBench({ generator: scriptedGenerator(pieces) }).service);
    expect(result.status).toBe(status);
  });

  it('does not ask for sources of a sentence that says there are none', async () => {
    const honest = scriptedGenerator(['The passages do not say it.\nStatus: not in passages\nMissing: the due date']);
    const { result } = await askBench(answerBench({ generator: honest }).service);
    expect(result).toMatchObject({ limits: [], status: 'not-in-sources', missing: ['the due date'] });
    const terse = scriptedGenerator(['**Status:** not in passages']);
    const short = await askBench(answerBench({ generator: terse }).service);
    expect(short.result).toMatchObject({ limits: [], answer: 'Nothing in your library answers this.' });
    expect(short.result.generator.kind).toBe('gguf');
  });

  it('without a model says itself what of the question is not in the sources', async () => {
    const { service } = answerBench();
    expect((await askBench(service)).result).toMatchObject({ status: 'answered', missing: [] });
    const other = await askBench(service, { question: 'Which lab needs an oscilloscope?' });
    expect(other.result).toMatchObject({ missing: ['needs', 'oscilloscope'] });
    expect(other.result.status).not.toBe('answered');
  });

  it('reads more passages for a question with several sides, unless it is told how many', async () => {
    const { service, finder } = answerBench();
    const question = 'Compare the first lab and the second lab, and when is each due?';
    await askBench(service, { question });
    await askBench(service, { question, topK: 3 });
    expect(finder.asked.map(({ limit }) => limit)).toEqual([expect.any(Number), 3]);
    expect(finder.asked[0]?.limit).toBeGreaterThan(8);
  });

  it('tells its stages, and keeps them', async () => {
    const { events, result } = await askBench(answerBench({ generator: scriptedGenerator(['Yes [1].']) }).service);
    const told = events.flatMap((event) => (event.type === 'stage' ? [[event.stage, event.outcome]] : []));
    expect(told).toEqual([
      ['pack', 'done'],
      ['generate', 'done'],
    ]);
    expect(result.stages?.map(({ stage, outcome }) => [stage, outcome])).toEqual(told);
  });

  it('invents nothing when there are no passages', async () => {
    const model = scriptedGenerator(['I think it is Friday.']);
    const { result, events } = await askBench(answerBench({ generator: model }, []).service);
    expect(result).toMatchObject({ answer: 'Nothing in your library answers this.', citations: [] });
    expect(limitCodes(result)).toEqual(['no-passages']);
    expect(events.map((event) => event.type)).toEqual(['query', 'retrieval', 'token', 'notice']);
    expect(model.requests).toEqual([]);
  });
});

describe('without a usable model', () => {
  it('answers with sentences from the sources, and says nothing when that was wanted', async () => {
    const { result } = await askBench(answerBench().service);
    expect(result.answer).toMatch(/^The second lab is due on 14 October\. \[1\]/);
    expect(result).toMatchObject({ generator: { kind: 'extractive' }, limits: [] });
  });

  it('says why there is no model', async () => {
    const { result, events } = await askBench(
      answerBench({ limit: { code: 'no-model', message: 'None there.' } }).service,
    );
    expect(limitCodes(result)).toEqual(['no-model']);
    expect(noticeCodes(events)).toEqual(['no-model']);
    expect(result.citations).not.toEqual([]);
  });

  it.each([
    ['model/broken', 'model-broken'],
    ['model/crashed', 'model-crashed'],
    ['model/slow', 'model-slow'],
    ['model/too-large', 'model-broken'],
    ['model/context', 'model-context'],
    ['model/missing', 'no-model'],
    ['model/runtime-missing', 'no-model'],
  ])('falls back after %s', async (reason, code) => {
    const failure = new Failure('unavailable', 'It did not work.', { reason });
    const { result, events } = await askBench(answerBench({ generator: scriptedGenerator([], { failure }) }).service);
    expect(limitCodes(result)).toEqual([code]);
    expect(noticeCodes(events)).toEqual([code]);
    expect(result.generator.kind).toBe('extractive');
    expect(result.answer).toMatch(/^The second lab is due on 14 October\. \[1\]/);
  });

  it('keeps what a crashing model wrote and goes on in a new paragraph', async () => {
    const failure = new Failure('unavailable', 'It stopped.', { reason: 'model/crashed' });
    const model = scriptedGenerator(['It is due [1', ' and then'], { failure });
    const { result, tokens } = await askBench(answerBench({ generator: model }).service);
    expect(result.answer).toMatch(/^It is due \[1 and then\n\nThe second lab is due on 14 October\. \[1\]/);
    expect(tokens).toBe(result.answer);
    expect(limitCodes(result)).toEqual(['model-crashed']);
  });

  it('falls back when the model writes nothing or breaks in an unforeseen way', async () => {
    const silent = await askBench(answerBench({ generator: scriptedGenerator([]) }).service);
    expect(limitCodes(silent.result)).toEqual(['model-broken']);
    const broken = await askBench(
      answerBench({ generator: scriptedGenerator([], { failure: new TypeError('bug') }) }).service,
    );
    expect(limitCodes(broken.result)).toEqual(['model-crashed']);
    expect(broken.result.answer).toMatch(/14 October/);
  });
});
