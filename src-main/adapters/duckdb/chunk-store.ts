import { setImmediate } from 'node:timers/promises';
import { BIGINT, type DuckDBConnection, LIST, listValue } from '@duckdb/node-api';
import type { ChunkId } from '../../../src-contract/ids.ts';
import { type Scope, sourceKindSchema } from '../../../src-contract/passage.ts';
import type { ChunkType } from '../../engine/chunking/chunk-type.ts';
import { joinIds } from '../../engine/join-arrays.ts';
import type { Census, ChunkStore, ChunkText, IndexableChunk, SourceFilter } from '../../services/search/ports.ts';
import type { Catalog } from './catalog.ts';
import { createChunkReader, toPosition } from './chunk-reader.ts';
import { resolveCollections } from './live-collections.ts';
import { findSources, nearPaths } from './named-sources.ts';
import { createOcrMarks, readMarks } from './ocr-marks.ts';
import { pathPattern } from './path-pattern.ts';
import { bind, numberOf, type Parameters, select } from './rows.ts';

/** Chunks whose source and collection are not deleted. */
const LIVE_CHUNKS = `chunks c JOIN sources s ON s.id = c.source_id JOIN collections o ON o.id = c.collection_id
  WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL`;

/** Chunks as search and the index read them from the catalog; `revision` counts the committed changes of it. */
export function createChunkStore(catalog: Catalog, options: { readonly revision: () => number }): ChunkStore {
  const ocrMarks = createOcrMarks(options.revision);
  const hydrate = createChunkReader(catalog, { revision: options.revision, ocrMarks });
  return {
    resolveCollections: (names) => catalog.read((connection) => resolveCollections(connection, names)),
    listIds: (collectionId) =>
      catalog.read((connection) =>
        selectIds(connection, `${LIVE_CHUNKS} AND c.collection_id = $collectionId`, { collectionId }),
      ),
    census: (collectionId, upTo) => catalog.read((connection) => takeCensus(connection, collectionId, upTo)),
    nextId: () => catalog.read(nextId),
    readForIndex: (ids, model) => catalog.read((connection) => readForIndex(connection, ids, model)),
    listAllowed: (scope, filters = []) => catalog.read((connection) => listAllowed(connection, scope, filters)),
    readTexts: (ids, visit) => catalog.read((connection) => readTexts(connection, ids, visit)),
    hydrate,
    findSources: (named) => catalog.read((connection) => findSources(connection, named)),
    nearPaths: (named) => catalog.read((connection) => nearPaths(connection, named)),
    revision: options.revision,
  };
}

/** Ids `c.id` of the rows of `from`, ascending; read block by block, so that a large library does not hold the thread. */
async function selectIds(connection: DuckDBConnection, from: string, values: Parameters): Promise<Uint32Array> {
  const { bound, types } = bind(values);
  const result = await connection.stream(`SELECT c.id::UINTEGER AS id FROM ${from} ORDER BY c.id`, bound, types);
  const blocks: Uint32Array[] = [];
  for (let block = await result.fetchChunk(); block && block.rowCount > 0; block = await result.fetchChunk()) {
    blocks.push(Uint32Array.from(block.getColumnValues(0), Number));
  }
  return joinIds(blocks);
}

/** Without joining 100,000 passages to their sources: 4.5 ms of processor time in place of 12 (timed once by hand). */
async function takeCensus(connection: DuckDBConnection, collectionId: string, upTo: number): Promise<Census> {
  const [row = {}] = await select(
    connection,
    `SELECT count(*)::DOUBLE AS count, coalesce(sum(c.id), 0)::DOUBLE AS sum,
       coalesce(bit_xor((c.id::UBIGINT * 2654435761) & 4294967295), 0)::DOUBLE AS mixed
     FROM chunks c WHERE c.collection_id = $collectionId AND c.id <= $upTo
       AND EXISTS (SELECT 1 FROM collections WHERE id = $collectionId AND deleted_at IS NULL)
       AND c.source_id NOT IN (SELECT id FROM sources WHERE deleted_at IS NOT NULL)`,
    { collectionId, upTo },
  );
  return { count: numberOf(row, 'count'), sum: numberOf(row, 'sum'), mixed: numberOf(row, 'mixed') };
}

