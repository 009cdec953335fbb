import { expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { beforeTimeout, createTurnstile, rejectOnAbort } from './waiting.ts';

const never = new Promise<string>(() => {});
const late = (): Failure => new Failure('unavailable', 'Late');
const free = new AbortController().signal;

it('gives up waiting when time is over or the caller aborts', async () => {
  expect(await beforeTimeout(Promise.resolve('on time'), 10_000, late)).toBe('on time');
  await expect(beforeTimeout(never, 1, late)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(rejectOnAbort(never, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  await expect(rejectOnAbort(Promise.reject(late()), free)).rejects.toMatchObject({ code: 'unavailable' });
});

it('lets callers in one after another, passing over those who left the queue', async () => {
  const takeTurn = createTurnstile();
  const entered: string[] = [];
  const leaveFirst = await takeTurn(free);
  const controller = new AbortController();
  const second = takeTurn(controller.signal);
  const third = takeTurn(free).then((leave) => {
    entered.push('third');
    return leave;
  });
  controller.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  expect(entered).toEqual([]);
  leaveFirst();
  (await third)();
  expect(entered).toEqual(['third']);
});
