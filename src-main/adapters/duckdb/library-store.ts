import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import type { Collection } from '../../../src-contract/library.ts';
import { type PageCoverage, sourceStatusSchema } from '../../../src-contract/source.ts';
import type { CollectionRecord, KnownFile, LibraryStore, PageText, SourceQuery } from '../../services/library/ports.ts';
import { listAcknowledged } from './acknowledged-rows.ts';
import type { Catalog } from './catalog.ts';
import { eraseSources, listPurgeable, purge } from './library-store-purge.ts';
import {
  dateOf,
  execute,
  numberOf,
  optionalDate,
  optionalNumber,
  optionalText,
  type Parameters,
  type Row,
  select,
  textOf,
} from './rows.ts';
import { findDescendants, SOURCE_COLUMNS, toSource } from './source-rows.ts';

/** A source is shown when neither it nor its collection is deleted. */
const LIVE_SOURCES = `sources s JOIN collections c ON c.id = s.collection_id
  WHERE s.deleted_at IS NULL AND c.deleted_at IS NULL`;

const SORT_COLUMNS: Readonly<Record<SourceQuery['sort'], string>> = {
  name: 'lower(s.title)',
  status: 's.status',
  chunks: 's.chunk_count',
  size: 's.size_bytes',
  modified: 's.modified_at',
  indexed: 's.indexed_at',
};

/** Collections and sources in the catalog. */
export function createLibraryStore(catalog: Catalog): LibraryStore {
  return {
    listCollections: () => catalog.read(listCollections),
    findCollection: (id) =>
      catalog.read(async (connection) => {
        const rows = await select(connection, 'SELECT * FROM collections WHERE id = $id', { id });
        return rows[0] && toCollection(rows[0]);
      }),
    findCollectionByName: (name) =>
      catalog.read(async (connection) => {
        const sql = 'SELECT * FROM collections WHERE lower(name) = lower($name) AND deleted_at IS NULL';
        const rows = await select(connection, sql, { name });
        return rows[0] && toCollection(rows[0]);
      }),
    putCollection: (record) => catalog.write((connection) => putCollection(connection, record)),
    listSources: (query) => catalog.read((connection) => listSources(connection, query)),
    findSources: (ids) =>
      catalog.read(async (connection) => {
        const sql = `SELECT ${SOURCE_COLUMNS} FROM sources s WHERE s.id IN (SELECT unnest($ids))`;
        return (await select(connection, sql, { ids })).map(toSource);
      }),
    findSourcesByPath: (collection, paths) =>
      catalog.read(async (connection) => {
        const sql = `SELECT ${SOURCE_COLUMNS} FROM sources s WHERE s.collection_id = $collection
          AND s.path IN (SELECT unnest($paths)) AND s.origin IN ('file', 'member')`;
        return (await select(connection, sql, { collection, paths })).map(toSource);
      }),
    listFilesBelow: (collection, prefix) =>
      catalog.read((connection) => listFilesBelow(connection, collection, prefix)),
    listMembers: (archive) =>
      catalog.read(async (connection) => {
        const sql = `SELECT ${SOURCE_COLUMNS} FROM sources s
          WHERE s.parent_id = $archive AND s.deleted_at IS NULL ORDER BY s.path`;
        return (await select(connection, sql, { archive })).map(toSource);
      }),
    listWithMembers: (id) =>
      catalog.read(async (connection) => [id, ...((await findDescendants(connection, [id])) as SourceId[])]),
    readPages: (id, page) => catalog.read((connection) => readPages(connection, id, page)),
    listCoverage: (id) => catalog.read((connection) => listCoverage(connection, id)),
    markSources: (ids, deletedAt) =>
      catalog.write(async (connection) => {
        const all = [...ids, ...(await findDescendants(connection, ids))];
        const sql = 'UPDATE sources SET deleted_at = $deletedAt WHERE id IN (SELECT unnest($ids))';
        await execute(connection, sql, { ids: all, deletedAt });
      }),
    listPurgeable: (before) => catalog.read((connection) => listPurgeable(connection, before)),
    listAcknowledged: () => catalog.read(listAcknowledged),
    settle: () => catalog.checkpoint(),
    purge: (before, endedJobsBefore) => catalog.write((connection) => purge(connection, before, endedJobsBefore)),
    eraseSources: (ids) => catalog.write((connection) => eraseSources(connection, ids)),
    counts: () => catalog.read(counts),
  };
}

/** Rows in pieces, so that the thread is free in between: a watched folder may hold 100,000 files. */
async function listFilesBelow(connection: DuckDBConnection, collection: CollectionId, prefix: string) {
  const result = await connection.stream(
    `SELECT id, path, size_bytes::DOUBLE, epoch_ms(modified_at)::DOUBLE, hash, status, kind = 'archive' FROM sources
     WHERE collection_id = $collection AND origin = 'file' AND deleted_at IS NULL AND starts_with(path, $prefix)`,
    { collection, prefix },
  );
  const files: KnownFile[] = [];
  for await (const rows of result.yieldRows()) {
    for (const [id, path, sizeBytes, modifiedMs, hash, status, isArchive] of rows) {
      files.push({
        id: String(id) as SourceId,
        path: String(path),
        sizeBytes: Number(sizeBytes),
        modifiedMs: modifiedMs === null ? undefined : Number(modifiedMs),
        hash: String(hash),
        status: sourceStatusSchema.parse(status),
        isArchive: isArchive === true,
      });
    }
  }
  return files;
}

