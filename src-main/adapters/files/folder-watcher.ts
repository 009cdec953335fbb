import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type ParcelWatcher from '@parcel/watcher';
import { sentence } from '../../../src-contract/host-message.ts';
import type { WatchedFolderId } from '../../../src-contract/ids.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import type { Log } from '../../platform/log.ts';
import type { FolderWatch, FolderWatcher } from '../../services/library/ports.ts';

/** Where the system does not tell of changes, folders are looked through this often. Guess, unmeasured. */
const POLL_MS = 30_000;

/**
 * Folders in which nothing is followed: many small files that no walk gives. Watching them would use up what the
 * system allows (on Linux 8,192 to 65,536 folders for all programs of a user).
 */
const UNWATCHED = ['**/.git/**', '**/node_modules/**', '**/__pycache__/**', '**/.venv/**'];

export interface FolderWatcherOptions {
  /** Folder for the snapshots, one file per watched folder. Made when needed. */
  readonly snapshots: string;
  /** The library: what it writes itself is no change. */
  readonly library: string;
  readonly log: Log;
  /** Loads the native part; replaced in tests. */
  readonly load?: () => Promise<typeof ParcelWatcher>;
}

type Native = typeof ParcelWatcher;

/**
 * Follows folders with @parcel/watcher: FSEvents, inotify or ReadDirectoryChangesW, and snapshots between two runs.
 *
 * Where that cannot be loaded, or the system refuses, folders are polled: whoever listens is called every 30 s.
 */
export function createFolderWatcher(options: FolderWatcherOptions): FolderWatcher {
  const { snapshots, library, log } = options;
  const ignore = [...UNWATCHED, library];
  const load = options.load ?? (async () => (await import('@parcel/watcher')).default);
  let loading: Promise<Native | string> | undefined;

  const native = (): Promise<Native | string> => {
    loading ??= load().catch((thrown: unknown) => {
      log.warn('Folders cannot be watched, they are polled', { error: String(thrown) });
      return sentence('watch-part-missing');
    });
    return loading;
  };
  const fileOf = (id: WatchedFolderId): string => join(snapshots, `${id}.snapshot`);

  return {
    async watch(folder, onChange, onTrouble) {
      const watcher = await native();
      if (typeof watcher === 'string') return poll(onChange, watcher);
      try {
        const subscription = await watcher.subscribe(
          folder,
          (error) => {
            if (error === null) onChange();
            else onTrouble(sentence('watch-missed', { folder, why: error.message }));
          },
          { ignore },
        );
        return { isPolling: false, close: () => subscription.unsubscribe() };
      } catch (thrown) {
        log.warn('A folder cannot be watched, it is polled', { folder, error: String(thrown) });
        return poll(onChange, sentenceOf(folder, thrown));
      }
    },
    async hasChanged(id, folder) {
      const watcher = await native();
      if (typeof watcher === 'string') return undefined;
      try {
        await stat(fileOf(id));
        return (await watcher.getEventsSince(folder, fileOf(id), { ignore })).length > 0;
      } catch (thrown) {
        if (errorCode(thrown) !== 'ENOENT') log.warn('A snapshot cannot be read', { id, error: String(thrown) });
        return undefined;
      }
    },
    async snapshot(id, folder) {
      const watcher = await native();
      if (typeof watcher === 'string') return undefined;
      const draft = `${fileOf(id)}.new`;
      try {
        await mkdir(snapshots, { recursive: true });
        await watcher.writeSnapshot(folder, draft, { ignore });
      } catch (thrown) {
        log.warn('A snapshot cannot be written', { id, error: String(thrown) });
        return undefined;
      }
      return { keep: () => rename(draft, fileOf(id)), discard: () => rm(draft, { force: true }) };
    },
    async forget(id) {
      await rm(fileOf(id), { force: true });
      await rm(`${fileOf(id)}.new`, { force: true });
    },
  };
}

function poll(onChange: () => void, problem: string): FolderWatch {
  const timer = setInterval(onChange, POLL_MS);
  timer.unref();
  return { isPolling: true, problem, close: async () => clearInterval(timer) };
}

function sentenceOf(folder: string, thrown: unknown): string {
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  // inotify's limit comes as ENOSPC, "No space left on device"
  return /no space left|ENOSPC|too many/iu.test(said)
    ? sentence('watch-limit', { folder })
    : sentence('watch-refused', { folder, why: said });
}
