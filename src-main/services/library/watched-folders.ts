import { resolve } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { WatchedFolder } from '../../../src-contract/folder.ts';
import { recognise } from '../../../src-contract/host-message.ts';
import type { JobId, WatchedFolderId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import { newId } from '../../platform/new-id.ts';
import { createSerial } from '../../platform/serial.ts';
import type { Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import type { LibraryDeps } from './deps.ts';
import { createFolderFollower, type FolderFollower } from './folder-follower.ts';
import type { JobQueue } from './job-queue.ts';
import { itemsOfPaths } from './named-paths.ts';
import type { CollectionRecord, WatchedFolderRecord } from './ports.ts';
import { isWithin } from './watched-paths.ts';

type WatchHandlers = Pick<
  CarrelHandlers['library'],
  'listWatchedFolders' | 'watchFolder' | 'pauseWatchedFolder' | 'unwatchFolder'
>;

/** The folders that collections follow. Nothing is followed until `start`: a short command only keeps the list. */
export interface WatchedFolders {
  readonly handlers: WatchHandlers;
  /** Follows every folder that is not paused, from now on. Returns at once; trouble is in the list. */
  start(): void;
  /** Takes folders into the list, each unless one above it is there; `job` is reading them now. */
  follow(collection: CollectionRecord, paths: readonly string[], job: JobId): Promise<void>;
  /** Starts and stops what the list says, after collections went or came back. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface WatchedFoldersParts {
  readonly deps: LibraryDeps;
  readonly queue: JobQueue;
  readonly changes: Changes;
  readonly collections: Collections;
}

export function createWatchedFolders({ deps, queue, changes, collections }: WatchedFoldersParts): WatchedFolders {
  const followers = new Map<WatchedFolderId, FolderFollower>();
  const inTurn = createSerial();
  let isStarted = false;
  let isClosed = false;

  /** Makes the followers equal to the list. `jobs`: what reads a folder already. */
  async function reconcile(jobs: ReadonlyMap<WatchedFolderId, JobId> = new Map()): Promise<void> {
    if (!isStarted || isClosed) return;
    const records = await deps.watched.list();
    const wanted = new Map(records.filter(({ isPaused }) => !isPaused).map((record) => [record.id, record]));
    for (const [id, follower] of followers) {
      if (wanted.has(id)) continue;
      followers.delete(id);
      await follower.close();
    }
    for (const record of wanted.values()) {
      if (followers.has(record.id)) continue;
      const follower = createFolderFollower({ deps, queue, changes, record, onCancelled: () => pause(record) });
      followers.set(record.id, follower);
      follower.start(jobs.get(record.id));
    }
    changes.announce();
  }

  /** Who stops the reading of a folder does not want it to begin again by itself. */
  function pause(record: WatchedFolderRecord): void {
    inTurn(async () => {
      await deps.watched.put({ ...record, isPaused: true });
      await reconcile();
    }).catch((thrown: unknown) => deps.log.warn('A watched folder could not be paused', { error: String(thrown) }));
  }

  async function require(id: WatchedFolderId): Promise<WatchedFolderRecord> {
    const found = (await deps.watched.list()).find((record) => record.id === id);
    if (found !== undefined) return found;
    throw new Failure('not-found', 'This folder is not watched any more. List the watched folders and choose one.', {
      reason: 'library/unknown-watched-folder',
    });
  }

  async function present(record: WatchedFolderRecord): Promise<WatchedFolder> {
    const { id, collectionId, path, createdAt, isPaused } = record;
    const collection = (await deps.store.findCollection(collectionId))?.name ?? '';
    const now = followers.get(id)?.status() ?? { state: 'resting' as const };
    const problemCode = 'problem' in now && now.problem !== undefined ? recognise(now.problem) : undefined;
    return {
      id,
      collectionId,
      collection,
      path,
      ...(isPaused ? { state: 'paused' as const } : { ...now, ...(problemCode === undefined ? {} : { problemCode }) }),
      createdAt: createdAt.toISOString(),
    };
  }

  /** The records of `paths`, new ones where no record of the collection covers them. */
  async function ensure(collection: CollectionRecord, paths: readonly string[]): Promise<WatchedFolderRecord[]> {
    const result: WatchedFolderRecord[] = [];
    for (const path of paths) {
      const records = (await deps.watched.list()).filter(({ collectionId }) => collectionId === collection.id);
      const covering = records.find((record) => isWithin(path, record.path));
      if (covering !== undefined) {
        result.push(covering);
        continue;
      }
      const id = newId(deps.now().getTime()) as WatchedFolderId;
      const record = { id, collectionId: collection.id, path, isPaused: false, createdAt: deps.now() };
      await deps.watched.put(record);
      for (const inner of records) if (isWithin(inner.path, path)) await drop(inner.id);
      result.push(record);
    }
    return result;
  }

  async function drop(id: WatchedFolderId): Promise<void> {
    await deps.watched.remove(id);
    await deps.watcher.forget(id);
  }

  const handlers: WatchHandlers = {
    listWatchedFolders: async () => Promise.all((await deps.watched.list()).map(present)),
    async watchFolder({ path: named, collection: name }) {
      const path = resolve(named);
      const items = await itemsOfPaths(deps, [path]);
      if (items[0]?.origin !== 'folder') {
        throw new Failure('invalid-input', `${path} is not a folder. Name the folder it lies in.`, {
          reason: 'library/not-a-folder',
        });
      }
      const collection = await collections.ensure(name);
      // In the list first: the job asks there whether sources go with their files.
      const [record] = await inTurn(() => ensure(collection, [path]));
      if (record === undefined) throw new Error('A folder was taken and is not there');
      const job = await queue.enqueue({ kind: 'ingest', collection, items, force: false });
      await inTurn(() => reconcile(new Map([[record.id, job]])));
      changes.announce();
      return { folder: await present(record), job };
    },
    async pauseWatchedFolder({ id, paused }) {
      const record = { ...(await require(id)), isPaused: paused };
      await inTurn(async () => {
        await deps.watched.put(record);
        await reconcile();
      });
      changes.announce();
      return present(record);
    },
    async unwatchFolder({ id }) {
      await require(id);
      await inTurn(async () => {
        await drop(id);
        await reconcile();
      });
      changes.announce();
      return {};
    },
  };

  return {
    handlers,
    start() {
      isStarted = true;
      inTurn(reconcile).catch((thrown: unknown) =>
        deps.log.error('Watched folders could not be read', { error: String(thrown) }),
      );
    },
    follow: (collection, paths, job) =>
      inTurn(async () => {
        const records = await ensure(collection, paths);
        await reconcile(new Map(records.map(({ id }) => [id, job])));
      }),
    refresh: () => inTurn(reconcile),
    async close() {
      isClosed = true;
      await inTurn(async () => {
        for (const follower of followers.values()) await follower.close();
        followers.clear();
      });
    },
  };
}