async function listCollections(connection: DuckDBConnection): Promise<Collection[]> {
  const rows = await select(
    connection,
    `SELECT c.id, c.name, c.created_at, count(s.id) AS sources, coalesce(sum(s.chunk_count), 0)::BIGINT AS chunks,
       coalesce(sum(s.size_bytes) FILTER (WHERE s.parent_id IS NULL), 0)::BIGINT AS size_bytes
     FROM collections c LEFT JOIN sources s ON s.collection_id = c.id AND s.deleted_at IS NULL
     WHERE c.deleted_at IS NULL GROUP BY c.id, c.name, c.created_at ORDER BY lower(c.name)`,
  );
  return rows.map((row) => ({
    id: textOf(row, 'id') as CollectionId,
    name: textOf(row, 'name'),
    createdAt: dateOf(row, 'created_at').toISOString(),
    sources: numberOf(row, 'sources'),
    chunks: numberOf(row, 'chunks'),
    sizeBytes: numberOf(row, 'size_bytes'),
  }));
}

async function putCollection(connection: DuckDBConnection, record: CollectionRecord): Promise<void> {
  await execute(connection, 'DELETE FROM collections WHERE id = $id', { id: record.id });
  await execute(connection, 'INSERT INTO collections VALUES ($id, $name, $createdAt, $deletedAt)', {
    id: record.id,
    name: record.name,
    createdAt: record.createdAt,
    deletedAt: record.deletedAt,
  });
}

async function listSources(connection: DuckDBConnection, query: SourceQuery) {
  const conditions: string[] = [];
  const values: Record<string, Parameters[string]> = {};
  if (query.collection !== undefined) {
    conditions.push('s.collection_id = $collection');
    values.collection = query.collection;
  }
  if (query.text !== undefined && query.text.trim() !== '') {
    conditions.push('(contains(lower(s.path), lower($text)) OR contains(lower(s.title), lower($text)))');
    values.text = query.text.trim();
  }
  if (query.status !== undefined && query.status.length > 0) {
    conditions.push('s.status IN (SELECT unnest($status))');
    values.status = query.status;
  }
  const from = `FROM ${[LIVE_SOURCES, ...conditions].join(' AND ')}`;
  const order = `${SORT_COLUMNS[query.sort]} ${query.descending ? 'DESC' : 'ASC'} NULLS LAST, s.path`;
  const total = await select(connection, `SELECT count(*) AS total ${from}`, values);
  const rows = await select(
    connection,
    `SELECT ${SOURCE_COLUMNS} ${from} ORDER BY ${order} LIMIT ${query.limit} OFFSET ${query.offset}`,
    values,
  );
  return { total: total[0] === undefined ? 0 : numberOf(total[0], 'total'), sources: rows.map(toSource) };
}

async function readPages(connection: DuckDBConnection, id: SourceId, page?: number): Promise<PageText[]> {
  const rows = await select(
    connection,
    'SELECT page, state, reason, confidence, text FROM pages WHERE source_id = $id AND ($page IS NULL OR page = $page::INTEGER) ORDER BY page',
    { id, page },
  );
  return rows.map((row) => ({ ...toPage(row), text: textOf(row, 'text') }));
}

async function listCoverage(connection: DuckDBConnection, id: SourceId): Promise<PageCoverage[]> {
  const sql =
    'SELECT page, state, reason, confidence, length(text) AS characters FROM pages WHERE source_id = $id ORDER BY page';
  const rows = await select(connection, sql, { id });
  return rows.map((row) => ({ ...toPage(row), characters: numberOf(row, 'characters') }));
}

function toPage(row: Row): Omit<PageText, 'text'> {
  const reason = optionalText(row, 'reason');
  const state = textOf(row, 'state');
  const confidence = optionalNumber(row, 'confidence');
  return {
    page: numberOf(row, 'page'),
    state: state === 'text' || state === 'ocr' || state === 'failed' ? state : 'empty',
    ...(confidence === undefined ? {} : { confidence }),
    ...(reason === undefined ? {} : { reason }),
  };
}

async function counts(connection: DuckDBConnection) {
  const rows = await select(
    connection,
    `SELECT (SELECT count(*) FROM collections WHERE deleted_at IS NULL) AS collections, count(*) AS sources,
       coalesce(sum(s.chunk_count), 0)::BIGINT AS chunks FROM ${LIVE_SOURCES}`,
  );
  const row = rows[0] ?? {};
  return {
    collections: numberOf(row, 'collections'),
    sources: numberOf(row, 'sources'),
    chunks: numberOf(row, 'chunks'),
  };
}

function toCollection(row: Row): CollectionRecord {
  return {
    id: textOf(row, 'id') as CollectionId,
    name: textOf(row, 'name'),
    createdAt: dateOf(row, 'created_at'),
    deletedAt: optionalDate(row, 'deleted_at'),
  };
}
