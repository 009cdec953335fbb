import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { traceIdSchema } from '../../../src-contract/ids.ts';
import { type AnswerTrace, answerTraceSchema } from '../../../src-contract/traces.ts';
import { selectSentences } from '../../engine/packing/select-sentences.ts';
import { answerBench, askBench, CONVERSATION, EXAM, LABS, limitCodes, QUESTION } from '../../testing/answer-bench.ts';
import { scriptedGenerator } from '../../testing/answer-fakes.ts';
import { numbered } from '../../testing/passages.ts';
import { toSelectable } from './extractive.ts';
import type { AnswerRecorder } from './ports.ts';
import { statusOfCoverage } from './status-of-coverage.ts';
import { createAnswerVerifier } from './verify-answer.ts';

describe('checking', () => {
  const verdict = { start: 0, end: 5, citations: [1], verdict: 'supported' as const, reasons: [] };
  const writing = { generator: scriptedGenerator(['Due on 14 October [1].']) };

  it('adds verdicts, how many of each, and how sure the answer is', async () => {
    const { service } = answerBench(writing, undefined, undefined, {
      async verify({ text, passages, question }) {
        expect({ text, question, numbers: passages.map(({ number }) => number) }).toEqual({
          text: 'Due on 14 October [1].',
          question: QUESTION,
          numbers: [1, 2],
        });
        return { verdicts: [verdict, { ...verdict, verdict: 'unsupported' }], confidence: 0.4 };
      },
    });
    const { result, events } = await askBench(service);
    expect(result).toMatchObject({ confidence: 0.4, support: { supported: 1, partly: 0, unsupported: 1 } });
    expect(result.verdicts).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'verdict')).toHaveLength(2);
  });

  it('is told how much of the question the quotes hold, so that confidence and status rest on the same text', async () => {
    const told: unknown[] = [];
    const verify = async ({ coverage }: { readonly coverage?: number | undefined }) => {
      told.push(coverage);
      return { verdicts: [verdict] };
    };
    const { result } = await askBench(answerBench({}, undefined, undefined, { verify }).service);
    await askBench(answerBench(writing, undefined, undefined, { verify }).service);
    const texts = numbered([LABS, EXAM], 'markdown').map(toSelectable);
    expect(told).toEqual([selectSentences(QUESTION, texts).coverage, undefined]);
    expect(result.status).toBe(statusOfCoverage(Number(told[0])));
  });

  it('counts what it was told', async () => {
    const verifier = createAnswerVerifier(() => 0);
    const written = {
      question: QUESTION,
      standalone: QUESTION,
      text: `${LABS} [1]`,
      passages: numbered([LABS], 'text'),
    };
    const signal = new AbortController().signal;
    const [low, high] = await Promise.all(
      [0.1, 0.9].map((coverage) => verifier.verify({ ...written, coverage }, signal)),
    );
    expect(low?.confidence).toBeLessThan(high?.confidence ?? 0);
  });

  it('takes back that the sources answer when no sentence is supported by them', async () => {
    const verify = async () => ({ verdicts: [{ ...verdict, verdict: 'unsupported' as const }] });
    const { result } = await askBench(answerBench(writing, undefined, undefined, { verify }).service);
    expect(result).toMatchObject({ status: 'partly', support: { supported: 0, partly: 0, unsupported: 1 } });
  });

  it.each([
    ['hangs', () => new Promise<never>(() => {}), 'late'],
    ['throws', () => Promise.reject(new TypeError('bug')), 'failed'],
  ])('that %s leaves the answer unchecked and says so', async (_what, check, outcome) => {
    const { service } = answerBench(writing, undefined, undefined, { verify: check });
    const { result } = await askBench(service);
    expect(limitCodes(result)).toEqual(['verify-failed']);
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
    const whole = answerBench(model, undefined, undefined, undefined, made);
    const { result } = await askBench(whole.service, { conversation: CONVERSATION });
    expect(result.trace).toBe('1'.repeat(32));
    await askBench(whole.service, {}, () => {}, AbortSignal.abort());
    whole.finder.search = () => Promise.reject(new Failure('unavailable', 'Not now.'));
    await expect(askBench(whole.service)).rejects.toThrow('Not now.');
    expect(finished.map(({ ending, failure }) => [ending, failure])).toEqual([
      ['complete', undefined],
      ['stopped', undefined],
      ['failed', 'unavailable'],
    ]);
    expect(finished[0]).toMatchObject({
      query: QUESTION,
      conversation: CONVERSATION,
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
