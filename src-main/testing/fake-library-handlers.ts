import { Failure } from '../../src-contract/failure.ts';
import type { FolderPreview, WatchedFolder } from '../../src-contract/folder.ts';
import type { CollectionId, JobId, WatchedFolderId } from '../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../src-contract/index.ts';
import { aborted, aCollection, aJob, type FakeLibrary, refuseAll } from './fake-library.ts';

const aPreview: FolderPreview = {
  files: 2,
  bytes: 1200,
  unchanged: 1,
  renamed: 0,
  removed: 0,
  kinds: [{ kind: 'pdf', files: 2, bytes: 1200 }],
  largest: [{ path: '/courses/a.pdf', sizeBytes: 1000 }],
  tooLarge: 0,
  leftOut: [{ reason: 'gitignore', files: 3, folders: 1, examples: ['/courses/out'] }],
  seconds: 1.5,
};

const aWatchedFolder: WatchedFolder = {
  id: 'w1' as WatchedFolderId,
  collectionId: 'c-Documents' as CollectionId,
  collection: 'Documents',
  path: '/courses',
  state: 'watching',
  createdAt: '2026-11-21T10:00:00.000Z',
};

/** Collections, folders and jobs. */
export function fakeLibraryHandlers(library: FakeLibrary): CarrelHandlers['library'] {
  const record = (method: string, input: unknown): void => void library.calls.push({ method, input });
  return {
    ...refuseAll([
      'erase',
      'renameCollection',
      'deleteCollection',
      'restoreCollection',
      'listSources',
      'getSource',
      'readSource',
      'locatePassage',
      'addSample',
      'unlockSource',
      'readWithOcr',
      'reindexSources',
      'reindex',
      'deleteSources',
      'restoreSources',
      'pauseJob',
      'resumeJob',
      'retryJob',
      'restoreRemoved',
      'pauseWatchedFolder',
    ]),
    listCollections: async () => library.collections,
    createCollection: async ({ name }) => {
      if (library.collections.some((known) => known.name === name)) {
        throw new Failure('conflict', `There is a collection "${name}"; choose another name`, {
          reason: 'library/name-taken',
          details: { name },
          cause: new Error('unique index', { cause: new Error('row 3') }),
        });
      }
      library.collections.push(aCollection(name));
      return aCollection(name);
    },
    addSources: async (input) => {
      record('library.addSources', input);
      return { job: 'j1' as JobId, collectionId: 'c-Documents' as CollectionId };
    },
    async *previewFolder(input) {
      record('library.previewFolder', input);
      yield { files: 1, bytes: 10, current: '/courses/a.pdf' };
      return aPreview;
    },
    listWatchedFolders: async () => [aWatchedFolder],
    watchFolder: async (input) => {
      record('library.watchFolder', input);
      return { folder: aWatchedFolder, job: 'j1' as JobId };
    },
    unwatchFolder: async (input) => {
      record('library.unwatchFolder', input);
      return {};
    },
    listJobs: async () => [aJob()],
    async *followJob(input, context) {
      record('library.followJob', input);
      try {
        for (const event of library.events) yield event;
        if (library.hang) await aborted(context.signal);
        return library.summary;
      } finally {
        library.closed.push('library.followJob');
      }
    },
    cancelJob: async (input) => {
      record('library.cancelJob', input);
      return {};
    },
  };
}