/**
 * The number that the sequence gives next stands in its SQL. Its `last_value` is of no use: where nothing was given yet,
 * it equals the start as it does after the first number, and a replayed log does not bring it back (DuckDB 1.5.6).
 */
async function nextId(connection: DuckDBConnection): Promise<number> {
  const [row = {}] = await select(
    connection,
    `SELECT greatest(regexp_extract(sql, 'START (\\d+)', 1)::BIGINT,
       (SELECT coalesce(max(id), 0) + 1 FROM chunks))::DOUBLE AS id
     FROM duckdb_sequences() WHERE database_name = current_database() AND sequence_name = 'chunk_ids'`,
  );
  return numberOf(row, 'id');
}

async function listAllowed(
  connection: DuckDBConnection,
  scope: Scope,
  filters: readonly SourceFilter[],
): Promise<Uint32Array> {
  const conditions: string[] = [];
  const values: Record<string, Parameters[string]> = {};
  if (scope.collections !== undefined) {
    conditions.push('c.collection_id IN (SELECT unnest($collections))');
    values.collections = (await resolveCollections(connection, scope.collections)).map(({ id }) => id);
  }
  if (scope.sources !== undefined) {
    conditions.push(`c.source_id IN (
      WITH RECURSIVE inside AS (
        SELECT unnest($sources) AS id UNION SELECT m.id FROM sources m JOIN inside i ON m.parent_id = i.id
      ) SELECT id FROM inside)`);
    values.sources = scope.sources;
  }
  if (scope.kinds !== undefined) {
    conditions.push('s.kind IN (SELECT unnest($kinds))');
    values.kinds = scope.kinds;
  }
  if (scope.paths !== undefined) {
    conditions.push(fitsOneOf('$paths'));
    values.paths = scope.paths.map(pathPattern);
  }
  for (const [at, filter] of filters.entries()) {
    const name = `filter${at}`;
    conditions.push(`${filter.isExcluded ? 'NOT ' : ''}(${conditionOf(filter.field, `$${name}`)})`);
    values[name] = filter.field === 'path' ? filter.values.map(pathPattern) : filter.values;
  }
  return selectIds(connection, [LIVE_CHUNKS, ...conditions].join(' AND '), values);
}

/** Whether the path of a source fits one of the patterns of a parameter. */
function fitsOneOf(parameter: string): string {
  return `len(list_filter(${parameter}, lambda p: regexp_matches(lower(replace(s.path, '\\', '/')), p))) > 0`;
}

function conditionOf(field: SourceFilter['field'], parameter: string): string {
  if (field === 'path') return fitsOneOf(parameter);
  return `coalesce(s.${field === 'lang' ? 'language' : 'kind'}, '') IN (SELECT unnest(${parameter}))`;
}

/** Written out, 512 ids take 15 ms of processor time and as a list that is joined 70 (timed once by hand): that reads all texts. */
async function readTexts(
  connection: DuckDBConnection,
  ids: Uint32Array,
  visit: (chunks: readonly ChunkText[]) => void,
): Promise<void> {
  if (ids.length === 0) return;
  const result = await connection.stream(
    `SELECT id::UINTEGER AS id, coalesce(heading, '') AS heading, text FROM chunks WHERE id IN (${ids.join(',')})`,
  );
  for (let block = await result.fetchChunk(); block && block.rowCount > 0; block = await result.fetchChunk()) {
    const [blockIds = [], headings = [], texts = []] = block.getColumns();
    visit(blockIds.map((id, row) => ({ id: Number(id), heading: String(headings[row]), text: String(texts[row]) })));
  }
}

