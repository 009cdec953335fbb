import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import type { Purged, SourceRecord } from '../../services/library/ports.ts';
import { execute, select, textOf } from './rows.ts';
import { findDescendants, removeSources, SOURCE_COLUMNS, toSource } from './source-rows.ts';

const PURGEABLE = `FROM sources
  WHERE deleted_at < $before OR collection_id IN (SELECT id FROM collections WHERE deleted_at < $before)`;

/** The sources that `purge` with the same time removes. */
export async function listPurgeable(connection: DuckDBConnection, before: Date): Promise<SourceId[]> {
  return (await select(connection, `SELECT id ${PURGEABLE}`, { before })).map((row) => textOf(row, 'id') as SourceId);
}

/**
 * Removes for good what was deleted before `before`, jobs that ended before `endedJobsBefore`, unused vectors, and
 * what text recognition read of files that no source has any more.
 */
export async function purge(connection: DuckDBConnection, before: Date, endedJobsBefore: Date): Promise<Purged> {
  const gone = await select(connection, 'SELECT id FROM collections WHERE deleted_at < $before', { before });
  const collections = gone.map((row) => textOf(row, 'id') as CollectionId);
  const sources = await select(connection, `SELECT id, collection_id, origin ${PURGEABLE}`, { before });
  await removeSources(
    connection,
    sources.map((row) => textOf(row, 'id')),
  );
  await execute(connection, 'DELETE FROM collections WHERE id IN (SELECT unnest($collections))', { collections });
  await execute(connection, 'DELETE FROM watched_folders WHERE collection_id IN (SELECT unnest($collections))', {
    collections,
  });
  await removeJobs(connection, endedJobsBefore, collections);
  await removeUnused(connection);
  const changed = new Set(sources.map((row) => textOf(row, 'collection_id') as CollectionId));
  for (const id of collections) changed.delete(id);
  return {
    collections,
    changed: [...changed],
    uploads: sources
      .filter((row) => row.origin === 'upload' || row.origin === 'paste')
      .map((row) => textOf(row, 'id') as SourceId),
  };
}

/** Removes sources and their members at once, with the lines that jobs keep of them. */
export async function eraseSources(connection: DuckDBConnection, named: readonly SourceId[]): Promise<SourceRecord[]> {
  const ids = [...named, ...(await findDescendants(connection, named))];
  const sql = `SELECT ${SOURCE_COLUMNS} FROM sources s WHERE s.id IN (SELECT unnest($ids))`;
  const erased = (await select(connection, sql, { ids })).map(toSource);
  await removeSources(connection, ids);
  const paths = erased.map(({ path }) => path);
  await execute(
    connection,
    'DELETE FROM job_items WHERE source_id IN (SELECT unnest($ids)) OR path IN (SELECT unnest($paths))',
    { ids, paths },
  );
  await removeUnused(connection);
  return erased;
}

async function removeUnused(connection: DuckDBConnection): Promise<void> {
  await execute(connection, 'DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM chunks)');
  await execute(connection, 'DELETE FROM ocr_pages WHERE hash NOT IN (SELECT hash FROM sources)');
}

async function removeJobs(connection: DuckDBConnection, endedBefore: Date, collections: readonly string[]) {
  const rows = await select(
    connection,
    'SELECT id FROM jobs WHERE finished_at < $endedBefore OR collection_id IN (SELECT unnest($collections))',
    { endedBefore, collections },
  );
  const ids = rows.map((row) => textOf(row, 'id'));
  if (ids.length === 0) return;
  await execute(connection, 'DELETE FROM job_items WHERE job_id IN (SELECT unnest($ids))', { ids });
  await execute(connection, 'DELETE FROM jobs WHERE id IN (SELECT unnest($ids))', { ids });
}
