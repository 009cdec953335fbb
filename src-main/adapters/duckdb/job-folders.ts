import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { leftOutSchema } from '../../../src-contract/folder.ts';
import { type JobId, sourceIdSchema } from '../../../src-contract/ids.ts';
import { joinLeftOut } from '../../engine/triage/tally-left-out.ts';
import type { FolderFindings, FolderPlan, KnownFile } from '../../services/library/ports.ts';
import { appendItems, nextSeq } from './job-items.ts';
import { execute, select, textOf } from './rows.ts';
import { findDescendants } from './source-rows.ts';

/** The column `findings` of `jobs`. */
const findingsSchema = z.object({
  renamed: z.int(),
  removed: z.array(sourceIdSchema),
  leftOut: z.array(leftOutSchema),
});

/** Of a job that found nothing. */
export const NO_FINDINGS: FolderFindings = { renamed: 0, removed: [], leftOut: [] };

/** What jobs found in their folders so far; those that found nothing are left out. */
export async function readFindings(
  connection: DuckDBConnection,
  jobs: readonly JobId[],
): Promise<ReadonlyMap<string, FolderFindings>> {
  const rows = await select(
    connection,
    'SELECT id, findings::VARCHAR AS findings FROM jobs WHERE findings IS NOT NULL AND id IN (SELECT unnest($ids))',
    { ids: [...jobs] },
  );
  return new Map(rows.map((row) => [textOf(row, 'id'), findingsSchema.parse(JSON.parse(textOf(row, 'findings')))]));
}

/** Replaces a folder item by its plan, inside the caller's transaction. */
export async function expandFolder(
  connection: DuckDBConnection,
  job: JobId,
  seq: number,
  plan: FolderPlan,
): Promise<{ readonly firstSeq: number; readonly endSeq: number }> {
  const known = await select(connection, "SELECT path FROM job_items WHERE job_id = $job AND origin = 'file'", { job });
  const seen = new Set(known.map((row) => textOf(row, 'path')));
  const firstSeq = await nextSeq(connection, job);
  await execute(connection, 'DELETE FROM job_items WHERE job_id = $job AND seq = $seq::INTEGER', { job, seq });
  const unchanged = plan.unchanged.filter((file) => !seen.has(file.path));
  await appendUnchanged(connection, job, firstSeq, unchanged);
  await appendItems(
    connection,
    job,
    plan.waiting
      .filter((file) => !seen.has(file.path))
      .map((file, index) => ({
        seq: firstSeq + unchanged.length + index,
        origin: 'file',
        uploadId: undefined,
        parentId: undefined,
        ...file,
      })),
  );
  await removeGone(connection, plan);
  await addFindings(connection, job, plan);
  return { firstSeq, endSeq: firstSeq + unchanged.length };
}

async function appendUnchanged(
  connection: DuckDBConnection,
  job: JobId,
  firstSeq: number,
  files: readonly KnownFile[],
) {
  const appender = await connection.createAppender('job_items');
  try {
    for (const [index, file] of files.entries()) {
      appender.appendVarchar(job);
      appender.appendInteger(firstSeq + index);
      appender.appendVarchar(file.path);
      appender.appendVarchar('file');
      appender.appendNull(); // upload_id
      appender.appendNull(); // parent_id
      appender.appendBigInt(BigInt(file.sizeBytes));
      appender.appendVarchar('done');
      appender.appendVarchar(file.id);
      appender.appendVarchar(file.status);
      appender.appendNull(); // reason: the source has it
      appender.appendBoolean(true);
      appender.endRow();
    }
  } finally {
    appender.closeSync();
  }
}

async function removeGone(connection: DuckDBConnection, { removed }: FolderPlan): Promise<void> {
  if (removed.length === 0) return;
  const ids = [...removed, ...(await findDescendants(connection, removed))];
  const sql = 'UPDATE sources SET deleted_at = $now WHERE id IN (SELECT unnest($ids)) AND deleted_at IS NULL';
  await execute(connection, sql, { ids, now: new Date() });
}

async function addFindings(connection: DuckDBConnection, job: JobId, plan: FolderPlan): Promise<void> {
  if (plan.renamed === 0 && plan.removed.length === 0 && plan.leftOut.length === 0) return;
  const before = (await readFindings(connection, [job])).get(job) ?? NO_FINDINGS;
  const findings: FolderFindings = {
    renamed: before.renamed + plan.renamed,
    removed: [...before.removed, ...plan.removed],
    leftOut: joinLeftOut(before.leftOut, plan.leftOut),
  };
  await execute(connection, 'UPDATE jobs SET findings = $findings WHERE id = $job', {
    job,
    findings: JSON.stringify(findings),
  });
}
