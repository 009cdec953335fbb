import { Failure } from '../../../src-contract/failure.ts';
import { sentence } from '../../../src-contract/host-message.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import { type SourceStatus, sourceStatusSchema } from '../../../src-contract/source.ts';
import { newId } from '../../platform/new-id.ts';
import type { LibraryDeps } from './deps.ts';
import { excerptOf } from './excerpt.ts';
import { locateOriginal, type OriginalPlace } from './locate-original.ts';
import { type OcrRun, readWithOcr } from './ocr-document.ts';
import type {
  ArchiveMember,
  FileState,
  JobItem,
  JobRecord,
  ReadResult,
  SourceRecord,
  SourceWrite,
  UnchangedWrite,
} from './ports.ts';

/** Archives in archives beyond this are not opened. Guess, unmeasured. */
const MAX_DEPTH = 3;

/** What reading an item asks the catalog to do. */
export type ItemOutcome =
  | { readonly kind: 'write'; readonly write: SourceWrite }
  | { readonly kind: 'unchanged'; readonly write: UnchangedWrite };

/** One item and the source that stands in its place now. */
export interface ItemToRead {
  readonly item: JobItem;
  readonly existing: SourceRecord | undefined;
}

/** How the items of a job are read. */
export interface ReadRun extends OcrRun {
  readonly job: JobRecord;
  /** Opens protected files; in memory only. */
  readonly password: string | undefined;
  readonly signal: AbortSignal;
  /** Finds archives around members; remembers, since many members share one. */
  readonly findSource: (id: SourceId) => Promise<SourceRecord | undefined>;
}

/**
 * Reads one item of a job, or finds that it did not change.
 *
 * Never fails because of the file: every way a file can be bad becomes a status with a reason. Rejects when the run
 * is aborted, or when the catalog fails.
 */
export async function readItem(deps: LibraryDeps, run: ReadRun, { item, existing }: ItemToRead): Promise<ItemOutcome> {
  const origin = item.origin === 'folder' ? 'file' : item.origin;
  const id = existing?.id ?? item.uploadId ?? (newId() as SourceId);
  const isMoved = item.movedSource !== undefined;
  const path = isMoved ? item.path : (existing?.path ?? item.path);
  const draft: Draft = {
    seq: item.seq,
    id,
    isReplacement: existing !== undefined,
    path,
    origin,
    parentId: item.parentId,
    modifiedAt: undefined,
  };

  if (item.refused !== undefined) {
    return finish(draft, withoutText(item.refused.status, item.refused.reason, path, { sizeBytes: item.sizeBytes }));
  }
  const place = await locateOriginal(deps.originals, run.findSource, draft);
  const isNewFile = existing === undefined && item.parentId === undefined && !deps.reader.isArchive(place.target.name);
  // Who reads it tells its size and time as well; asking for them here first takes 90 us of this thread for each file.
  const read = isNewFile ? await readDocument(deps, run, place) : undefined;
  if (read?.modifiedAt !== undefined) return finish({ ...draft, modifiedAt: timeOf(origin, read.modifiedAt) }, read);
  const look = item.parentId === undefined ? await lookAt(deps, place.target.file) : undefined;
  if (typeof look === 'string') return finish(draft, withoutText('invalid', look, place.target.name));

  if (existing !== undefined && look !== undefined && !run.job.force && !isMoved) {
    if (await isUnchanged(deps, run, existing, look, place)) {
      const write = {
        seq: item.seq,
        id,
        isArchive: existing.kind === 'archive',
        isStale: existing.deletedAt !== undefined || !isSameState(existing, look),
        sizeBytes: look.sizeBytes,
        modifiedAt: timeOf(origin, look.modifiedAt),
      };
      return { kind: 'unchanged', write };
    }
  }
  const dated: Draft = look === undefined ? draft : { ...draft, modifiedAt: timeOf(origin, look.modifiedAt) };
  const sizeBytes = look?.sizeBytes ?? item.sizeBytes;
  const limits = deps.limits();
  if (sizeBytes > limits.maxBytes) {
    const reason = sentence('file-too-large', { size: megabytes(sizeBytes), limit: megabytes(limits.maxBytes) });
    return finish(dated, withoutText('too-large', reason, place.target.name, { sizeBytes }));
  }
  if (deps.reader.isArchive(place.target.name)) return openArchive(deps, run, dated, place, sizeBytes);
  // The size that belongs to the time of the file; a reader that gave up early does not know it.
  return finish(dated, { ...(read ?? (await readDocument(deps, run, place))), sizeBytes });
}

type Draft = Pick<SourceWrite, 'seq' | 'id' | 'isReplacement' | 'path' | 'origin' | 'parentId' | 'modifiedAt'>;

/** The state of a file, or why it cannot be read, in plain words. */
async function lookAt(deps: LibraryDeps, file: string): Promise<FileState | string> {
  try {
    const state = await deps.files.find(file);
    if (state === undefined && file.includes('\uFFFD')) {
      return sentence('file-name-not-utf8');
    }
    if (state === undefined) return sentence('file-gone-since');
    if (state.kind === 'folder') return sentence('file-is-folder');
    if (state.kind === 'other') return sentence('file-is-neither');
    return state;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.message;
    throw thrown;
  }
}

