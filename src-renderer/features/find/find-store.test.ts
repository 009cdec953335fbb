import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import type { SearchInput } from '../../../src-contract/search.ts';
import { installClient } from '../../lib/client.ts';
import { anUnderstoodQuery, aPassage } from '../../testing/builders.ts';
import { createInMemoryClient } from '../../testing/in-memory-client.ts';
import { searchNow, useFind } from './find-store.ts';

const initial = useFind.getInitialState();

function searchWith(answer: (input: SearchInput) => Promise<void>): void {
  const query = async (input: SearchInput) => {
    await answer(input);
    const results = [aPassage({ snippet: input.text, highlights: [] })];
    return { results, timings: {}, mode: 'hybrid' as const, searched: 1, query: anUnderstoodQuery(input.text) };
  };
  installClient(createInMemoryClient({ search: { query } }));
}

describe('searching', () => {
  beforeEach(() => useFind.setState(initial, true));

  it('drops the answer of a search that was overtaken', async () => {
    const gate = Promise.withResolvers<void>();
    searchWith((input) => (input.text === 'old' ? gate.promise : Promise.resolve()));
    useFind.setState({ text: 'old' });
    const overtaken = searchNow();
    useFind.setState({ text: 'new' });
    await searchNow();
    gate.resolve();
    await overtaken;
    expect(useFind.getState().outcome?.text).toBe('new');
  });

  it('asks only where the filters say', async () => {
    const scopes: unknown[] = [];
    searchWith(async (input) => void scopes.push(input.scope));
    useFind.setState({ text: 'words', kinds: ['pdf'] });
    await searchNow();
    expect(scopes).toEqual([{ kinds: ['pdf'] }]);
  });

  it('keeps what was found when a later search fails, and tells the failure', async () => {
    searchWith(async ({ text }) => {
      if (text === 'bad') throw new Failure('unavailable', 'Not now');
    });
    useFind.setState({ text: 'good' });
    await searchNow();
    useFind.setState({ text: 'bad' });
    await searchNow();
    expect(useFind.getState()).toMatchObject({ outcome: { text: 'good' }, failure: { code: 'unavailable' } });
  });

  it('shows nothing for an empty field', async () => {
    searchWith(async () => {});
    useFind.setState({ text: 'words' });
    await searchNow();
    useFind.setState({ text: '  ' });
    await searchNow();
    expect(useFind.getState().outcome).toBeUndefined();
  });
});
