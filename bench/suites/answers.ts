import { createOpenClient } from '../../src-main/open-client.ts';
import { compare, type Goal, judge, type Measurement, quantiles } from '../measure.ts';
import type { Setting } from '../setting.ts';

/**
 * From a question to an answer of the sources' own sentences, checked, over a library that is there; no peer does that.
 *
 * All of it: freshness of the sources, search, choosing sentences, citations, their checks, and the trace on disk.
 */
export async function measureAnswers(
  setting: Setting,
  library: string,
  question: (at: number) => string,
  goal: Goal | null,
): Promise<Measurement> {
  const set = { 'answer.generator': 'extractive' };
  const { client, close } = await createOpenClient(setting.app)({ command: 'bench', needsLibrary: true, library, set });
  const stages: Record<string, number[]> = {};
  const measured = await compare(
    {
      name: 'carrel',
      buildSeconds: 0,
      facts: () =>
        Object.fromEntries(Object.entries(stages).map(([stage, times]) => [`${stage}Ms`, quantiles(times).p50])),
      answer: async (at) => {
        const stream = client.answer.ask({ question: question(at) });
        for await (const _event of stream);
        const result = await stream.result;
        for (const { stage, ms } of result.stages ?? []) stages[stage] = [...(stages[stage] ?? []), ms];
        return result.citations.map(({ number }) => number);
      },
      close,
    },
    [],
    setting,
  );
  const common = { name: 'question to an answer of quotes', unit: 'ms', better: 'lower' } as const;
  return judge({ ...common, ...measured }, goal);
}
