import { expect, test } from 'vitest';
import type { BackupFile } from '../../../src-contract/backup.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { NewRecovery } from '../../../src-contract/recovery.ts';
import { silentLog } from '../../platform/log.ts';
import { type BackupScheduleDeps, createBackupSchedule } from './backup-schedule.ts';

const HOUR = 3_600_000;

/** Backups in memory, and a clock that tests turn. */
function aSchedule(change: Partial<BackupScheduleDeps> = {}) {
  const state = { now: Date.UTC(2026, 2, 1), files: [] as BackupFile[], recoveries: [] as NewRecovery[] };
  const latestFirst = () => [...state.files].sort((one, other) => other.createdAt.localeCompare(one.createdAt));
  const add = (kind: BackupFile['kind']) =>
    state.files.push({ file: `${kind} ${state.files.length}`, kind, createdAt: iso(state.now), sizeBytes: 1 });
  const schedule = createBackupSchedule({
    settings: () => ({ every: 'daily', keep: 3 }),
    list: async () => latestFirst(),
    create: async () => add('scheduled'),
    remove: async (file) => {
      state.files = state.files.filter((known) => known.file !== file);
    },
    isWorthwhile: () => Promise.resolve(true),
    recovered: (recovery) => state.recoveries.push(recovery),
    now: () => new Date(state.now),
    log: silentLog,
    ...change,
  });
  return { schedule, state, add };
}

const iso = (time: number): string => new Date(time).toISOString();

test('one is written when it is due, and only the newest are kept; those of other kinds stay', async () => {
  const { schedule, state, add } = aSchedule();
  add('manual');
  add('before-migration');
  for (let hour = 0; hour < 24 * 10; hour++) {
    await schedule.look();
    state.now += HOUR;
  }
  const kinds = state.files.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'scheduled')).toHaveLength(3);
  expect(kinds).toContain('manual');
  expect(kinds).toContain('before-migration');
  const newest = state.files.at(-1);
  expect(Date.parse(newest?.createdAt ?? '')).toBeGreaterThanOrEqual(state.now - 25 * HOUR);
  expect((await schedule.status()).dueAt).toBe(iso(Date.parse(newest?.createdAt ?? '') + 24 * HOUR));
});

test('off, or with nothing to back up, none is written', async () => {
  for (const change of [
    { settings: () => ({ every: 'off' as const, keep: 3 }) },
    { isWorthwhile: () => Promise.resolve(false) },
  ]) {
    const { schedule, state } = aSchedule(change);
    await schedule.look();
    expect(state.files).toEqual([]);
    expect((await schedule.status()).dueAt).toBeUndefined();
  }
});

test('a failure is told once, shown, and forgotten when one succeeds; nothing is pruned meanwhile', async () => {
  let isFull = true;
  const { schedule, state, add } = aSchedule({
    create: async () => {
      if (isFull) throw new Failure('exhausted', 'The disk is full.');
      add('scheduled');
    },
  });
  for (let day = 0; day < 5; day++) add('scheduled');
  state.now += 48 * HOUR;
  await schedule.look();
  await schedule.look();
  expect(state.recoveries).toMatchObject([{ kind: 'backup-failed', message: expect.stringContaining('disk is full') }]);
  expect(await schedule.status()).toMatchObject({ failure: 'The disk is full.' });
  expect(state.files).toHaveLength(5);
  isFull = false;
  await schedule.look();
  expect((await schedule.status()).failure).toBeUndefined();
  expect(state.files).toHaveLength(3);
});

test('a backup from the future, of a clock that was wrong, does not put the next one off for years', async () => {
  const { schedule, state, add } = aSchedule();
  state.now += 365 * 24 * HOUR;
  add('scheduled');
  state.now -= 365 * 24 * HOUR;
  expect((await schedule.status()).dueAt).toBe(iso(state.now + 24 * HOUR));
});
