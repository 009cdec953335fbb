import { create } from 'zustand';
import type { BackupSummary } from '../../../src-contract/backup.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { StreamCall } from '../../../src-contract/procedure.ts';
import { carrel } from '../../lib/client.ts';

export interface BackupProgress {
  readonly stage: 'catalog' | 'originals' | 'packing' | 'verifying' | 'unpacking';
  readonly done: number;
  readonly total: number;
}

export type Restored = BackupSummary & { readonly library: string };

/** One piece of work: never started, under way, or how it ended. */
export type BackupRun<R> =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly progress: BackupProgress | undefined; readonly stop: () => void }
  | { readonly state: 'done'; readonly summary: R }
  | { readonly state: 'failed'; readonly failure: unknown };

interface BackupState {
  readonly create: BackupRun<BackupSummary>;
  readonly restore: BackupRun<Restored>;
}

/** Backups and restores of this window; kept here so that they go on, and tell their end, while another page is open. */
export const useBackup = create<BackupState>(() => ({ create: { state: 'idle' }, restore: { state: 'idle' } }));

/** The order of the stages of each piece of work, for a bar that never runs backwards. */
const STAGES = {
  create: ['catalog', 'packing', 'verifying'],
  restore: ['unpacking'],
} as const satisfies Readonly<Record<keyof BackupState, readonly BackupProgress['stage'][]>>;

/** How far the whole piece of work is, 0 to 1: each stage counts alike. Undefined while that cannot be said. */
export function shareOf(kind: keyof BackupState, progress: BackupProgress | undefined): number | undefined {
  if (progress === undefined) return undefined;
  const stages: readonly BackupProgress['stage'][] = STAGES[kind];
  const stage = stages.indexOf(progress.stage);
  if (stage < 0) return undefined;
  const within = progress.total === 0 ? 0 : Math.min(1, progress.done / progress.total);
  return (stage + within) / stages.length;
}

/** Writes a backup; `file` empty is a dated file in the library's backups folder. Resolves when it ended, however. */
export function startBackup(input: { readonly file: string; readonly overwrite: boolean }): Promise<void> {
  return run('create', (signal) => carrel().backup.create(input, { signal }));
}

/** Unpacks the backup `file` into the folder `into`. Resolves when it ended, however. */
export function startRestore(input: { readonly file: string; readonly into: string }): Promise<void> {
  return run('restore', (signal) => carrel().backup.restore(input, { signal }));
}

/** Forgets how the last piece of work ended. */
export function dismissBackup(kind: keyof BackupState): void {
  if (useBackup.getState()[kind].state !== 'running') show(kind, { state: 'idle' });
}

const show = (kind: keyof BackupState, run: BackupRun<BackupSummary> | BackupRun<Restored>): void =>
  useBackup.setState({ [kind]: run });

async function run(
  kind: keyof BackupState,
  call: (signal: AbortSignal) => StreamCall<BackupProgress, BackupSummary | Restored>,
): Promise<void> {
  if (useBackup.getState()[kind].state === 'running') return;
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  show(kind, { state: 'running', progress: undefined, stop });
  try {
    const stream = call(abort.signal);
    for await (const { stage, done, total } of stream) {
      show(kind, { state: 'running', progress: { stage, done, total }, stop });
    }
    show(kind, { state: 'done', summary: await stream.result });
  } catch (failure) {
    const isStopped = abort.signal.aborted || (failure instanceof Failure && failure.code === 'cancelled');
    show(kind, isStopped ? { state: 'idle' } : { state: 'failed', failure });
  }
}
