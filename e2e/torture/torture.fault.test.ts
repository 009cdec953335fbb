import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { HANG_MS } from './trial.ts';
import { TRIALS } from './trials.ts';

/** A small seeded slice; the whole is `npm run torture`. Tries, of each. */
const SLICE: Readonly<Record<string, number>> = {
  kills: 6,
  operations: 4,
  'flips-index': 20,
  'flips-records': 400,
  'flips-catalog': 8,
  'flips-passages': 40,
  'flips-backup': 6,
  swaps: 10,
  restores: 3,
  aborts: 3,
};

test.each(TRIALS.map((trial) => [trial.name, trial] as const))(
  'a slice of %s loses nothing and answers nothing wrong',
  async (name, { run }) => {
    const { ran, violations } = await run({ seed: 1, count: SLICE[name] ?? 1, until: Number.POSITIVE_INFINITY });
    expect(violations).toEqual([]);
    expect(ran).toBeGreaterThan(0);
  },
  HANG_MS + 120_000, // so that a hang is told as one; operations took 55 s at nice 10 on two cores with a load of 11
);

test.each([
  { args: ['--help'], status: 0, says: 'aborts' },
  { args: ['--only', 'kills,keels'], status: 2, says: 'There is no trial "keels".' },
  { args: ['--fast'], status: 2, says: "Unknown option '--fast'" },
])('torture with $args says what there is, without a stack', ({ args, status, says }) => {
  const ran = spawnSync(process.execPath, [fileURLToPath(new URL('run.ts', import.meta.url)), ...args], {
    encoding: 'utf8',
  });
  expect(ran).toMatchObject({ status, [status === 0 ? 'stdout' : 'stderr']: expect.stringContaining(says) });
  expect(ran.stderr).not.toContain('    at ');
});
