import type { DuckDBConnection } from '@duckdb/node-api';
import type { SourceId } from '../../../src-contract/ids.ts';
import type {
  CommitBatch,
  CommitResult,
  DoneItem,
  JobItem,
  SettledWrite,
  SourceWrite,
  UnchangedWrite,
} from '../../services/library/ports.ts';
import { appendItems, nextSeq } from './job-items.ts';
import { execute, numberOf, select, textOf } from './rows.ts';
import { appendSources } from './source-appender.ts';
import { findDescendants, removeSources, SOURCE_COLUMNS, toSource } from './source-rows.ts';
import { settleUploadNames } from './upload-names.ts';

/** How one item of the batch ends. */
interface ItemEnd {
  readonly seq: number;
  readonly state: 'opened' | 'done';
  readonly sourceId: string;
  readonly unchanged: boolean;
}

/**
 * Writes what was read, with the items of the job, inside the caller's transaction.
 *
 * Source, text, passages, vectors and the acknowledgement stand or fall together: after a crash an item is either
 * done and its source whole, or it is read again.
 */
export async function commitBatch(connection: DuckDBConnection, batch: CommitBatch): Promise<CommitResult> {
  const { kept, duplicates } = await settleUploadNames(connection, batch.collection, batch.writes);
  const { removed, firstChunk } = await replaceSources(connection, batch, kept);
  for (const entry of batch.unchanged) if (entry.isStale) await refreshUnchanged(connection, entry);
  for (const entry of batch.settled) removed.push(...(await settleArchive(connection, batch, entry)));
  const ends: ItemEnd[] = [
    ...kept.map((write) => ({ seq: write.seq, state: write.itemState, sourceId: write.id, unchanged: false })),
    ...duplicates.map((entry) => ({ seq: entry.seq, state: 'done' as const, sourceId: entry.id, unchanged: true })),
    ...batch.unchanged.map((entry) => ({
      seq: entry.seq,
      state: 'done' as const,
      sourceId: entry.id,
      unchanged: true,
    })),
    ...batch.settled.map((entry) => ({ seq: entry.seq, state: 'done' as const, sourceId: entry.id, unchanged: false })),
  ];
  await endItems(connection, batch, ends);
  const added = await addMembers(connection, batch, kept);
  const inherited = await acknowledgeMembers(connection, batch, [
    ...batch.unchanged.filter((entry) => entry.isArchive).map((entry) => entry.id),
    ...duplicates.map((entry) => entry.id),
  ]);
  const done = await readDone(connection, batch, [
    ...ends.filter((end) => end.state === 'done').map((end) => end.seq),
    ...inherited,
  ]);
  const duplicateUploads = duplicates.map((entry) => entry.uploadId);
  return { done, added, removed: removed as SourceId[], duplicateUploads, written: kept, firstChunk };
}

/** Returns the members that went with the archives they were in, and the id of the first passage written. */
async function replaceSources(
  connection: DuckDBConnection,
  batch: CommitBatch,
  writes: readonly SourceWrite[],
): Promise<{ readonly removed: string[]; readonly firstChunk: number }> {
  if (writes.length === 0) return { removed: [], firstChunk: 0 };
  const replaced = writes.filter((write) => write.isReplacement);
  // An archive that is being opened keeps its members until it is settled; one that ends without members loses them.
  const orphans = await findDescendants(
    connection,
    replaced.filter((write) => write.itemState === 'done').map((write) => write.id),
  );
  await removeSources(connection, [...replaced.map((write) => write.id), ...orphans]);
  const firstChunk = await appendSources(connection, batch, writes);
  return { removed: orphans, firstChunk };
}

async function refreshUnchanged(connection: DuckDBConnection, entry: UnchangedWrite): Promise<void> {
  await execute(
    connection,
    'UPDATE sources SET size_bytes = $sizeBytes::BIGINT, modified_at = $modifiedAt, deleted_at = NULL WHERE id = $id',
    { id: entry.id, sizeBytes: BigInt(entry.sizeBytes), modifiedAt: entry.modifiedAt },
  );
}

