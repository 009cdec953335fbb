import { resolve } from 'node:path';
import type { FolderPreview } from '../../../src-contract/folder.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { SourceKind } from '../../../src-contract/passage.ts';
import { joinLeftOut } from '../../engine/triage/tally-left-out.ts';
import type { LibraryDeps } from './deps.ts';
import { itemsOfPaths, type NewItem } from './named-paths.ts';
import { planFolder } from './plan-folder.ts';
import type { CollectionRecord, FolderPlan, PlannedFile } from './ports.ts';
import { isWatched } from './watched-paths.ts';

/** Files named. */
const LARGEST = 5;
/** Progress is told this often. From the interface brief: four times a second. */
const PROGRESS_MS = 250;

/**
 * Megabytes a second by kind, for the estimate: source code from `bench/results` (2.9 MB/s, two threads); of PDF files
 * most bytes are pictures, which are skipped. The rest are guesses, unmeasured.
 */
const MB_PER_SECOND: Readonly<Partial<Record<SourceKind, number>>> = { pdf: 2, docx: 2, archive: 2 };
const MB_PER_SECOND_OF_TEXT = 2.9;
/** What a file costs however small it is. From `bench/results`: 500 small files a second. */
const SECONDS_PER_FILE = 0.002;

/** Says what adding would do. Looks at names, sizes and first bytes; reads nothing into the library. */
export function createPreviewHandler(deps: LibraryDeps): Pick<CarrelHandlers['library'], 'previewFolder'> {
  return {
    async *previewFolder({ paths, collection }, { signal }) {
      const items = await itemsOfPaths(deps, paths);
      const into = collection === undefined ? undefined : await findCollection(deps, collection);
      let news: { files: number; bytes: number; current: string } | undefined;
      const preview = previewOf(deps, items, { into, signal, onProgress: (soFar) => (news = soFar) });
      let isOver = false;
      const ended = preview.finally(() => {
        isOver = true;
      });
      ended.catch(() => undefined); // it is awaited below; until then a failure is not lost
      while (!isOver) {
        await Promise.race([ended.catch(() => undefined), after(PROGRESS_MS)]);
        if (!isOver && news !== undefined) yield news;
      }
      return await ended;
    },
  };
}

interface PreviewOptions {
  readonly into: CollectionRecord | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (soFar: { files: number; bytes: number; current: string }) => void;
}

async function previewOf(
  deps: LibraryDeps,
  items: readonly NewItem[],
  { into, signal, onProgress }: PreviewOptions,
): Promise<FolderPreview> {
  const watched = await deps.watched.list();
  let sum: FolderPlan = { waiting: [], unchanged: [], removed: [], renamed: 0, leftOut: [] };
  for (const { path, origin, sizeBytes } of items) {
    const plan =
      origin === 'folder'
        ? await planFolder(deps, {
            folder: resolve(path),
            collectionId: into?.id,
            force: false,
            opensArchives: true,
            isMirrored: into !== undefined && isWatched(watched, into.id, path),
            signal,
            onProgress,
          })
        : {
            waiting: [{ path, sizeBytes, modifiedMs: undefined }],
            unchanged: [],
            removed: [],
            renamed: 0,
            leftOut: [],
          };
    sum = {
      waiting: [...sum.waiting, ...plan.waiting],
      unchanged: [...sum.unchanged, ...plan.unchanged],
      removed: [...sum.removed, ...plan.removed],
      renamed: sum.renamed + plan.renamed,
      leftOut: joinLeftOut(sum.leftOut, plan.leftOut),
    };
  }
  return present(deps, sum);
}

function present(deps: LibraryDeps, plan: FolderPlan): FolderPreview {
  const maxBytes = deps.limits().maxBytes;
  const readable = plan.waiting.filter(({ sizeBytes }) => sizeBytes <= maxBytes);
  const kinds = [...Map.groupBy(plan.waiting, ({ path }) => deps.reader.kindOf(path))]
    .map(([kind, files]) => ({ kind, files: files.length, bytes: bytesOf(files) }))
    .sort((a, b) => b.bytes - a.bytes);
  const largest = [...plan.waiting].sort((a, b) => b.sizeBytes - a.sizeBytes).slice(0, LARGEST);
  return {
    files: plan.waiting.length,
    bytes: bytesOf(plan.waiting),
    unchanged: plan.unchanged.length,
    renamed: plan.renamed,
    removed: plan.removed.length,
    kinds,
    largest: largest.map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    tooLarge: plan.waiting.length - readable.length,
    leftOut: [...plan.leftOut],
    seconds: readable.reduce((sum, file) => sum + secondsFor(deps.reader.kindOf(file.path), file), 0),
  };
}

function secondsFor(kind: SourceKind, { sizeBytes }: PlannedFile): number {
  if (kind === 'other') return SECONDS_PER_FILE;
  return Math.max(SECONDS_PER_FILE, sizeBytes / 1e6 / (MB_PER_SECOND[kind] ?? MB_PER_SECOND_OF_TEXT));
}

function bytesOf(files: readonly PlannedFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** A collection that does not exist yet holds nothing to compare with. */
async function findCollection(deps: LibraryDeps, idOrName: string): Promise<CollectionRecord | undefined> {
  const byId = (await deps.store.listCollections()).find(({ id }) => id === idOrName);
  const record = byId === undefined ? undefined : await deps.store.findCollection(byId.id);
  return record ?? (await deps.store.findCollectionByName(idOrName));
}

function after(delayMs: number): Promise<void> {
  return new Promise((resolveNow) => {
    setTimeout(resolveNow, delayMs);
  });
}
