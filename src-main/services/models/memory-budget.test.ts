import { expect, test } from 'vitest';
import { createMemoryBudget, type ModelHolder } from './memory-budget.ts';

/** A machine of so many bytes, with holders that load and rest. */
function machine(totalBytes: number) {
  const held = new Map<string, number>();
  const busy = new Set<string>();
  const budget = createMemoryBudget(() => totalBytes - [...held.values()].reduce((sum, one) => sum + one, 0));
  const add = (name: string) => {
    const holder: ModelHolder = {
      isIdle: () => held.has(name) && !busy.has(name),
      rest: () => void (busy.has(name) || held.delete(name)),
    };
    const ask = budget.join(holder);
    return (sizeBytes: number): void => {
      ask(sizeBytes);
      held.set(name, sizeBytes);
    };
  };
  return { held, busy, budget, add };
}

test('a model that rests makes room, the longest unasked first, and no more than is needed', () => {
  const { held, budget, add } = machine(10);
  const [chat, embed, rank] = [add('chat'), add('embed'), add('rank')];
  embed(3);
  rank(3);
  chat(5);
  expect([...held.keys()]).toEqual(['rank', 'chat']);
  expect(budget.availableBytes()).toBe(10);
  embed(2);
  expect([...held.keys()]).toEqual(['rank', 'chat', 'embed']);
});

test('a model in use is never unloaded for another', () => {
  const { held, busy, add } = machine(10);
  const [chat, embed] = [add('chat'), add('embed')];
  embed(6);
  busy.add('embed');
  chat(8);
  expect(held.has('embed')).toBe(true);
});

test('with room for all nobody rests', () => {
  const { held, add } = machine(100);
  for (const [at, load] of [add('chat'), add('embed'), add('rank')].entries()) load(at + 10);
  expect(held.size).toBe(3);
});
