import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longer is taken for a hang, in milliseconds. A guess, large because trials run below everything else on a busy machine. */
export const HANG_MS = 300_000;

/** What a trial is given. */
export interface TrialOptions {
  readonly seed: number;
  /** How many times to try, unless time runs out first. */
  readonly count: number;
  /** `performance.now()` at which to stop. */
  readonly until: number;
}

/** What a trial did; any violation fails the run. */
export interface Outcome {
  readonly ran: number;
  /** How the tries ended, by name. */
  readonly ends: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

/** Collects the ends of tries. */
export interface Tally {
  end(name: string): void;
  violate(sentence: string): void;
  ran(): number;
  outcome(): Outcome;
}

export function createTally(): Tally {
  const ends: Record<string, number> = {};
  const violations: string[] = [];
  let ran = 0;
  return {
    end(name) {
      ran++;
      ends[name] = (ends[name] ?? 0) + 1;
    },
    violate(sentence) {
      violations.push(sentence);
    },
    ran: () => ran,
    outcome: () => ({ ran, ends, violations }),
  };
}

/** A whole number below `limit`. */
export const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

/** The same things in a random order (Fisher and Yates). */
export function shuffled<T>(things: readonly T[], random: () => number): T[] {
  const order = [...things];
  for (let last = order.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-torture-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `bytes` with one bit changed. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
