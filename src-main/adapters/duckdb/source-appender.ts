import { setImmediate } from 'node:timers/promises';
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { CommitBatch, SourceWrite } from '../../services/library/ports.ts';
import { numberOf, select, textOf, timestamp } from './rows.ts';

/**
 * Bulk-writes sources with pages, passages, code facts and those vectors that the catalog does not have yet.
 *
 * Returns the id of the first passage; the others follow in order.
 */
export async function appendSources(
  connection: DuckDBConnection,
  batch: CommitBatch,
  writes: readonly SourceWrite[],
): Promise<number> {
  await append(connection, 'sources', (appender) =>
    appendEach(writes, (write) => appendSource(appender, batch, write)),
  );
  await append(connection, 'pages', (appender) => appendPages(appender, writes));
  const firstId = await takeChunkIds(connection, writes);
  await append(connection, 'chunks', (appender) => appendChunks(appender, batch, writes, firstId));
  await appendCodeFacts(connection, batch, writes);
  await appendVectors(connection, batch.embedder, writes);
  return firstId;
}

/**
 * Rows are appended for this long before the thread hears others again; writing them out takes about as long once more.
 * A guess, unmeasured.
 */
const TURN_MS = 4;

/** Appends rows in turns; `fill` yields after each row. */
async function append(
  connection: DuckDBConnection,
  table: string,
  fill: (appender: DuckDBAppender) => Iterable<undefined>,
): Promise<void> {
  const appender = await connection.createAppender(table);
  try {
    let end = performance.now() + TURN_MS;
    for (const _ of fill(appender)) {
      if (performance.now() < end) continue;
      appender.flushSync();
      await setImmediate();
      end = performance.now() + TURN_MS;
    }
  } finally {
    appender.closeSync();
  }
}

function* appendEach<Item>(items: Iterable<Item>, appendRow: (item: Item) => void): Iterable<undefined> {
  for (const item of items) {
    appendRow(item);
    yield;
  }
}

function appendSource(appender: DuckDBAppender, batch: CommitBatch, write: SourceWrite): void {
  const { result } = write;
  appender.appendVarchar(write.id);
  appender.appendVarchar(batch.collection);
  appender.appendVarchar(write.path);
  appender.appendVarchar(write.origin);
  appendText(appender, write.parentId);
  appender.appendVarchar(result.kind);
  appender.appendVarchar(result.title);
  appendText(appender, result.language);
  appender.appendVarchar(result.status);
  appendText(appender, result.reason);
  appender.appendVarchar(write.excerpt);
  appendInteger(appender, result.pageCount);
  appender.appendInteger(result.chunks.length);
  appender.appendBigInt(BigInt(result.sizeBytes));
  if (write.modifiedAt === undefined) appender.appendNull();
  else appender.appendTimestamp(timestamp(write.modifiedAt));
  appender.appendVarchar(write.itemState === 'opened' ? '' : result.hash); // an archive has its hash when it is settled
  appender.appendTimestamp(timestamp(batch.now));
  appender.appendNull(); // deleted_at
  appender.endRow();
}

function* appendPages(appender: DuckDBAppender, writes: readonly SourceWrite[]): Iterable<undefined> {
  for (const { id, result } of writes) {
    for (const page of result.pages) {
      appender.appendVarchar(id);
      appender.appendInteger(page.page);
      appender.appendVarchar(page.state);
      appendText(appender, page.reason);
      appender.appendVarchar(page.text);
      if (page.confidence === undefined) appender.appendNull();
      else appender.appendFloat(page.confidence);
      appender.endRow();
      yield;
    }
  }
}

/** The first of as many ids as there are chunks; nobody else takes any, since there is one transaction at a time. */
async function takeChunkIds(connection: DuckDBConnection, writes: readonly SourceWrite[]): Promise<number> {
  const count = writes.reduce((sum, write) => sum + write.result.chunks.length, 0);
  const [row] = await select(
    connection,
    `SELECT coalesce(min(id), 0)::BIGINT AS first FROM (SELECT nextval('chunk_ids') AS id FROM range(${count}))`,
  );
  return row === undefined ? 0 : numberOf(row, 'first');
}

