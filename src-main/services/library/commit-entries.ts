import type { OpenedArchives } from './archives.ts';
import type { LibraryDeps } from './deps.ts';
import type { Entry, JobContext } from './job-context.ts';
import { passagesOf } from './passages-of.ts';
import type { CommitResult, DoneItem } from './ports.ts';

/** Writes a batch, notes it in the journal, remembers the archives it opened, and tells who follows what is acknowledged. */
export async function commitEntries(
  deps: LibraryDeps,
  run: JobContext,
  entries: readonly Entry[],
  archives: OpenedArchives,
): Promise<void> {
  const at = deps.now();
  const result: CommitResult = await deps.jobs.commit({
    job: run.job.id,
    collection: run.job.collectionId,
    embedder: deps.reader.embedder.name,
    now: at,
    writes: entries.flatMap((entry) => (entry.kind === 'write' ? entry.write : [])),
    unchanged: entries.flatMap((entry) => (entry.kind === 'unchanged' ? entry.write : [])),
    settled: entries.flatMap((entry) => (entry.kind === 'settled' ? entry.write : [])),
  });
  await deps.journal.acknowledge({
    at,
    collection: { id: run.job.collectionId, name: run.tracker.collection() },
    sources: result.done.filter(({ unchanged }) => !unchanged).map(({ source }) => source),
    removed: result.removed,
  });
  for (const entry of entries) {
    if (entry.kind !== 'write' || entry.write.itemState !== 'opened') continue;
    const { seq, path, origin, parentId, result: read, id } = entry.write;
    if (result.duplicateUploads.includes(id)) continue;
    const uploadId = origin === 'upload' || origin === 'paste' ? id : undefined;
    const item = { seq, path, origin, uploadId, parentId, sizeBytes: read.sizeBytes };
    archives.set(id, { item, hash: read.hash });
  }
  for (const id of result.duplicateUploads) await deps.originals.remove(id);
  run.tracker.addFiles(result.added.length + result.done.filter((item) => isInherited(item, entries)).length);
  run.tracker.accept(result.done);
  run.onCommitted(result.done);
  await deps.index.ahead(run.job.collectionId, passagesOf(result));
}

/** Members acknowledged together with an unchanged archive have items that no entry asked for. */
function isInherited(item: DoneItem, entries: readonly Entry[]): boolean {
  return !entries.some((entry) => entry.write.seq === item.seq);
}
