import type { DuckDBConnection } from '@duckdb/node-api';
import type { CodeFactsStore, FactRows } from '../../services/graph/ports.ts';
import type { Catalog } from './catalog.ts';
import { resolveCollections } from './live-collections.ts';
import { bind, select, textOf } from './rows.ts';

/** Code of collections that is not deleted. */
const LIVE_FILES = `sources s JOIN collections o ON o.id = s.collection_id
  WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL AND s.kind = 'code' AND s.collection_id IN (SELECT unnest($ids))`;

/** Definitions and mentions as the catalog holds them; `revision` counts the committed changes of it. */
export function createCodeFactsStore(catalog: Catalog, options: { readonly revision: () => number }): CodeFactsStore {
  return {
    resolveCollections: (names) => catalog.read((connection) => resolveCollections(connection, names)),
    revision: options.revision,
    fingerprint: (ids) =>
      catalog.read(async (connection) => {
        const [row] = await select(
          connection,
          `SELECT concat(count(*), ':', bit_xor(hash(s.id, s.path, s.hash, s.indexed_at))) AS print FROM ${LIVE_FILES}`,
          { ids },
        );
        return row === undefined ? '' : textOf(row, 'print');
      }),
    read: (ids, take) => catalog.read((connection) => readFacts(connection, ids, take)),
  };
}

/**
 * Reads result blocks (2,048 rows) by column: a row object for each of a million mentions would hold the thread.
 *
 * In one transaction, so that all three tables are seen as they were at one moment.
 */
async function readFacts(
  connection: DuckDBConnection,
  ids: readonly string[],
  take: (rows: FactRows) => Promise<void>,
): Promise<void> {
  await connection.run('BEGIN TRANSACTION READ ONLY');
  for (const { sql, toRows } of TABLES) {
    const { bound, types } = bind({ ids });
    const result = await connection.stream(sql, bound, types);
    for (let block = await result.fetchChunk(); block && block.rowCount > 0; block = await result.fetchChunk()) {
      await take(toRows(block.getColumns()));
    }
  }
  await connection.run('COMMIT');
}

type Columns = readonly (readonly unknown[])[];

const TABLES: readonly { readonly sql: string; readonly toRows: (columns: Columns) => FactRows }[] = [
  {
    sql: `SELECT s.id, s.collection_id, s.path, coalesce(s.language, '') FROM ${LIVE_FILES}`,
    toRows: ([sourceIds, collectionIds, paths, languages]) => ({
      type: 'files',
      sourceIds: texts(sourceIds),
      collectionIds: texts(collectionIds),
      paths: texts(paths),
      languages: texts(languages),
    }),
  },
  {
    sql: `SELECT source_id, ordinal, kind, name, namespace, start_line, end_line, char_start, char_end
      FROM units WHERE collection_id IN (SELECT unnest($ids))`,
    toRows: (columns) => ({
      type: 'units',
      sourceIds: texts(columns[0]),
      ordinals: numbers(columns[1]),
      kinds: texts(columns[2]),
      names: texts(columns[3]),
      namespaces: texts(columns[4]),
      startLines: numbers(columns[5]),
      endLines: numbers(columns[6]),
      charStarts: numbers(columns[7]),
      charEnds: numbers(columns[8]),
    }),
  },
  {
    sql: `SELECT source_id, unit_ordinal, relationship, name, qualifier, module, alias, line
      FROM unit_references WHERE collection_id IN (SELECT unnest($ids))`,
    toRows: (columns) => ({
      type: 'references',
      sourceIds: texts(columns[0]),
      unitOrdinals: numbers(columns[1]),
      relationships: texts(columns[2]),
      names: texts(columns[3]),
      qualifiers: texts(columns[4]),
      modules: texts(columns[5]),
      aliases: texts(columns[6]),
      lines: numbers(columns[7]),
    }),
  },
];

function texts(column: readonly unknown[] = []): string[] {
  return column.map(String);
}

function numbers(column: readonly unknown[] = []): number[] {
  return column.map(Number);
}