/**
 * Rows turned into values before the thread hears others again: a guess, unmeasured. A whole block of 2,048 takes 20 to
 * 30 ms (timed once by hand).
 */
const ROWS_A_TURN = 256;

/**
 * Reads result blocks by column: a row object per chunk would take longer than the query.
 *
 * `ids` go in as one list; the vectors of the batch are found by a hash join, never one by one.
 */
async function readForIndex(connection: DuckDBConnection, ids: Uint32Array, model: string): Promise<IndexableChunk[]> {
  if (ids.length === 0) return [];
  const result = await connection.stream(
    `WITH wanted AS (
       SELECT c.id::UINTEGER AS id, c.source_id, c.ordinal, c.heading, c.context, c.text, c.hash, c.type, c.definitions,
         c.page, c.start_line, c.end_line, c.char_start, c.char_end
       FROM chunks c WHERE c.id IN (SELECT unnest($ids)) AND c.id BETWEEN $first AND $last)
     SELECT w.id, w.context, w.text, v.vector, w.source_id, s.path, s.title, s.kind, s.language, w.ordinal, w.heading,
       w.type, w.definitions, w.page, w.start_line, w.end_line, w.char_start, w.char_end
     FROM wanted w JOIN sources s ON s.id = w.source_id
     LEFT JOIN vectors v ON v.hash = w.hash AND v.model = $model`,
    {
      ids: listValue(Array.from(ids, BigInt)),
      first: BigInt(ids[0] ?? 0),
      last: BigInt(ids[ids.length - 1] ?? 0),
      model,
    },
    { ids: LIST(BIGINT), first: BIGINT, last: BIGINT },
  );
  const found = new Map<number, IndexableChunk>();
  for (let block = await result.fetchChunk(); block && block.rowCount > 0; block = await result.fetchChunk()) {
    const columns = Array.from({ length: block.columnCount }, (_, at) => block.getColumnVector(at));
    for (let row = 0; row < block.rowCount; row += 1) {
      if (row % ROWS_A_TURN === 0) await setImmediate();
      const chunk = toIndexable(columns.map((column) => column.getItem(row)));
      found.set(chunk.id, chunk);
    }
  }
  const chunks = Array.from(ids, (id) => found.get(id)).filter((chunk) => chunk !== undefined);
  const markOf = await readMarks(connection, [...new Set(chunks.map(({ source }) => source.id))]);
  return chunks.map((chunk) => {
    const ocr = markOf(chunk.source.id, chunk.position.page);
    return ocr === undefined ? chunk : { ...chunk, ocr };
  });
}

function namesOf(lines: string): readonly string[] {
  return lines === '' ? [] : lines.split('\n');
}

/** Values in the order of the query's columns. */
function toIndexable(values: readonly unknown[]): IndexableChunk {
  const [
    id,
    context,
    text,
    vector,
    source,
    path,
    title,
    kind,
    language,
    ordinal,
    heading,
    type,
    definitions,
    ...place
  ] = values;
  return {
    id: Number(id) as ChunkId,
    context: String(context),
    text: String(text),
    type: String(type) as ChunkType,
    definitions: namesOf(String(definitions)),
    vector: toVector(vector),
    source: {
      id: String(source),
      path: String(path),
      title: String(title),
      kind: sourceKindSchema.parse(kind),
      ...(typeof language === 'string' ? { language } : {}),
    },
    ordinal: Number(ordinal),
    ...(typeof heading === 'string' ? { heading } : {}),
    position: toPosition(place),
  };
}

function toVector(value: unknown): Float32Array {
  const bytes = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : undefined;
  // A copy of its own: the bytes are a Buffer, whose `slice` would share the block they stand in.
  return bytes instanceof Uint8Array ? new Float32Array(new Uint8Array(bytes).buffer) : new Float32Array(0);
}