/** Size and time first; only when they differ the bytes are read and their hash compared. */
async function isUnchanged(
  deps: LibraryDeps,
  run: ReadRun,
  existing: SourceRecord,
  look: FileState,
  place: OriginalPlace,
): Promise<boolean> {
  if (look.sizeBytes > deps.limits().maxBytes) {
    return existing.status === 'too-large' && isSameState(existing, look);
  }
  // Without a hash and `invalid`: its bytes could not be read, which permissions may have changed since.
  if (isSameState(existing, look)) return existing.hash !== '' || existing.status !== 'invalid';
  if (existing.hash === '' || existing.sizeBytes !== look.sizeBytes) return false;
  try {
    return (await deps.files.hash(place.target.file, run.signal)) === existing.hash;
  } catch (thrown) {
    run.signal.throwIfAborted();
    if (thrown instanceof Failure) return false; // reading it will say why
    throw thrown;
  }
}

function isSameState(existing: SourceRecord, look: FileState): boolean {
  if (existing.sizeBytes !== look.sizeBytes) return false;
  return existing.origin !== 'file' || existing.modifiedAt === look.modifiedAt.toISOString();
}

/** Our own copies have the time of their copying, which says nothing. */
function timeOf(origin: SourceRecord['origin'], modifiedAt: Date): Date | undefined {
  return origin === 'file' ? modifiedAt : undefined;
}

async function readDocument(deps: LibraryDeps, run: ReadRun, place: OriginalPlace): Promise<ReadResult> {
  try {
    return await readWithOcr(deps, run, withPassword(place, run));
  } catch (thrown) {
    run.signal.throwIfAborted();
    if (thrown instanceof Failure && thrown.reason === 'ocr/no-data') throw thrown;
    deps.log.error('A reader failed', { error: String(thrown) });
    return withoutText('invalid', sentence('reader-stopped'), place.target.name);
  }
}

async function openArchive(
  deps: LibraryDeps,
  run: ReadRun,
  draft: Draft,
  place: OriginalPlace,
  sizeBytes: number,
): Promise<ItemOutcome> {
  const { name, file } = place.target;
  const archive = { kind: 'archive', sizeBytes } as const;
  if (place.depth >= MAX_DEPTH) {
    return finish(draft, withoutText('unsupported', sentence('archive-too-deep', { depth: MAX_DEPTH }), name, archive));
  }
  let members: readonly ArchiveMember[];
  let hash = '';
  try {
    if (place.depth === 0) hash = await deps.files.hash(file, run.signal);
    members = await deps.reader.listMembers(withPassword(place, run), deps.limits(), run.signal);
  } catch (thrown) {
    run.signal.throwIfAborted();
    if (!(thrown instanceof Failure)) deps.log.error('An archive could not be listed', { error: String(thrown) });
    const reason = thrown instanceof Failure ? thrown.message : sentence('archive-not-listed');
    return finish(draft, withoutText(statusOf(thrown), reason, name, { ...archive, hash }));
  }
  if (members.length === 0) {
    return finish(draft, withoutText('no-text', sentence('archive-empty'), name, { ...archive, hash }));
  }
  const opened = withoutText('partial', sentence('archive-not-all-read'), name, { ...archive, hash });
  return {
    kind: 'write',
    write: { ...draft, itemState: 'opened', excerpt: '', result: opened, members },
  };
}

/** The status that a reader's failure names; `invalid` when it names none. */
function statusOf(thrown: unknown): SourceStatus {
  const named = thrown instanceof Failure ? thrown.details?.status : undefined;
  return sourceStatusSchema.safeParse(named).data ?? 'invalid';
}

function withPassword(place: OriginalPlace, run: ReadRun) {
  return run.password === undefined ? place.target : { ...place.target, password: run.password };
}

function finish(draft: Draft, result: ReadResult): ItemOutcome {
  const titled = draft.origin === 'paste' ? { ...result, title: draft.path } : result;
  const excerpt = excerptOf(result.pages);
  return { kind: 'write', write: { ...draft, itemState: 'done', excerpt, result: titled, members: [] } };
}

function withoutText(
  status: SourceStatus,
  reason: string,
  name: string,
  known: Partial<Pick<ReadResult, 'kind' | 'hash' | 'sizeBytes'>> = {},
): ReadResult {
  const title = name.split(/[/\\]/).at(-1) ?? name;
  return {
    status,
    reason,
    title,
    kind: 'other',
    hash: '',
    sizeBytes: 0,
    pages: [],
    chunks: [],
    vectors: new Float32Array(0),
    ...known,
  };
}

function megabytes(sizeBytes: number): string {
  return (sizeBytes / 2 ** 20).toFixed(sizeBytes < 10 * 2 ** 20 ? 1 : 0);
}
