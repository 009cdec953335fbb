import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import type { AnswerStage, StageOutcome } from '../../../src-contract/traces.ts';
import { silentLog } from '../../platform/log.ts';
import { type FakeLists, fakeIndexView } from '../../testing/fake-index-view.ts';
import { virtualClock } from '../../testing/virtual-clock.ts';
import { rankLists } from './rank-chunks.ts';
import { assertSomeList, createSearchStages, searchLists } from './search-lists.ts';

const forEver = () => new Promise<never>(() => {});
const broken = () => Promise.reject(new TypeError('broken'));
const watch = {
  time: <T>(_stage: string, work: () => T) => work(),
  timeAsync: <T>(_: string, work: () => Promise<T>) => work(),
};

async function search(lists: FakeLists, mode: 'hybrid' | 'lexical' | 'vector' = 'hybrid', withinMs = 800) {
  const clock = virtualClock();
  const told: string[] = [];
  const onStage = (stage: AnswerStage) => (outcome: StageOutcome) => void told.push(`${stage} ${outcome}`);
  const stages = createSearchStages(clock, onStage);
  const { view, findMeaning } = fakeIndexView(lists);
  const request = { mode, text: 'word', terms: ['word'], allowed: undefined };
  const tools = { findMeaning, stages, watch, clock, log: silentLog, withinMs };
  const found = await searchLists(view, request, tools, new AbortController().signal);
  assertSomeList(found, stages);
  const { mode: taken, chunks } = rankLists(view, found, request, watch);
  return {
    taken,
    ids: chunks.map(({ id }) => id).toSorted(),
    limits: stages.limits,
    told: told.toSorted(),
    now: clock.now(),
  };
}

describe('lists', () => {
  test('in time are both there', async () => {
    expect(await search({})).toEqual({
      taken: 'hybrid',
      ids: [1, 2, 3],
      limits: [],
      told: ['lexical done', 'vector done'],
      now: 0,
    });
  });

  test.each<[string, FakeLists, object]>([
    ['vectors hang', { vectors: forEver }, { taken: 'lexical', ids: [1, 2], limits: ['vector-late'], now: 800 }],
    [
      'the query is not embedded',
      { meaning: forEver },
      { taken: 'lexical', ids: [1, 2], limits: ['vector-late'], now: 800 },
    ],
    ['vectors fail', { vectors: broken }, { taken: 'lexical', ids: [1, 2], limits: ['vector-failed'], now: 0 }],
    [
      'words fail',
      {
        words() {
          throw new TypeError('broken');
        },
      },
      { taken: 'semantic', ids: [2, 3], limits: ['lexical-failed'], now: 0 },
    ],
  ])('go on without the other when %s', async (_why, lists, expected) => {
    expect(await search(lists)).toMatchObject(expected);
  });

  test('of words are searched even when what came before took all the time', async () => {
    expect(await search({}, 'hybrid', -1)).toMatchObject({ taken: 'lexical', ids: [1, 2], limits: ['vector-late'] });
  });

  test('of words stand in for meaning that cannot be searched', async () => {
    const limit = { limit: 'model-missing' } as const;
    expect(await search({ meaning: async () => limit }, 'vector')).toMatchObject({ taken: 'lexical', ids: [1, 2] });
    expect(await search({ meaning: async () => limit })).toMatchObject({ told: ['lexical done', 'vector skipped'] });
    expect(await search({}, 'vector')).toMatchObject({ taken: 'semantic', ids: [2, 3], told: ['vector done'] });
    expect(await search({ vectors: forEver }, 'lexical')).toMatchObject({ taken: 'lexical', now: 0 });
  });

  test('that are all late or failed are a failure that says so', async () => {
    const words = (): never => {
      throw new Failure('unavailable', 'Not now.');
    };
    await expect(search({ words, vectors: forEver })).rejects.toThrow('Not now.');
    await expect(search({ words, vectors: broken })).rejects.toThrow();
  });
});
