import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { modelStepSchema } from '../../../src-contract/models.ts';
import { silentLog } from '../../platform/log.ts';
import { FIRST_ON_PROCESSOR, LADDER, stepAfterCrash, stepAfterFailure } from './ladder.ts';
import { createModelSteps } from './model-steps.ts';

const failure = (reason: string) => new Failure('unavailable', 'x', { reason });

test('the ladder has every step once, and each asks no more of the graphics card than the one before', () => {
  expect(LADDER.map(({ name }) => name)).toEqual(modelStepSchema.options);
  const cards = LADDER.map(({ gpu }) => ['auto', 'half', 'off'].indexOf(gpu));
  expect(cards).toEqual(cards.toSorted());
});

test('what is too large goes down step by step to the end, a crash leaves the graphics card at once', () => {
  const steps: (number | undefined)[] = [];
  for (let step: number | undefined = 0; step !== undefined; ) {
    step = stepAfterFailure(step, failure('model/too-large'));
    steps.push(step);
  }
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, undefined]);
  expect(LADDER[stepAfterFailure(0, failure('model/crashed'))!]).toMatchObject({ name: 'processor' });
  const [first, last] = [FIRST_ON_PROCESSOR, LADDER.length - 1];
  expect([1, 2, 3].map((crashes) => stepAfterFailure(first, failure('model/crashed'), crashes))).toEqual([
    first, // the first may come from outside
    first + 1,
    first + 1,
  ]);
  expect(stepAfterFailure(last, failure('model/crashed'), 4)).toBeUndefined();
  expect(stepAfterFailure(0, failure('model/broken'))).toBeUndefined();
  expect(stepAfterFailure(0, new Error('other'))).toBeUndefined();
});

test('a crash while writing leaves the graphics card, and changes nothing on the processor', () => {
  expect(LADDER[stepAfterCrash(0, true)]?.name).toBe('processor');
  expect(stepAfterCrash(0, false)).toBe(0);
  expect(stepAfterCrash(LADDER.length - 1, false)).toBe(LADDER.length - 1);
});

test('the step that worked is remembered for the file and a day, and a damaged memory is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-steps-'));
  const [file, model] = [join(folder, '.steps.json'), join(folder, 'größe.gguf')];
  writeFileSync(model, 'one');
  const steps = createModelSteps(() => file, silentLog);
  expect(await steps.get(model)).toBe(0);
  await steps.set(model, 5);
  const afterHours = (hours: number) =>
    createModelSteps(
      () => file,
      silentLog,
      () => new Date(Date.now() + hours * 3600_000),
    );
  expect(await afterHours(1).get(model)).toBe(5);
  await afterHours(23).set(model, 5); // needed again, which makes it no younger
  expect(await afterHours(25).get(model)).toBe(0);
  expect(await steps.get(model)).toBe(5);
  writeFileSync(model, 'another');
  expect(await steps.get(model)).toBe(0);
  writeFileSync(file, '{"format":2,"steps":');
  expect(await steps.get(model)).toBe(0);
  rmSync(folder, { recursive: true });
});
