import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { ChunkId, SourceId } from '../../../src-contract/ids.ts';
import type { CodeFactsStore, FactRows, PlacedCode } from '../../services/graph/ports.ts';
import type { Catalog } from './catalog.ts';
import { resolveCollections } from './live-collections.ts';
import { bind, numberOf, select, textOf } from './rows.ts';

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
    places: (chunks, sources) => catalog.read((connection) => readPlaces(connection, chunks, sources)),
    chunksAt: (lines) => catalog.read((connection) => readChunksAt(connection, lines)),
    read: (ids, take) => catalog.read((connection) => readFacts(connection, ids, take)),
  };
}

/** More lines than any file has; the end of a file that is shown as a whole. */
const WHOLE_FILE = 2_000_000_000;

async function readPlaces(
  connection: DuckDBConnection,
  chunks: readonly ChunkId[],
  sources: readonly SourceId[],
): Promise<PlacedCode[]> {
  const live = `s.deleted_at IS NULL AND o.deleted_at IS NULL AND s.kind = 'code'`;
  const passages =
    chunks.length === 0
      ? []
      : await select(
          connection,
          `SELECT s.id, s.collection_id, c.start_line, c.end_line
           FROM (SELECT * FROM chunks WHERE id IN (${chunks.map(BigInt).join(', ')})) c
           JOIN sources s ON s.id = c.source_id JOIN collections o ON o.id = s.collection_id
           WHERE ${live} AND c.start_line IS NOT NULL ORDER BY c.id`,
        );
  const files =
    sources.length === 0
      ? []
      : await select(
          connection,
          `SELECT s.id, s.collection_id, 1 AS start_line, ${WHOLE_FILE} AS end_line
           FROM sources s JOIN collections o ON o.id = s.collection_id WHERE ${live}
           AND s.id IN (SELECT unnest($sources)) ORDER BY s.id`,
          { sources },
        );
  return [...passages, ...files].map((row) => ({
    sourceId: textOf(row, 'id'),
    collectionId: textOf(row, 'collection_id'),
    startLine: numberOf(row, 'start_line'),
    endLine: numberOf(row, 'end_line'),
  }));
}

async function readChunksAt(
  connection: DuckDBConnection,
  lines: readonly { readonly sourceId: string; readonly line: number }[],
): Promise<(ChunkId | undefined)[]> {
  if (lines.length === 0) return [];
  const sources = [...new Set(lines.map(({ sourceId }) => sourceId))];
  const rows = await select(
    connection,
    `SELECT id::UINTEGER AS id, source_id, start_line, end_line FROM chunks
     WHERE source_id IN (SELECT unnest($sources)) AND start_line IS NOT NULL ORDER BY id`,
    { sources },
  );
  const bySource = Map.groupBy(rows, (row) => textOf(row, 'source_id'));
  return lines.map(({ sourceId, line }) => {
    const holds = bySource
      .get(sourceId)
      ?.find((row) => numberOf(row, 'start_line') <= line && line <= numberOf(row, 'end_line'));
    return holds === undefined ? undefined : (numberOf(holds, 'id') as ChunkId);
  });
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
  {
    type: 'configs',
    sql: `SELECT s.id || chr(30) || p.text FROM pages p JOIN sources s ON s.id = p.source_id
      WHERE s.collection_id IN (SELECT unnest($ids)) AND regexp_matches(s.path, '[/\\\\][jt]sconfig[^/\\\\]*[.]json$')`,
  },
];
