import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';

/** The part of LanceDB that the benchmarks use; declared here because the package is installed only for them. */
interface LanceTable {
  createIndex(column: string, options: { config: unknown }): Promise<void>;
  search(query: string, kind: 'fts', columns: string): LanceQuery;
  vectorSearch(vector: Float32Array): LanceQuery;
  countRows(): Promise<number>;
}

interface LanceQuery {
  distanceType(kind: 'cosine'): LanceQuery;
  fullTextSearch(query: string, options: { columns: string }): LanceQuery;
  rerank(reranker: unknown): LanceQuery;
  select(columns: string[]): LanceQuery;
  limit(count: number): LanceQuery;
  toArray(): Promise<{ id: number }[]>;
}

interface LanceModule {
  connect(folder: string): Promise<{ createTable(name: string, rows: unknown): Promise<LanceTable> }>;
  Index: { fts(): unknown };
  rerankers: { RRFReranker: { create(): Promise<unknown> } };
}

interface ArrowModule {
  tableFromArrays(columns: Record<string, unknown>): unknown;
  vectorFromArray(values: unknown, type: unknown): unknown;
  makeVector(data: unknown): unknown;
  makeData(options: unknown): unknown;
  Table: new (columns: Record<string, unknown>) => unknown;
  FixedSizeList: new (size: number, field: unknown) => unknown;
  Field: new (name: string, type: unknown, nullable: boolean) => unknown;
  Float32: new () => unknown;
  Int32: new () => unknown;
  Utf8: new () => unknown;
}

/** LanceDB with the version that was found. */
export interface LanceDb {
  readonly version: string;
  /** Writes rows to a new table in `folder`: ids from 0, texts and vectors where given. */
  createTable(folder: string, rows: LanceRows): Promise<LanceTable>;
  /** Builds the full-text index over the column `text`. */
  indexText(table: LanceTable): Promise<void>;
  /** Words and vector together, fused by reciprocal rank; with the texts. */
  searchHybrid(table: LanceTable, text: string, vector: Float32Array, limit: number): Promise<{ id: number }[]>;
}

interface LanceRows {
  readonly count: number;
  readonly texts?: readonly string[];
  readonly vectors?: { readonly values: Float32Array; readonly dimensions: number };
}

/** Finds LanceDB beside the benchmarks, or in `CARREL_BENCH_PEERS`; a sentence saying why not otherwise. */
export function openLanceDb(root: string): LanceDb | string {
  const folders = [process.env.CARREL_BENCH_PEERS, join(root, 'bench'), root].filter((folder) => folder !== undefined);
  // A hybrid search warns twice for its score columns, whatever is selected.
  process.env.LANCEDB_LOG ??= 'error';
  for (const folder of folders) {
    const require = createRequire(join(folder, 'package.json'));
    try {
      const lance = require('@lancedb/lancedb') as LanceModule;
      const arrow = require('apache-arrow') as ArrowModule;
      return useLance(lance, arrow, versionOf(require.resolve('@lancedb/lancedb')));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND')
        return `LanceDB does not load: ${String(thrown)}`;
    }
  }
  return 'LanceDB is not installed; run node bench/install-peers.ts';
}

/** Its exports do not offer package.json, so the file is found from the entry. */
function versionOf(entry: string): string {
  const name = join('@lancedb', 'lancedb');
  const folder = entry.slice(0, entry.lastIndexOf(name + sep) + name.length);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

function useLance(lance: LanceModule, arrow: ArrowModule, version: string): LanceDb {
  let reranker: unknown;
  return {
    version,
    createTable: async (folder, rows) => {
      const columns: Record<string, unknown> = {
        id: arrow.vectorFromArray(
          Int32Array.from({ length: rows.count }, (_, id) => id),
          new arrow.Int32(),
        ),
      };
      if (rows.texts !== undefined) columns.text = arrow.vectorFromArray(rows.texts, new arrow.Utf8());
      if (rows.vectors !== undefined) columns.vector = listOf(arrow, rows.count, rows.vectors);
      const connection = await lance.connect(folder);
      return connection.createTable('passages', new arrow.Table(columns));
    },
    searchHybrid: async (table, text, vector, limit) => {
      reranker ??= await lance.rerankers.RRFReranker.create();
      const search = table.vectorSearch(vector).distanceType('cosine').fullTextSearch(text, { columns: 'text' });
      return search.rerank(reranker).select(['id', 'text']).limit(limit).toArray();
    },
    indexText: (table) => table.createIndex('text', { config: lance.Index.fts() }),
  };
}

function listOf(arrow: ArrowModule, count: number, vectors: { values: Float32Array; dimensions: number }): unknown {
  const float = new arrow.Float32();
  const type = new arrow.FixedSizeList(vectors.dimensions, new arrow.Field('item', float, true));
  const child = arrow.makeData({ type: float, length: vectors.values.length, data: vectors.values });
  return arrow.makeVector(arrow.makeData({ type, length: count, child }));
}
