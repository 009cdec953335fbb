import { basename, sep } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import { createLeftOutTally, type LeftOutTally } from '../../engine/triage/tally-left-out.ts';
import type { LibraryDeps } from './deps.ts';
import type { FolderPlan, KnownFile, PlannedFile, WalkedFile } from './ports.ts';

/** More files than this in one folder is rather a whole disk. From the project's brief. */
const MAX_FILES = 200_000;

/** What is asked of a plan. */
export interface FolderRequest {
  readonly folder: string;
  /** Undefined where the files would go to a collection that does not exist yet. */
  readonly collectionId: CollectionId | undefined;
  /** Read even what did not change. */
  readonly force: boolean;
  /** Whether sources go when their file is gone: the folder is watched. */
  readonly isMirrored: boolean;
  /** Whether archives are asked one by one, so that their members are told; a watch tells what changed only. */
  readonly opensArchives: boolean;
  readonly signal: AbortSignal;
  /** Hears of the walk now and then. */
  readonly onProgress?: (soFar: { readonly files: number; readonly bytes: number; readonly current: string }) => void;
}

/**
 * Compares a folder with the catalog: what is to be read, what is as it was, what moved, what is gone, what is left out.
 *
 * Files are compared by size and time; only a file that vanished and one that appeared with the same size are compared
 * by content. A source of the library stays and is kept fresh even where rules leave its file out now: somebody put it
 * there. Nothing is written.
 *
 * @throws Failure `exhausted` when there are too many files; what aborted the signal
 */
export async function planFolder(deps: LibraryDeps, request: FolderRequest): Promise<FolderPlan> {
  const leftOut = createLeftOutTally();
  const walked = await walk(deps, request, leftOut);
  const known = await knownFiles(deps, request);
  const { maxBytes } = deps.limits();
  const isKept = (before: KnownFile, now: Seen): boolean =>
    !request.force && !(before.isArchive && request.opensArchives) && isAsBefore(before, now, maxBytes);

  const waiting: PlannedFile[] = [];
  const unchanged: KnownFile[] = [];
  const fresh: WalkedFile[] = [];
  for (const file of walked) {
    const before = known.get(file.path);
    known.delete(file.path);
    if (before === undefined) fresh.push(file);
    else if (isKept(before, file)) unchanged.push(before);
    else waiting.push(plannedOf(file.path, file));
  }
  const gone: KnownFile[] = [];
  for (const before of known.values()) {
    const state = await stateOf(deps, before.path);
    if (state === 'gone') gone.push(before);
    else if (state !== 'unknown' && isKept(before, state)) unchanged.push(before);
    else if (state !== 'unknown') waiting.push(plannedOf(before.path, state));
  }
  const kept = await sift(deps, fresh, leftOut, request.signal);
  const moves = await findMoves(deps, gone, kept, request.signal);
  for (const file of kept) {
    const from = moves.get(file.path);
    const planned = plannedOf(file.path, file);
    waiting.push(from === undefined ? planned : { ...planned, movedSource: from.id });
  }
  const moved = new Set([...moves.values()].map(({ id }) => id));
  const removed = request.isMirrored ? gone.filter(({ id }) => !moved.has(id)).map(({ id }) => id) : [];
  return { waiting, unchanged, removed, renamed: moves.size, leftOut: leftOut.list() };
}

async function walk(
  deps: LibraryDeps,
  { folder, signal, onProgress }: FolderRequest,
  leftOut: LeftOutTally,
): Promise<WalkedFile[]> {
  const files: WalkedFile[] = [];
  let bytes = 0;
  for await (const slice of deps.files.walk(folder, signal)) {
    for (const entry of slice) {
      if (entry.kind === 'left-out') leftOut.add(entry);
      else {
        files.push(entry);
        bytes += entry.sizeBytes;
      }
    }
    onProgress?.({ files: files.length, bytes, current: files.at(-1)?.path ?? folder });
    if (files.length > MAX_FILES) {
      throw new Failure(
        'exhausted',
        `${folder} holds more than ${MAX_FILES.toLocaleString('en')} files. Add its subfolders one by one.`,
        { reason: 'library/too-many-files' },
      );
    }
  }
  return files;
}

async function knownFiles(deps: LibraryDeps, { folder, collectionId }: FolderRequest): Promise<Map<string, KnownFile>> {
  if (collectionId === undefined) return new Map();
  const prefix = folder.endsWith(sep) ? folder : `${folder}${sep}`;
  return new Map((await deps.store.listFilesBelow(collectionId, prefix)).map((file) => [file.path, file]));
}

/** What the disk says of a file. */
interface Seen {
  readonly sizeBytes: number;
  readonly modifiedAt: Date | undefined;
}

function plannedOf(path: string, { sizeBytes, modifiedAt }: Seen): PlannedFile {
  return { path, sizeBytes, modifiedMs: modifiedAt?.getTime() };
}

/** As far as size and time tell. */
function isAsBefore(before: KnownFile, now: Seen, maxBytes: number): boolean {
  if (now.modifiedAt === undefined) return false;
  if (before.sizeBytes !== now.sizeBytes || before.modifiedMs !== now.modifiedAt.getTime()) return false;
  if (now.sizeBytes > maxBytes) return before.status === 'too-large';
  // Without a hash and `invalid`: its bytes could not be read, which permissions may have changed since.
  return before.hash !== '' || before.status !== 'invalid';
}

/** `unknown`: nobody can say whether it is there, so nothing follows from it. */
async function stateOf(deps: LibraryDeps, path: string) {
  try {
    const state = await deps.files.find(path);
    if (state === undefined) return 'gone';
    return state.kind === 'file' ? state : 'gone';
  } catch (thrown) {
    if (thrown instanceof Failure) return 'unknown';
    throw thrown;
  }
}

async function sift(
  deps: LibraryDeps,
  fresh: readonly WalkedFile[],
  leftOut: LeftOutTally,
  signal: AbortSignal,
): Promise<WalkedFile[]> {
  const judged = fresh.filter((file) => !file.isWanted && file.modifiedAt !== undefined);
  const reasonByPath = await deps.files.sift(
    judged.map((file) => file.path),
    signal,
  );
  return fresh.filter(({ path }) => {
    const reason = reasonByPath.get(path);
    if (reason !== undefined) leftOut.add({ path, isFolder: false, reason });
    return reason === undefined;
  });
}

/** New path → the source that stood elsewhere with the same bytes. Of several the one of the same name. */
async function findMoves(
  deps: LibraryDeps,
  gone: readonly KnownFile[],
  fresh: readonly WalkedFile[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, KnownFile>> {
  const moves = new Map<string, KnownFile>();
  const lost = gone.filter((file) => !file.isArchive && file.hash !== '' && file.sizeBytes > 0);
  const sizes = new Set(lost.map((file) => file.sizeBytes));
  const taken = new Set<SourceId>();
  for (const { path, sizeBytes } of fresh) {
    if (!sizes.has(sizeBytes)) continue;
    const hash = await hashOf(deps, path, signal);
    const matches = lost.filter((file) => file.hash === hash && !taken.has(file.id));
    const match = matches.find((file) => basename(file.path) === basename(path)) ?? matches[0];
    if (match === undefined) continue;
    taken.add(match.id);
    moves.set(path, match);
  }
  return moves;
}

async function hashOf(deps: LibraryDeps, path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await deps.files.hash(path, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof Failure) return undefined; // reading it will say why
    throw thrown;
  }
}
