import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
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
 * Rows go as one text a file, fields and rows between control characters: a value for each field of a million mentions
 * held the main thread for 300 ms at a time, a text for each file does not show.
 *
 * In one transaction, so that all three tables are seen as they were at one moment.
 */
async function readFacts(
  connection: DuckDBConnection,
  ids: readonly string[],
  take: (rows: FactRows) => Promise<void>,
): Promise<void> {
  await connection.run('BEGIN TRANSACTION READ ONLY');
  for (const { type, sql } of TABLES) {
    const { bound, types } = bind({ ids });
    const result = await connection.stream(sql, bound, types);
    for (let block = await result.fetchChunk(); block && block.rowCount > 0; block = await result.fetchChunk()) {
      for await (const texts of slicesOf(block)) await take({ type, texts });
    }
  }
  await connection.run('COMMIT');
}

/** Characters handed over at once: copying them takes a millisecond or two. Guess, unmeasured. */
const CHARS_AT_ONCE = 500_000;

/** The texts of a block, in slices; each is only read from the database's memory when its turn has come. */
async function* slicesOf(block: DuckDBDataChunk): AsyncGenerator<string[]> {
  const column = block.getColumnVector(0);
  let texts: string[] = [];
  let chars = 0;
  for (let row = 0; row < block.rowCount; row += 1) {
    const text = String(column.getItem(row));
    texts.push(text);
    chars += text.length;
    if (chars < CHARS_AT_ONCE && row < block.rowCount - 1) continue;
    yield texts;
    texts = [];
    chars = 0;
  }
}

/** The first field of each text is the source's id. */
const TABLES: readonly { readonly type: FactRows['type']; readonly sql: string }[] = [
  {
    type: 'files',
    sql: `SELECT concat_ws(chr(31), s.id, s.collection_id, s.path, coalesce(s.language, '')) FROM ${LIVE_FILES}`,
  },
  {
    type: 'units',
    sql: 'SELECT source_id || chr(30) || units FROM source_units WHERE collection_id IN (SELECT unnest($ids))',
  },
  {
    type: 'references',
    sql: 'SELECT source_id || chr(30) || mentions FROM source_mentions WHERE collection_id IN (SELECT unnest($ids))',
  },
];
