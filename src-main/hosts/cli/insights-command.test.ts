import { expect, test } from 'vitest';
import { type InsightsSummary, insightsSummarySchema } from '../../../src-contract/insights.ts';
import { answerTraceSchema } from '../../../src-contract/traces.ts';
import { aTrace } from '../../testing/a-trace.ts';
import { anInsightsSummary } from '../../testing/an-insights-summary.ts';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';

function answering(summary: InsightsSummary): FakeLibrary {
  const library = createFakeLibrary();
  const insights: FakeLibrary['handlers']['insights'] = {
    async summary(input) {
      library.calls.push({ method: 'insights.summary', input });
      return summary;
    },
    shown: async () => ({}),
    trace: async ({ trace }) => aTrace({ trace, limits: ['vector-late'], tokensOut: 40, tokensPerSecond: 12.34 }),
  };
  return { ...library, handlers: { ...library.handlers, insights } };
}

test('tells latency, objectives and the slowest answers of the days asked for', async () => {
  const library = answering(anInsightsSummary());
  const { stdout, exitCode } = await runTestCli(library, ['insights', '--days', '3']);
  expect(exitCode).toBe(0);
  expect(library.calls.at(-1)).toEqual({ method: 'insights.summary', input: { days: 3, limit: 10 } });
  expect(stdout).toMatch(/^Answers of the last 3 days$/m);
  expect(stdout).toMatch(/^retrieval +12 +40 ms +210 ms +230 ms$/m);
  expect(stdout).toMatch(/^missed +retrieval +210 ms, p95 at most 150 ms$/m);
  expect(stdout).toMatch(/^met +availability +100\.0 %, at least 99\.5 %$/m);
  expect(stdout).toMatch(/2\.5 s +[0-9a-f]{32} +When does it open\?/);
});

test('says so when there is nothing to tell', async () => {
  const none = anInsightsSummary({ answers: { ...anInsightsSummary().answers, total: 0 } });
  expect((await runTestCli(answering(none), ['insights'])).stdout).toContain('nothing to tell yet');
});

test('prints the shapes of the contract as JSON', async () => {
  const library = answering(anInsightsSummary());
  const told = await runTestCli(library, ['insights', '--json']);
  expect(insightsSummarySchema.parse(told.json[0])).toEqual(anInsightsSummary());
  const id = '0af7651916cd43dd8448eb211c80319c';
  const traced = await runTestCli(library, ['trace', id, '--json']);
  expect(answerTraceSchema.parse(traced.json[0])).toMatchObject({ trace: id });
});

test('shows the stages of one answer', async () => {
  const { stdout } = await runTestCli(answering(anInsightsSummary()), ['trace', '0AF7651916CD43DD8448EB211C80319C']);
  expect(stdout).toMatch(/Held back by +vector-late/);
  expect(stdout).toMatch(/^ +lexical +4\.0 ms$/m);
  expect(stdout).toMatch(/^ +rerank +skipped, 0\.0 ms$/m);
  expect(stdout).toMatch(/40 out, 12\.3 a second/);
});

test('an id that is none is refused before anything is opened', async () => {
  const { exitCode, stderr } = await runTestCli(answering(anInsightsSummary()), ['trace', 'last']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('trace');
});
