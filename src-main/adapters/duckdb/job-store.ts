import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import type { CollectionId, JobId, SourceId } from '../../../src-contract/ids.ts';
import { JOB_STATES, jobSchema } from '../../../src-contract/job.ts';
import { ocrLanguageSchema } from '../../../src-contract/ocr.ts';
import { sourceStatusSchema } from '../../../src-contract/source.ts';
import type { JobItem, JobRecord, JobStore, ToldItem } from '../../services/library/ports.ts';
import type { Catalog } from './catalog.ts';
import { expandFolder } from './job-folders.ts';
import { appendItems, toItem } from './job-items.ts';
import { commitBatch } from './job-store-commit.ts';
import { NO_TALLY, readTallies } from './job-tallies.ts';
import {
  dateOf,
  execute,
  numberOf,
  optionalDate,
  optionalNumber,
  optionalText,
  type Row,
  select,
  textOf,
} from './rows.ts';

const requestedLanguages = z.object({ languages: z.array(ocrLanguageSchema).min(1) });
const ACTIVE = "state IN ('queued', 'running', 'paused')";

/** The durable queue in the tables `jobs` and `job_items`. */
export function createJobStore(catalog: Catalog): JobStore {
  return {
    create: (job, items) => catalog.write((connection) => createJob(connection, job, items)),
    setState: (id, state, error) =>
      catalog.write((connection) =>
        execute(
          connection,
          'UPDATE jobs SET state = $state, error = $error, finished_at = $finishedAt WHERE id = $id',
          { id, state, error, finishedAt: ['done', 'cancelled', 'failed'].includes(state) ? new Date() : undefined },
        ),
      ),
    list: (ended) =>
      catalog.read(async (connection) => {
        const active = await select(connection, `SELECT * FROM jobs WHERE ${ACTIVE} ORDER BY id`);
        const latest = await select(
          connection,
          `SELECT * FROM jobs WHERE NOT ${ACTIVE} ORDER BY finished_at DESC, id DESC LIMIT ${ended}`,
        );
        return [...latest.reverse(), ...active].map(toJob);
      }),
    find: (id) =>
      catalog.read(async (connection) => {
        const rows = await select(connection, 'SELECT * FROM jobs WHERE id = $id', { id });
        return rows[0] && toJob(rows[0]);
      }),
    tally: async (id) => (await catalog.read((connection) => readTallies(connection, [id]))).get(id) ?? NO_TALLY,
    tallies: (ids) => catalog.read((connection) => readTallies(connection, ids)),
    items: (id, state, afterSeq, limit) =>
      catalog.read(async (connection) => {
        const sql = `SELECT * FROM job_items WHERE job_id = $id AND state = $state AND seq > $afterSeq::INTEGER
          ORDER BY seq LIMIT ${limit}`;
        return (await select(connection, sql, { id, state, afterSeq })).map(toItem);
      }),
    failedItems: (id) => catalog.read((connection) => failedItems(connection, id)),
    doneItems: (id, afterSeq, limit) => catalog.read((connection) => doneItems(connection, id, afterSeq, limit)),
    expandFolder: (id, seq, plan) => catalog.write((connection) => expandFolder(connection, id, seq, plan)),
    memberOutcomes: (id, archive) => catalog.read((connection) => memberOutcomes(connection, id, archive)),
    waitingUploads: () =>
      catalog.read(async (connection) => {
        const sql = `SELECT i.upload_id FROM job_items i JOIN jobs j ON j.id = i.job_id
          WHERE i.upload_id IS NOT NULL AND i.state <> 'done' AND j.${ACTIVE}`;
        return (await select(connection, sql)).map((row) => textOf(row, 'upload_id'));
      }),
    commit: (batch) => catalog.write((connection) => commitBatch(connection, batch)),
  };
}

async function createJob(connection: DuckDBConnection, job: JobRecord, items: readonly Omit<JobItem, 'seq'>[]) {
  await execute(
    connection,
    'INSERT INTO jobs VALUES ($id, $kind, $collection, $state, $createdAt, NULL, NULL, $request, NULL)',
    {
      id: job.id,
      kind: job.kind,
      collection: job.collectionId,
      state: job.state,
      createdAt: job.createdAt,
      request: JSON.stringify({
        force: job.force,
        ...(job.languages === undefined ? {} : { languages: job.languages }),
      }),
    },
  );
  await appendItems(
    connection,
    job.id,
    items.map((item, seq) => ({ ...item, seq })),
  );
}