/** Returns the members that went because the archive no longer has them. */
async function settleArchive(connection: DuckDBConnection, batch: CommitBatch, entry: SettledWrite): Promise<string[]> {
  await execute(
    connection,
    'UPDATE sources SET status = $status, reason = $reason, excerpt = $excerpt, hash = $hash WHERE id = $id',
    { id: entry.id, status: entry.status, reason: entry.reason, excerpt: entry.excerpt, hash: entry.hash },
  );
  const rows = await select(
    connection,
    `SELECT id FROM sources WHERE parent_id = $id AND id NOT IN
       (SELECT source_id FROM job_items WHERE job_id = $job AND parent_id = $id AND source_id IS NOT NULL)`,
    { id: entry.id, job: batch.job },
  );
  const direct = rows.map((row) => textOf(row, 'id'));
  const gone = [...direct, ...(await findDescendants(connection, direct))];
  await removeSources(connection, gone);
  return gone;
}

async function endItems(connection: DuckDBConnection, batch: CommitBatch, ends: readonly ItemEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await execute(
    connection,
    `UPDATE job_items SET state = e.state, source_id = e.source_id, unchanged = e.unchanged = 'true',
       status = s.status, reason = s.reason
     FROM (SELECT unnest($seqs)::INTEGER AS seq, unnest($states) AS state, unnest($ids) AS source_id,
             unnest($unchanged) AS unchanged) e
       JOIN sources s ON s.id = e.source_id
     WHERE job_items.job_id = $job AND job_items.seq = e.seq`,
    {
      job: batch.job,
      seqs: ends.map((end) => String(end.seq)),
      states: ends.map((end) => end.state),
      ids: ends.map((end) => end.sourceId),
      unchanged: ends.map((end) => String(end.unchanged)),
    },
  );
}

/** Queues the members of archives that were opened. A path that occurs twice in an archive is read once. */
async function addMembers(connection: DuckDBConnection, batch: CommitBatch, writes: readonly SourceWrite[]) {
  const opened = writes.filter((write) => write.members.length > 0);
  if (opened.length === 0) return [];
  let seq = await nextSeq(connection, batch.job);
  const items: JobItem[] = [];
  for (const archive of opened) {
    const memberByPath = new Map(archive.members.map((member) => [member.path, member]));
    for (const member of memberByPath.values()) {
      items.push({
        seq: seq++,
        path: `${archive.path}!/${member.path}`,
        origin: 'member',
        uploadId: undefined,
        parentId: archive.id,
        sizeBytes: member.sizeBytes,
        ...(member.refused === undefined ? {} : { refused: member.refused }),
      });
    }
  }
  await appendItems(connection, batch.job, items);
  return items;
}

/** Members of archives that did not change are unchanged too. Returns the numbers of their items. */
async function acknowledgeMembers(connection: DuckDBConnection, batch: CommitBatch, archives: readonly SourceId[]) {
  const ids = await findDescendants(connection, archives);
  if (ids.length === 0) return [];
  await execute(connection, 'UPDATE sources SET deleted_at = NULL WHERE id IN (SELECT unnest($ids))', { ids });
  const first = await nextSeq(connection, batch.job);
  await execute(
    connection,
    `INSERT INTO job_items SELECT $job, ($first::INTEGER + row_number() OVER (ORDER BY path) - 1)::INTEGER, path, 'member', NULL,
       parent_id, size_bytes, 'done', id, status, reason, true FROM sources WHERE id IN (SELECT unnest($ids))`,
    { job: batch.job, first, ids },
  );
  return ids.map((_, index) => first + index);
}

async function readDone(
  connection: DuckDBConnection,
  batch: CommitBatch,
  seqs: readonly number[],
): Promise<DoneItem[]> {
  if (seqs.length === 0) return [];
  const rows = await select(
    connection,
    `SELECT i.seq, i.unchanged, ${SOURCE_COLUMNS} FROM job_items i JOIN sources s ON s.id = i.source_id
     WHERE i.job_id = $job AND i.seq IN (SELECT unnest($seqs)::INTEGER) ORDER BY i.seq`,
    { job: batch.job, seqs: seqs.map(String) },
  );
  return rows.map((row) => ({ seq: numberOf(row, 'seq'), unchanged: row.unchanged === true, source: toSource(row) }));
}
