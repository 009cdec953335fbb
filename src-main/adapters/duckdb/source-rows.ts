import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import { sourceKindSchema } from '../../../src-contract/passage.ts';
import { sourceStatusSchema } from '../../../src-contract/source.ts';
import type { SourceOrigin, SourceRecord } from '../../services/library/ports.ts';
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

/** Columns of `sources` under the alias `s`, as `toSource` reads them. */
export const SOURCE_COLUMNS = `s.id, s.collection_id, s.path, s.origin, s.parent_id, s.kind, s.title, s.language,
  s.status, s.reason, s.excerpt, s.page_count, s.chunk_count, s.size_bytes, s.modified_at, s.hash, s.indexed_at, s.deleted_at`;

const ORIGINS: readonly SourceOrigin[] = ['file', 'upload', 'paste', 'member'];

export function toSource(row: Row): SourceRecord {
  const modifiedAt = optionalDate(row, 'modified_at');
  return {
    id: textOf(row, 'id') as SourceId,
    collectionId: textOf(row, 'collection_id') as CollectionId,
    path: textOf(row, 'path'),
    origin: ORIGINS.find((origin) => origin === row.origin) ?? 'file',
    parentId: optionalText(row, 'parent_id') as SourceId | undefined,
    kind: sourceKindSchema.parse(row.kind),
    title: textOf(row, 'title'),
    language: optionalText(row, 'language'),
    status: sourceStatusSchema.parse(row.status),
    reason: optionalText(row, 'reason'),
    excerpt: textOf(row, 'excerpt'),
    pages: optionalNumber(row, 'page_count'),
    chunks: numberOf(row, 'chunk_count'),
    sizeBytes: numberOf(row, 'size_bytes'),
    modifiedAt: modifiedAt?.toISOString(),
    hash: textOf(row, 'hash'),
    indexedAt: dateOf(row, 'indexed_at').toISOString(),
    deletedAt: optionalDate(row, 'deleted_at'),
  };
}

/** The sources inside `ids`, at any depth; archives may hold archives. */
export async function findDescendants(connection: DuckDBConnection, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await select(
    connection,
    `WITH RECURSIVE below AS (
       SELECT id FROM sources WHERE parent_id IN (SELECT unnest($ids))
       UNION SELECT s.id FROM sources s JOIN below b ON s.parent_id = b.id
     ) SELECT id FROM below`,
    { ids },
  );
  return rows.map((row) => textOf(row, 'id'));
}

/** Removes sources with their text, passages and code facts; vectors stay, other passages may share them. */
export async function removeSources(connection: DuckDBConnection, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const values = { ids };
  const listed = 'IN (SELECT unnest($ids))';
  await execute(connection, `DELETE FROM chunks WHERE source_id ${listed}`, values);
  await execute(connection, `DELETE FROM source_units WHERE source_id ${listed}`, values);
  await execute(connection, `DELETE FROM source_mentions WHERE source_id ${listed}`, values);
  await execute(connection, `DELETE FROM pages WHERE source_id ${listed}`, values);
  await execute(connection, `DELETE FROM sources WHERE id ${listed}`, values);
}
