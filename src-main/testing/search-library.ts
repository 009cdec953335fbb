import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewRecovery } from '../../src-contract/recovery.ts';
import { type SearchOutput, searchInputSchema } from '../../src-contract/search.ts';
import type { Catalog } from '../adapters/duckdb/catalog.ts';
import { createChunkStore } from '../adapters/duckdb/chunk-store.ts';
import { createVectorStore } from '../adapters/duckdb/vector-store.ts';
import { createIndexFiles } from '../adapters/files/index-files.ts';
import { createSegmentWriter } from '../adapters/files/segment-writer.ts';
import { locateApp } from '../platform/app-paths.ts';
import { silentLog } from '../platform/log.ts';
import { isSameEmbedding } from '../services/search/embedding-contract.ts';
import {
  createSearchService,
  type RerankTools,
  type SearchService,
  type SparseEncoders,
} from '../services/search/index.ts';
import type { ChunkStore, Embedder, IndexFiles, VectorStore } from '../services/search/ports.ts';
import { createFakeEmbedder, type FakeEmbedder } from './fake-embedder.ts';
import { type FilledSource, fillCatalog } from './fill-catalog.ts';
import { openTestCatalog } from './test-catalog.ts';
import { loadVectorScanModule } from './vector-scan-module.ts';

const vectorScan = loadVectorScanModule();

/** A catalog with a search service over it: real files, real worker, a fake embedder. */
export interface SearchLibrary {
  readonly catalog: Catalog;
  readonly chunks: ChunkStore;
  readonly files: IndexFiles;
  readonly vectors: VectorStore;
  readonly indexFolder: string;
  readonly service: SearchService;
  readonly recoveries: readonly NewRecovery[];
  /** Passages that were indexed without their vector, because it could not be right. */
  readonly badVectors: readonly number[];
  /** Adds sources to a collection (its id is its name in lower case) without indexing them. */
  add(collection: string, sources: readonly FilledSource[]): Promise<void>;
  /** Runs SQL on the catalog and counts it as a change. */
  change(sql: string): Promise<void>;
  search(
    text: string,
    more?: Omit<Parameters<typeof searchInputSchema.parse>[0] & object, 'text'>,
  ): Promise<SearchOutput>;
  close(): Promise<void>;
}

export async function openSearchLibrary(
  folder: string,
  options: {
    readonly embedder?: FakeEmbedder;
    /** What the settings ask for; the embedder by default. Its vectors are not filled in. */
    readonly wanted?: Embedder;
    readonly files?: (files: IndexFiles) => IndexFiles;
    readonly autoHeal?: boolean;
    /** Told of collections whose vectors are still to be made; without it they are made at once. */
    readonly onBehind?: (collectionId: string) => Promise<void>;
    readonly rerank?: RerankTools;
    readonly sparse?: SparseEncoders;
  } = {},
): Promise<SearchLibrary> {
  await mkdir(folder, { recursive: true });
  const catalog = await openTestCatalog(join(folder, 'catalog.duckdb'));
  const recoveries: NewRecovery[] = [];
  const badVectors: number[] = [];
  const embedder = options.embedder ?? createFakeEmbedder();
  const known = [embedder, ...(options.wanted === undefined ? [] : [options.wanted])];
  const vectors = createVectorStore(catalog);
  let revision = 0;
  const chunks = createChunkStore(catalog, { revision: () => revision });
  const indexFolder = join(folder, 'index');
  const realFiles = createIndexFiles(indexFolder, silentLog);
  const files = options.files?.(realFiles) ?? realFiles;
  const writer = createSegmentWriter(locateApp(import.meta.url).worker('index-build'));
  const service = createSearchService({
    chunks,
    files,
    writer,
    embedders: {
      wanted: async () => options.wanted ?? embedder,
      find: async (contract) => known.find((one) => isSameEmbedding(one.contract, contract)),
    },
    vectors,
    readersModel: embedder,
    vectorScan,
    ...(options.rerank === undefined ? {} : { rerank: options.rerank }),
    ...(options.sparse === undefined ? {} : { sparse: options.sparse }),
    log: silentLog,
    ...(options.onBehind === undefined ? {} : { onBehind: options.onBehind }),
    autoHeal: () => options.autoHeal ?? true,
    recovered: (recovery) => void recoveries.push(recovery),
    onBadVectors: async (ids) => void badVectors.push(...ids),
  });
  return {
    catalog,
    chunks,
    files,
    vectors,
    indexFolder,
    service,
    recoveries,
    badVectors,
    async add(collection, sources) {
      revision += 1;
      await fillCatalog(catalog, { id: collection.toLowerCase(), name: collection }, sources, embedder);
    },
    async change(sql) {
      revision += 1;
      await catalog.write((connection) => connection.run(sql));
    },
    search: (text, more) => service.search(searchInputSchema.parse({ ...more, text }), new AbortController().signal),
    async close() {
      await service.close();
      await catalog.close();
    },
  };
}