function* appendChunks(
  appender: DuckDBAppender,
  batch: CommitBatch,
  writes: readonly SourceWrite[],
  firstId: number,
): Iterable<undefined> {
  let id = firstId;
  for (const write of writes) {
    for (const [ordinal, chunk] of write.result.chunks.entries()) {
      appender.appendBigInt(BigInt(id));
      appender.appendVarchar(batch.collection);
      appender.appendVarchar(write.id);
      appender.appendInteger(ordinal);
      appendInteger(appender, chunk.position.page);
      appendInteger(appender, chunk.position.startLine);
      appendInteger(appender, chunk.position.endLine);
      appender.appendInteger(chunk.position.charStart);
      appender.appendInteger(chunk.position.charEnd);
      appendText(appender, chunk.heading);
      appender.appendVarchar(chunk.context);
      appender.appendVarchar(chunk.text);
      appender.appendInteger(chunk.tokenCount);
      appender.appendVarchar(chunk.hash);
      appender.appendVarchar(chunk.type);
      appendInteger(appender, chunk.parent);
      appender.appendVarchar(chunk.definitions.join('\n'));
      appender.endRow();
      id += 1;
      yield;
    }
  }
}

/** Most batches of documents have none. */
async function appendCodeFacts(connection: DuckDBConnection, batch: CommitBatch, writes: readonly SourceWrite[]) {
  const withFacts = writes.filter((write) => write.result.codeFacts !== undefined);
  if (withFacts.length === 0) return;
  await append(connection, 'source_units', (appender) =>
    appendEach(withFacts, ({ id, result }) => {
      if (result.codeFacts === undefined || result.codeFacts.units === '') return;
      appendTexts(appender, [id, batch.collection, result.codeFacts.units, result.codeFacts.unitHashes]);
    }),
  );
  await append(connection, 'source_mentions', (appender) =>
    appendEach(withFacts, ({ id, result }) => {
      if (result.codeFacts === undefined || result.codeFacts.mentions === '') return;
      appendTexts(appender, [id, batch.collection, result.codeFacts.mentions]);
    }),
  );
}

function appendTexts(appender: DuckDBAppender, row: readonly string[]): void {
  for (const text of row) appender.appendVarchar(text);
  appender.endRow();
}

/** Vectors belong to content: equal passages share one. */
async function appendVectors(
  connection: DuckDBConnection,
  model: string,
  writes: readonly SourceWrite[],
): Promise<void> {
  const vectorByHash = new Map<string, Uint8Array>();
  for (const { result } of writes) {
    if (result.vectors.length === 0) continue; // another model makes them, later
    const dimensions = result.chunks.length === 0 ? 0 : result.vectors.length / result.chunks.length;
    for (const [index, chunk] of result.chunks.entries()) {
      const vector = result.vectors.subarray(index * dimensions, (index + 1) * dimensions);
      vectorByHash.set(chunk.hash, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
    }
  }
  if (vectorByHash.size === 0) return;
  const known = await select(
    connection,
    'SELECT hash FROM vectors WHERE model = $model AND hash IN (SELECT unnest($hashes))',
    { model, hashes: [...vectorByHash.keys()] },
  );
  for (const row of known) vectorByHash.delete(textOf(row, 'hash'));
  await append(connection, 'vectors', (appender) =>
    appendEach(vectorByHash, ([hash, vector]) => {
      appender.appendVarchar(hash);
      appender.appendVarchar(model);
      appender.appendBlob(vector);
      appender.endRow();
    }),
  );
}

function appendText(appender: DuckDBAppender, value: string | undefined): void {
  if (value === undefined) appender.appendNull();
  else appender.appendVarchar(value);
}

function appendInteger(appender: DuckDBAppender, value: number | undefined): void {
  if (value === undefined) appender.appendNull();
  else appender.appendInteger(value);
}
