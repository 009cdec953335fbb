import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import type { SearchInput } from '../../../src-contract/search.ts';
import { installClient } from '../../lib/client.ts';
import { anUnderstoodQuery, aPassage } from '../../testing/builders.ts';
import { createInMemoryClient } from '../../testing/in-memory-client.ts';
import { changeText, findNow, moveSelection, resetQuick, useQuick } from './quick-store.ts';

function searchWith(answer: (input: SearchInput) => Promise<void>, count = 2): void {
  const query = async (input: SearchInput) => {
    await answer(input);
    const results = Array.from({ length: count }, () => aPassage({ snippet: input.text, highlights: [] }));
    return { results, timings: {}, mode: 'hybrid' as const, searched: 1, query: anUnderstoodQuery(input.text) };
  };
  installClient(createInMemoryClient({ search: { query } }));
}

describe('quick ask', () => {
  beforeEach(resetQuick);

  it('searches once typing rests', async () => {
    vi.useFakeTimers();
    const searched: string[] = [];
    searchWith(async ({ text }) => void searched.push(text));
    changeText('w');
    changeText('wo');
    changeText('words ');
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect(searched).toEqual(['words']);
    expect(useQuick.getState().found?.text).toBe('words');
  });

  it('never shows the passages of words that were typed over', async () => {
    const gate = Promise.withResolvers<void>();
    searchWith(({ text }) => (text === 'old' ? gate.promise : Promise.resolve()));
    changeText('old');
    const overtaken = findNow();
    changeText('new');
    await findNow();
    gate.resolve();
    await overtaken;
    expect(useQuick.getState().found?.text).toBe('new');
  });

  it('keeps what was found while the next search runs, and when it fails', async () => {
    searchWith(async ({ text }) => {
      if (text === 'worse') throw new Failure('unavailable', 'Not now.');
    });
    changeText('words');
    await findNow();
    changeText('worse');
    expect(useQuick.getState().found?.text).toBe('words');
    await findNow();
    expect(useQuick.getState()).toMatchObject({ found: { text: 'words' }, failure: { code: 'unavailable' } });
    changeText('');
    await findNow();
    expect(useQuick.getState()).toMatchObject({ found: undefined, failure: undefined });
  });

  it('walks through the passages and no further, and starts at the field again with other words', async () => {
    searchWith(async () => {}, 2);
    changeText('words');
    await findNow();
    const places = [1, 1, 1, -1, -1, -1].map((by) => {
      moveSelection(by as 1 | -1);
      return useQuick.getState().selected;
    });
    expect(places).toEqual([0, 1, 1, 0, -1, -1]);
    moveSelection(1);
    changeText('others');
    expect(useQuick.getState().selected).toBe(-1);
  });

  it('lets an answer go when other words are typed, and keeps it when only blanks are', () => {
    useQuick.setState({ text: 'Why?', asked: { question: 'Why?' } });
    changeText('Why? ');
    expect(useQuick.getState().asked).toEqual({ question: 'Why?' });
    changeText('Why not?');
    expect(useQuick.getState().asked).toBeUndefined();
  });
});
