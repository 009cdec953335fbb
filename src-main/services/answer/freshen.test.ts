import { describe, expect, it } from 'vitest';
import { sourceIdSchema } from '../../../src-contract/ids.ts';
import type { Passage } from '../../../src-contract/passage.ts';
import { systemClock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/log.ts';
import { askBench, benchSettings, CONVERSATION, EXAM, LABS } from '../../testing/answer-bench.ts';
import { fakeConversations, fakeFinder } from '../../testing/answer-fakes.ts';
import { startAnswer } from './answer-in-progress.ts';
import { createAnswerService } from './answer-service.ts';
import { beginCheckouts, freshen, tellCheckouts } from './freshen.ts';
import type { SourceFreshness } from './ports.ts';

const idOf = (letter: string) => sourceIdSchema.parse(`source00000000000000${letter}`);
const passages = ['a', 'b', 'b', 'c', 'd'].map((letter) => ({ source: { id: idOf(letter) } }) as Passage);

async function run(changed: readonly string[], gone: readonly string[], reread: SourceFreshness['reread']) {
  const answer = startAnswer('?', systemClock);
  const freshness: SourceFreshness = {
    findStale: async () => ({ changed: changed.map(idOf), gone: gone.map(idOf) }),
    checkouts: async () => [],
    reread,
  };
  const signal = new AbortController().signal;
  const deps = { freshness, clock: systemClock, log: silentLog };
  const { isReread, limits } = await freshen(deps, { answer, passages }, signal);
  return { isReread, codes: limits.map(({ code }) => code), findings: answer.findings.freshness };
}

describe('the files behind an answer', () => {
  const done = async (): Promise<void> => {};

  it('are as they were', async () => {
    const { isReread, codes, findings } = await run([], [], done);
    expect({ isReread, codes }).toEqual({ isReread: false, codes: [] });
    expect(findings).toMatchObject({ sources: 4, stale: 0, reindexed: 0 });
  });

  it('are read anew when few changed', async () => {
    const read: string[] = [];
    const result = await run(['a', 'b'], [], async (ids) => void read.push(...ids));
    expect(read).toEqual([idOf('a'), idOf('b')]);
    expect(result).toMatchObject({ isReread: true, codes: [], findings: { stale: 2, reindexed: 2 } });
  });

  it('are only named when many changed, are gone or cannot be read', async () => {
    const many = await run(['a', 'b', 'c', 'd'], [], done);
    expect(many).toMatchObject({ isReread: false, codes: ['sources-stale'], findings: { stale: 4, reindexed: 0 } });
    const gone = await run(['a'], ['b'], done);
    expect(gone).toMatchObject({ isReread: true, codes: ['sources-stale'], findings: { stale: 2, reindexed: 1 } });
    const failing = await run(['a'], [], async () => {
      throw new Error('unreadable');
    });
    expect(failing).toMatchObject({ isReread: false, codes: ['sources-stale'], findings: { reindexed: 0 } });
  });
});

describe('the git checkouts of an answer', () => {
  const checkout = { root: '/code', commit: 'a'.repeat(40), changed: 3 };
  const signal = new AbortController().signal;

  async function told(checkouts: SourceFreshness['checkouts']) {
    const answer = startAnswer('?', systemClock);
    const freshness = { findStale: async () => ({ changed: [], gone: [] }), checkouts, reread: async () => {} };
    const deps = { freshness, clock: systemClock, log: silentLog };
    await freshen(deps, { answer, passages }, signal);
    beginCheckouts(deps, { answer, passages }, signal);
    await tellCheckouts(systemClock, answer, signal);
    return answer.findings.freshness;
  }

  it('stand in its receipt', async () => {
    expect(await told(async () => [checkout])).toMatchObject({ sources: 4, checkouts: [checkout] });
  });

  it.each([false, true])(
    'are looked at when all is found and read, also where only that was wanted: %s',
    async (searchOnly) => {
      const steps: string[] = [];
      const finder = fakeFinder([LABS, EXAM]);
      const service = createAnswerService({
        search: {
          ...finder,
          search(...asked) {
            steps.push('search');
            return finder.search(...asked);
          },
        },
        coverage: { unreadPages: async () => [] },
        conversations: fakeConversations(CONVERSATION),
        pickGenerator: async () => ({}),
        settings: () => benchSettings,
        freshness: {
          findStale: async ([changed]) => ({ changed: changed === undefined ? [] : [changed], gone: [] }),
          reread: async () => void steps.push('reread'),
          async checkouts() {
            steps.push('checkouts');
            return [checkout];
          },
        },
        log: silentLog,
      });
      const { result } = await askBench(service, { searchOnly });
      expect(steps).toEqual(['search', 'reread', 'search', 'checkouts']);
      expect(result.freshness).toMatchObject({ stale: 1, reindexed: 1, checkouts: [checkout] });
    },
  );

  it('are left out where there are none, where they cannot be read, and where that takes too long', async () => {
    expect(await told(async () => [])).not.toHaveProperty('checkouts');
    expect(await told(() => Promise.reject(new Error('unreadable')))).not.toHaveProperty('checkouts');
    expect(await told(() => new Promise(() => {}))).toMatchObject({ sources: 4 });
  });
});
