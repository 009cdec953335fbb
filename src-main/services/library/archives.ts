import { Failure } from '../../../src-contract/failure.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { LibraryDeps } from './deps.ts';
import { shorten } from './excerpt.ts';
import type { Entry, JobContext } from './job-context.ts';
import type { JobItem, SourceRecord } from './ports.ts';
import { settleArchive } from './settle-archive.ts';

/** Archives whose members are being read; the hash is known when this run opened them. */
export type OpenedArchives = Map<SourceId, { readonly item: JobItem; readonly hash: string | undefined }>;

/** Gives archives whose members are all read their last word; returns how many. */
export async function settleArchives(
  deps: LibraryDeps,
  run: JobContext,
  archives: OpenedArchives,
  add: (entry: Entry) => Promise<void>,
): Promise<number> {
  let settled = 0;
  for (const [id, { item, hash: openedHash }] of [...archives]) {
    const { waiting, members } = await deps.jobs.memberOutcomes(run.job.id, id);
    const source = (await deps.store.findSources([id]))[0];
    if (waiting > 0 || source === undefined) continue;
    archives.delete(id);
    settled++;
    const hash = openedHash ?? (await hashAgain(deps, run, source));
    const excerpt = shorten(members.map((member) => member.path.slice(source.path.length + 2)).join(', '));
    const write = { seq: item.seq, id, ...settleArchive(source.path, members), excerpt, hash };
    await add({ kind: 'settled', write });
  }
  return settled;
}

/** Hash of an archive that an earlier run opened; empty, so that it is read again some time, when it changed since. */
async function hashAgain(deps: LibraryDeps, run: JobContext, source: SourceRecord): Promise<string> {
  if (source.parentId !== undefined) return '';
  const file = source.origin === 'file' ? source.path : deps.originals.pathOf(source.id);
  try {
    const state = await deps.files.find(file);
    const isSame = source.origin !== 'file' || state?.modifiedAt.toISOString() === source.modifiedAt;
    return isSame && state?.sizeBytes === source.sizeBytes ? await deps.files.hash(file, run.signal) : '';
  } catch (thrown) {
    if (thrown instanceof Failure) return '';
    throw thrown;
  }
}
