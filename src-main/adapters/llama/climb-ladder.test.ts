import { expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { silentLog } from '../../platform/log.ts';
import { createLadderClimber } from './climb-ladder.ts';
import type { InferenceReply, InferenceRequest } from './inference-messages.ts';
import type { InferenceProcess } from './inference-process.ts';
import { LADDER } from './ladder.ts';
import { createForgetfulSteps } from './model-steps.ts';

const WANTED = { modelPath: 'model.gguf', contextTokens: 2048 };
const MINUTES = 60_000;

/** A process of which each load fails with the next of `reasons`, and works when there is none. */
function childThat(...reasons: string[]): InferenceProcess & { readonly asked: number[] } {
  return childWith({ trained: 8192, given: Infinity }, ...reasons);
}

/** One whose model was made for `trained` tokens, on a machine that has memory for `given`. */
function childWith(
  has: { trained: number; given: number },
  ...reasons: string[]
): InferenceProcess & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    send(request) {
      const { contextTokens } = request as Extract<InferenceRequest, { kind: 'load' }>;
      asked.push(contextTokens);
      const reason = reasons.shift();
      const next = async (): Promise<InferenceReply> => {
        if (reason !== undefined) throw new Failure('unavailable', reason, { reason });
        const [trainContextTokens, gpu] = [has.trained, false];
        return {
          kind: 'loaded',
          id: 1,
          contextTokens: Math.min(contextTokens, ...Object.values(has)),
          trainContextTokens,
          gpu,
        };
      };
      return { id: 1, next, forget: () => {} };
    },
    stop() {},
    pid: () => 1,
    end() {},
  };
}

function climberOver(child: InferenceProcess, retryMs = MINUTES) {
  const steps = createForgetfulSteps();
  return { steps, ...createLadderClimber({ child, steps, log: silentLog, retryMs }) };
}

const isWanted = (): boolean => true;
const crash = 'model/crashed';
const nameOf = ({ step }: { step: number }) => LADDER[step]?.name;

test('a crash or two while loading cost a model none of its context', async () => {
  const child = childThat(crash);
  const { climb, steps } = climberOver(child);
  expect(await climb(WANTED, isWanted)).toMatchObject({ contextTokens: 2048 });
  expect(child.asked).toEqual([2048, 2048]);

  const again = climberOver(childThat(crash));
  await again.steps.set(WANTED.modelPath, LADDER.length - 3);
  expect(nameOf(await again.climb(WANTED, isWanted))).toBe('processor');
  expect(await steps.get(WANTED.modelPath)).toBe(0);
});

test('a context that crashes cut short is kept in memory for a while, not for later, and left when nothing fits', async () => {
  const child = childThat(crash, crash);
  const { climb, proved, forget, steps } = climberOver(child);
  const short = await climb(WANTED, isWanted);
  expect(nameOf(short)).toBe('processor-half');
  expect(proved(WANTED.modelPath, short)).toBe(short);
  expect(await steps.get(WANTED.modelPath)).toBe(0);
  expect(nameOf(await climb(WANTED, isWanted))).toBe('processor-half');
  await forget(WANTED.modelPath);
  expect(await climb(WANTED, isWanted)).toMatchObject({ contextTokens: 2048, until: Infinity });
});

test('a context is cut by the way it runs or for want of memory, not by what the model was made for', async () => {
  const load = async (child: InferenceProcess) => (await climberOver(child).climb(WANTED, isWanted)).isCut;
  expect(await load(childThat())).toBe(false);
  expect(await load(childThat(crash, crash))).toBe(true);
  expect(await load(childWith({ trained: 8192, given: 1024 }))).toBe(true);
  expect(await load(childWith({ trained: 512, given: 4096 }))).toBe(false);
  expect(await load(childWith({ trained: 512, given: 4096 }, crash, crash))).toBe(false);
});

test('after that while the whole context is tried again', async () => {
  const { climb } = climberOver(childThat(crash, crash), 0);
  const short = await climb(WANTED, isWanted);
  expect(short.until).toBeLessThanOrEqual(performance.now());
  expect(nameOf(await climb(WANTED, isWanted))).toBe('usual');
});

test('what memory forbids is remembered, and so is a card that crashed', async () => {
  const tooLarge = climberOver(childThat('model/too-large', 'model/too-large'));
  const half = await tooLarge.climb(WANTED, isWanted);
  tooLarge.proved(WANTED.modelPath, half);
  expect(nameOf({ step: await tooLarge.steps.get(WANTED.modelPath) })).toBe('half-context');

  const card = climberOver(childThat());
  card.crashed(WANTED.modelPath, { contextTokens: 2048, isCut: false, gpu: true, step: 0, until: Infinity });
  const running = await card.climb(WANTED, isWanted);
  expect(card.proved(WANTED.modelPath, running)).toMatchObject({ until: Infinity });
  expect(nameOf({ step: await card.steps.get(WANTED.modelPath) })).toBe('processor');
});

test('when nothing works the first reason is told, and the next question begins at the top', async () => {
  const child = childThat(crash, crash, crash, 'model/context');
  const { climb } = climberOver(child);
  await expect(climb(WANTED, isWanted)).rejects.toMatchObject({ reason: crash });
  expect(child.asked).toEqual([2048, 2048, 1024, 512]);
  expect(nameOf(await climb(WANTED, isWanted))).toBe('usual');
});