async function failedItems(connection: DuckDBConnection, job: JobId): Promise<JobItem[]> {
  const rows = await select(
    connection,
    `SELECT * FROM job_items WHERE job_id = $job AND (
       state <> 'done'
       OR NOT unchanged AND parent_id IS NULL AND status NOT IN ('ok', 'partial')
       OR NOT unchanged AND parent_id IS NOT NULL AND status IN ('invalid', 'timed-out', 'too-large')) ORDER BY seq`,
    { job },
  );
  const roots = await select(connection, 'SELECT * FROM job_items WHERE job_id = $job AND parent_id IS NULL', { job });
  const rootByPath = new Map(roots.map((row) => [textOf(row, 'path'), toItem(row)]));
  const wanted = new Map<number, JobItem>();
  for (const item of rows.map(toItem)) {
    const root = item.parentId === undefined ? item : findRoot(rootByPath, item.path);
    wanted.set((root ?? item).seq, root ?? item);
  }
  return [...wanted.values()].map(({ refused: _, ...item }) => item);
}

/** The outermost archive of a member path; a name may contain "!/" itself, so the longest that is known wins. */
function findRoot(rootByPath: ReadonlyMap<string, JobItem>, path: string): JobItem | undefined {
  for (let cut = path.lastIndexOf('!/'); cut > 0; cut = path.lastIndexOf('!/', cut - 1)) {
    const root = rootByPath.get(path.slice(0, cut));
    if (root !== undefined) return root;
  }
  return undefined;
}

async function doneItems(
  connection: DuckDBConnection,
  job: JobId,
  afterSeq: number,
  limit: number,
): Promise<ToldItem[]> {
  const rows = await select(
    connection,
    `SELECT i.seq, i.unchanged, s.id, s.path, s.title, s.status, s.reason, s.chunk_count, s.page_count, s.excerpt
     FROM job_items i JOIN sources s ON s.id = i.source_id
     WHERE i.job_id = $job AND i.state = 'done' AND i.seq > $afterSeq::INTEGER ORDER BY i.seq LIMIT ${limit}`,
    { job, afterSeq },
  );
  return rows.map((row) => ({
    seq: numberOf(row, 'seq'),
    unchanged: row.unchanged === true,
    source: {
      id: textOf(row, 'id') as SourceId,
      path: textOf(row, 'path'),
      title: textOf(row, 'title'),
      status: sourceStatusSchema.parse(row.status),
      reason: optionalText(row, 'reason'),
      chunks: numberOf(row, 'chunk_count'),
      pages: optionalNumber(row, 'page_count'),
      excerpt: textOf(row, 'excerpt'),
    },
  }));
}

async function memberOutcomes(connection: DuckDBConnection, job: JobId, archive: SourceId) {
  const rows = await select(
    connection,
    'SELECT path, state, status, reason FROM job_items WHERE job_id = $job AND parent_id = $archive ORDER BY seq',
    { job, archive },
  );
  const done = rows.filter((row) => row.state === 'done');
  return {
    waiting: rows.length - done.length,
    members: done.map((row) => {
      const reason = optionalText(row, 'reason');
      return {
        path: textOf(row, 'path'),
        status: sourceStatusSchema.parse(row.status),
        ...(reason === undefined ? {} : { reason }),
      };
    }),
  };
}

function toJob(row: Row): JobRecord {
  const request: unknown = JSON.parse(textOf(row, 'request'));
  const languages = requestedLanguages.safeParse(request).data?.languages;
  return {
    id: textOf(row, 'id') as JobId,
    kind: jobSchema.shape.kind.catch('ingest').parse(row.kind),
    collectionId: textOf(row, 'collection_id') as CollectionId,
    state: JOB_STATES.find((state) => state === row.state) ?? 'failed',
    createdAt: dateOf(row, 'created_at'),
    finishedAt: optionalDate(row, 'finished_at'),
    error: optionalText(row, 'error'),
    force: typeof request === 'object' && request !== null && 'force' in request && request.force === true,
    ...(languages === undefined ? {} : { languages }),
  };
}
