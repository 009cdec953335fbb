import { beforeEach, expect, test } from 'vitest';
import type { BackupSummary } from '../../../src-contract/backup.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { installClient } from '../../lib/client.ts';
import { createInMemoryClient } from '../../testing/in-memory-client.ts';
import { type BackupProgress, dismissBackup, shareOf, startBackup, startRestore, useBackup } from './backup-store.ts';

const SUMMARY: BackupSummary = {
  file: '/b.carrel-backup',
  sizeBytes: 10,
  collections: 1,
  sources: 2,
  chunks: 3,
  conversations: 4,
  seconds: 0.5,
};

beforeEach(() => useBackup.setState({ create: { state: 'idle' }, restore: { state: 'idle' } }));

test('a backup shows its progress and ends with its summary', async () => {
  const seen: unknown[] = [];
  const end = useBackup.subscribe(({ create }) =>
    seen.push(create.state === 'running' ? create.progress : create.state),
  );
  installClient(
    createInMemoryClient({
      backup: {
        async *create(input) {
          expect(input).toEqual({ file: '', overwrite: false });
          yield { type: 'progress', stage: 'catalog', done: 1, total: 2 } as const;
          return SUMMARY;
        },
      },
    }),
  );
  await startBackup({ file: '', overwrite: false });
  end();
  expect(seen).toEqual([undefined, { stage: 'catalog', done: 1, total: 2 }, 'done']);
  expect(useBackup.getState().create).toEqual({ state: 'done', summary: SUMMARY });
  dismissBackup('create');
  expect(useBackup.getState().create.state).toBe('idle');
});

test('a failure stays, to be shown where it belongs', async () => {
  const failure = new Failure('conflict', 'exists already', { reason: 'backup/target-exists' });
  installClient(
    createInMemoryClient({
      backup: {
        // biome-ignore lint/correctness/useYield: it fails before its first item
        async *restore() {
          throw failure;
        },
      },
    }),
  );
  await startRestore({ file: '/b', into: '/l' });
  expect(useBackup.getState().restore).toEqual({ state: 'failed', failure });
});

test('stopping ends the call and is no failure; a second start while one runs does nothing', async () => {
  let calls = 0;
  installClient(
    createInMemoryClient({
      backup: {
        async *create(_input, { signal }) {
          calls++;
          yield { type: 'progress', stage: 'packing', done: 0, total: 9 } as const;
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
          return SUMMARY;
        },
      },
    }),
  );
  const ended = startBackup({ file: '', overwrite: false });
  await startBackup({ file: '', overwrite: false });
  const running = useBackup.getState().create;
  if (running.state !== 'running') throw new Error(`The backup is ${running.state}`);
  dismissBackup('create');
  expect(useBackup.getState().create).toBe(running);
  running.stop();
  await ended;
  expect(useBackup.getState().create).toEqual({ state: 'idle' });
  expect(calls).toBe(1);
});

test('the bar grows from stage to stage', () => {
  const at = (stage: BackupProgress['stage'], done: number, total = 10) => shareOf('create', { stage, done, total });
  const shares = [at('catalog', 0), at('catalog', 10), at('packing', 5), at('verifying', 0, 0), at('verifying', 12)];
  expect(shares).toEqual([0, 1 / 3, 0.5, 2 / 3, 1]);
  expect(shareOf('create', undefined)).toBeUndefined();
  expect(at('unpacking', 1)).toBeUndefined();
});
