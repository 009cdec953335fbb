import { Failure } from '../../../src-contract/failure.ts';
import type { JobId, SourceId, UploadId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import { newId } from '../../platform/new-id.ts';
import type { Collections } from './collections.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobQueue, NewJob } from './job-queue.ts';
import { itemsOfPaths, type NewItem } from './named-paths.ts';
import type { SourceRecord } from './ports.ts';
import { requireSource } from './sources.ts';
import type { WatchedFolders } from './watched-folders.ts';

type AddHandlers = Pick<
  CarrelHandlers['library'],
  'addSources' | 'addSample' | 'unlockSource' | 'readWithOcr' | 'reindexSources'
>;

/** The collection that the bundled sample goes to. */
const SAMPLE_COLLECTION = 'Sample';

interface AddParts {
  readonly deps: LibraryDeps;
  readonly collections: Collections;
  readonly queue: JobQueue;
  readonly watched: WatchedFolders;
}

/** Handlers that queue reading. */
export function createAddHandlers({ deps, collections, queue, watched }: AddParts): AddHandlers {
  async function addPaths(collectionName: string, items: readonly NewItem[], watches: boolean) {
    const folders = items.filter(({ origin }) => origin === 'folder').map(({ path }) => path);
    if (folders.length > 0) deps.reader.prepare(deps.limits()); // beside the writing of the job
    const collection = await collections.ensure(collectionName);
    const job = await queue.enqueue({ kind: 'ingest', collection, items, force: false });
    if (watches && folders.length > 0) await watched.follow(collection, folders, job);
    return { job, collectionId: collection.id };
  }

  async function requeue(
    sources: readonly SourceRecord[],
    more: Pick<NewJob, 'password' | 'languages'> = {},
  ): Promise<JobId> {
    let first: JobId | undefined;
    for (const [collectionId, own] of Map.groupBy(sources, (source) => source.collectionId)) {
      const collection = await deps.store.findCollection(collectionId);
      if (collection === undefined || collection.deletedAt !== undefined) continue;
      const items = own.map(itemOfSource);
      const kind = more.languages === undefined ? 'reindex' : 'ocr';
      const job = await queue.enqueue({ kind, collection, items, force: true, ...more });
      first ??= job;
    }
    if (first !== undefined) return first;
    throw new Failure('not-found', 'None of these sources is in the library any more.', {
      reason: 'library/unknown-source',
    });
  }

  return {
    async addSources({ collection, paths, uploads, texts, watch }) {
      if (paths.length + uploads.length + texts.length === 0) {
        throw new Failure('invalid-input', 'Nothing was named. Name files, folders, uploads or texts to add.', {
          reason: 'library/nothing-to-add',
        });
      }
      const found = [
        ...(await itemsOfPaths(deps, paths)),
        ...(await itemsOfUploads(deps, uploads)),
        ...(await itemsOfTexts(deps, texts)),
      ];
      return addPaths(collection, found, watch ?? deps.watchesFolders());
    },
    addSample: async () => addPaths(SAMPLE_COLLECTION, await itemsOfPaths(deps, [deps.samplePath]), false),
    async unlockSource({ id, password }) {
      const source = await requireSource(deps, id);
      return { job: await requeue([source], { password }) };
    },
    async readWithOcr({ ids, languages, password }) {
      const sources = (await deps.store.findSources(ids)).filter((source) => source.deletedAt === undefined);
      const readable = sources.filter(({ path, kind }) => deps.ocr.canRead(path, kind));
      if (sources.length > 0 && readable.length === 0) {
        throw new Failure('invalid-input', 'Text recognition reads PDF files and pictures; none of these is one.', {
          reason: 'library/nothing-for-ocr',
        });
      }
      const asked = [...new Set(languages)];
      return { job: await requeue(readable, { languages: asked, ...(password === undefined ? {} : { password }) }) };
    },
    async reindexSources({ ids }) {
      const sources = (await deps.store.findSources(ids)).filter((source) => source.deletedAt === undefined);
      const chosen = new Set(sources.map((source) => source.id));
      // an archive that is read again reads its members
      const outermost = sources.filter((source) => source.parentId === undefined || !chosen.has(source.parentId));
      return { job: await requeue(outermost) };
    },
  };
}

export function itemOfSource(source: SourceRecord): NewItem {
  const isOurs = source.origin === 'upload' || source.origin === 'paste';
  return {
    path: source.path,
    origin: source.origin,
    uploadId: isOurs ? source.id : undefined,
    parentId: source.parentId,
    sizeBytes: source.sizeBytes,
  };
}

async function itemsOfUploads(deps: LibraryDeps, ids: readonly UploadId[]): Promise<NewItem[]> {
  const items: NewItem[] = [];
  const taken = new Set<string>(await deps.jobs.waitingUploads());
  for (const id of new Set(ids)) {
    const upload = await deps.uploads.find(id);
    if (upload === undefined) {
      throw new Failure('not-found', 'The uploaded file is no longer there. Drop it again.', {
        reason: 'library/unknown-upload',
      });
    }
    const uploadId = id as string as SourceId; // an upload is its source
    if (taken.has(id) || (await deps.store.findSources([uploadId])).length > 0) {
      throw new Failure('conflict', `${upload.name} was added already.`, { reason: 'library/upload-taken' });
    }
    items.push({ path: upload.name, origin: 'upload', uploadId, parentId: undefined, sizeBytes: upload.sizeBytes });
  }
  return items;
}

async function itemsOfTexts(deps: LibraryDeps, texts: readonly { title: string; text: string }[]): Promise<NewItem[]> {
  const items: NewItem[] = [];
  for (const { title, text } of texts) {
    const uploadId = newId(deps.now().getTime()) as SourceId;
    await deps.originals.keepText(uploadId, title, text);
    const sizeBytes = new TextEncoder().encode(text).byteLength;
    items.push({ path: title, origin: 'paste', uploadId, parentId: undefined, sizeBytes });
  }
  return items;
}
