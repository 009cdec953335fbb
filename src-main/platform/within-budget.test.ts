import { expect, test } from 'vitest';
import { virtualClock } from '../testing/virtual-clock.ts';
import { withinBudget } from './within-budget.ts';

const never = new AbortController().signal;
const forEver = () => new Promise<never>(() => {});

test('work in time gives its value and leaves no sleeper behind', async () => {
  const clock = virtualClock();
  const timed = await withinBudget({ clock, budgetMs: 1000, signal: never }, async () => {
    await clock.sleep(40);
    return 'value';
  });
  expect(timed).toEqual({ outcome: 'done', value: 'value' });
  await clock.sleep(1);
  expect(clock.now()).toBe(41);
});

test('work that is late is told to stop and not waited for', async () => {
  const clock = virtualClock();
  let wasStopped = false;
  const timed = await withinBudget({ clock, budgetMs: 1000, signal: never }, (signal) => {
    signal.addEventListener('abort', () => {
      wasStopped = true;
    });
    return forEver();
  });
  expect(timed).toEqual({ outcome: 'late' });
  expect({ wasStopped, now: clock.now() }).toEqual({ wasStopped: true, now: 1000 });
});

test('work that throws, at once or later, has failed; none is begun without time', async () => {
  const clock = virtualClock();
  const thrown = new TypeError('broken');
  const failing = (): Promise<string> => {
    throw thrown;
  };
  expect(await withinBudget({ clock, budgetMs: 5, signal: never }, failing)).toEqual({ outcome: 'failed', thrown });
  expect(await withinBudget({ clock, budgetMs: 5, signal: never }, () => Promise.reject(thrown))).toEqual({
    outcome: 'failed',
    thrown,
  });
  expect(await withinBudget({ clock, budgetMs: 0, signal: never }, failing)).toEqual({ outcome: 'late' });
});

test('a caller who withdraws is let go at once', async () => {
  const clock = virtualClock();
  const caller = new AbortController();
  const running = withinBudget({ clock, budgetMs: 1e9, signal: caller.signal }, forEver);
  caller.abort();
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  await expect(withinBudget({ clock, budgetMs: 5, signal: caller.signal }, forEver)).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(clock.now()).toBe(0);
});
