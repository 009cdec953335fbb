import { Failure } from '../../../src-contract/failure.ts';
import type { ModelStep } from '../../../src-contract/models.ts';

/** One way to run a model; each further one asks less of the machine. */
export interface Rung {
  readonly name: ModelStep;
  /** Layers on a graphics card: as many as fit, half of them, none. */
  readonly gpu: 'auto' | 'half' | 'off';
  /** Of the context that was asked for. */
  readonly contextShare: number;
  /** Numbers of keys and values: 16 bits, or 8 with a scale for each 32. */
  readonly cache: 'f16' | 'q8';
}

/** From what is best to what runs nearly everywhere; behind it stands the extractive generator. */
export const LADDER: readonly Rung[] = [
  { name: 'usual', gpu: 'auto', contextShare: 1, cache: 'f16' },
  { name: 'fewer-layers', gpu: 'half', contextShare: 1, cache: 'f16' },
  { name: 'half-context', gpu: 'half', contextShare: 0.5, cache: 'f16' },
  { name: 'small-cache', gpu: 'half', contextShare: 0.5, cache: 'q8' },
  { name: 'processor', gpu: 'off', contextShare: 1, cache: 'f16' },
  { name: 'processor-half', gpu: 'off', contextShare: 0.5, cache: 'f16' },
  { name: 'processor-least', gpu: 'off', contextShare: 0.25, cache: 'q8' },
];

/** Where a graphics card, the usual reason of a crash, is left alone and the context is still whole. */
export const FIRST_ON_PROCESSOR = LADDER.findIndex(({ gpu }) => gpu === 'off');
/** Reasons to load a model that another way of running it can do away with; a broken file stays broken. */
const CURABLE = new Set(['model/too-large', 'model/context', 'model/crashed']);
/** One crash on the processor may come from outside, or from memory that others took; it says nothing of the context. */
const CRASHES_BEFORE_LESS = 2;

/** Whether `thrown` says that the process ended, by itself or by force. */
export const isCrash = (thrown: unknown): boolean => thrown instanceof Failure && thrown.reason === 'model/crashed';

/**
 * The step to try after a load that failed; undefined when no other helps.
 *
 * @param crashes how often the process ended in this attempt to load, this time included
 */
export function stepAfterFailure(step: number, thrown: unknown, crashes = 0): number | undefined {
  if (!(thrown instanceof Failure) || thrown.reason === undefined || !CURABLE.has(thrown.reason)) return undefined;
  // Drivers are the usual reason of a crash; what was too large is made smaller bit by bit.
  if (isCrash(thrown) && step < FIRST_ON_PROCESSOR) return FIRST_ON_PROCESSOR;
  if (isCrash(thrown) && crashes < CRASHES_BEFORE_LESS) return step;
  return step + 1 < LADDER.length ? step + 1 : undefined;
}

/**
 * The step for the next question after a crash while writing: away from the graphics card.
 *
 * On the processor it stays: the crash may have come from outside, and with less context the next question might not fit.
 */
export function stepAfterCrash(step: number, isOnGpu: boolean): number {
  return isOnGpu ? Math.max(step, FIRST_ON_PROCESSOR) : step;
}
