import { searchInputSchema } from '../../src-contract/search.ts';
import { openCatalog } from '../../src-main/adapters/duckdb/catalog.ts';
import { createChunkStore } from '../../src-main/adapters/duckdb/chunk-store.ts';
import { createVectorStore } from '../../src-main/adapters/duckdb/vector-store.ts';
import { createIndexFiles } from '../../src-main/adapters/files/index-files.ts';
import { silentLog } from '../../src-main/platform/log.ts';
import type { IndexSync } from '../../src-main/services/library/ports.ts';
import { createSearchService, type SearchService } from '../../src-main/services/search/index.ts';
import type { SegmentWriter } from '../../src-main/services/search/ports.ts';
import { createFakeEmbedder, theOnlyModel } from '../../src-main/testing/fake-embedder.ts';
import { aCall, openTestLibrary, type TestLibrary } from '../../src-main/testing/test-library.ts';

/** A library with its real catalog, journal, files and index; only the reader and the embedder are small fakes. */
export interface TortureLibrary extends TestLibrary {
  readonly search: SearchService;
  /** Path and text of everything a query finds, best first. */
  find(text: string): Promise<readonly string[]>;
  /** Paths of everything that a user sees listed. */
  paths(): Promise<string[]>;
  /** Waits until no job and no chore is left. */
  idle(): Promise<void>;
}

/** What searching needs that is costly to begin anew; the library closes the writer it was given. */
export interface SearchTools {
  readonly writer: SegmentWriter;
  readonly vectorScan: WebAssembly.Module;
}

export async function openTortureLibrary(path: string, tools: SearchTools): Promise<TortureLibrary> {
  const ready = Promise.withResolvers<SearchService>();
  const index: IndexSync = {
    ahead: async (id, passages) => (await ready.promise).ahead(id, passages),
    sync: async (id: string, signal?: AbortSignal) => (await ready.promise).sync(id, signal),
    rebuild: async (id, options) => (await ready.promise).rebuild(id, options),
    assertWritable: async (id) => (await ready.promise).assertWritable(id),
    modelsInUse: async () => (await ready.promise).modelsInUse(),
    embedsOnReading: async (id) => (await ready.promise).embedsOnReading(id),
    drop: async (id: string) => (await ready.promise).drop(id),
  };
  const library = await openTestLibrary(path, { index, undoMs: 0 }, openCatalog);
  const search = createSearchService({
    chunks: createChunkStore(library.catalog, { revision: library.service.revision }),
    files: createIndexFiles(library.folder.index, silentLog),
    ...tools,
    ...theOnlyModel(createFakeEmbedder('fake', library.reader.embedder.dimensions)),
    vectors: createVectorStore(library.catalog),
    log: silentLog,
    autoHeal: () => true,
    recovered: library.deps.recovered,
    onBadVectors: (ids, model) => library.service.replaceVectors(ids, model),
  });
  await search.open();
  ready.resolve(search);
  const isBusy = () => library.service.jobs().some(({ state }) => state === 'running' || state === 'queued');
  const untilQuiet = async () => {
    while (isBusy()) await new Promise((resume) => setTimeout(resume, 5)); // chores go before jobs: asking would starve them
  };
  return {
    ...library,
    search,
    async find(text) {
      const input = searchInputSchema.parse({ text, limit: 200, mode: 'lexical' });
      const { results } = await search.search(input, new AbortController().signal);
      return results.map(({ source, snippet, score }) => `${source.path} ${snippet} ${score.toFixed(6)}`);
    },
    async paths() {
      const query = { sort: 'name', descending: false, offset: 0, limit: 1000 } as const; // some forty are there
      return (await library.service.handlers.listSources(query, aCall())).sources.map(({ path }) => path);
    },
    async idle() {
      await untilQuiet();
      await library.service.repair(new AbortController().signal);
      await untilQuiet();
    },
    async close() {
      await library.close();
      await search.close();
    },
  };
}
