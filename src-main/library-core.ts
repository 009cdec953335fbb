import { join } from 'node:path';
import { Failure } from '../src-contract/failure.ts';
import type { CollectionId } from '../src-contract/ids.ts';
import type { CallContext } from '../src-contract/procedure.ts';
import type { NewRecovery } from '../src-contract/recovery.ts';
import type { Settings } from '../src-contract/settings.ts';
import type { Catalog } from './adapters/duckdb/catalog.ts';
import { createCatalogCare } from './adapters/duckdb/catalog-care.ts';
import { createChunkStore } from './adapters/duckdb/chunk-store.ts';
import { createJobStore } from './adapters/duckdb/job-store.ts';
import { createLibraryStore } from './adapters/duckdb/library-store.ts';
import { createOcrStore } from './adapters/duckdb/ocr-store.ts';
import { createVectorStore } from './adapters/duckdb/vector-store.ts';
import { createWatchStore } from './adapters/duckdb/watch-store.ts';
import {
  createInstalledEmbedders,
  type InstalledEmbedders,
  SHIPPED_MODEL,
} from './adapters/embedding/installed-embedders.ts';
import { openStaticEmbedder } from './adapters/embedding/static-embedder.ts';
import { createSourceReader } from './adapters/extract/source-reader.ts';
import { createFaissNeighbours } from './adapters/faiss/faiss-neighbours.ts';
import { createAcknowledgementJournal } from './adapters/files/acknowledgement-journal.ts';
import { createFolderWatcher } from './adapters/files/folder-watcher.ts';
import { createGraphFiles } from './adapters/files/graph-files.ts';
import { createIndexFiles } from './adapters/files/index-files.ts';
import { createLeftOvers } from './adapters/files/left-overs.ts';
import type { LibraryFolder } from './adapters/files/library-folder.ts';
import { createOriginalStore } from './adapters/files/original-store.ts';
import { createSegmentWriter } from './adapters/files/segment-writer.ts';
import { createSourceFiles } from './adapters/files/source-files.ts';
import { loadVectorScanModule } from './adapters/files/vector-scan-module.ts';
import { createOcrReader } from './adapters/ocr/ocr-reader.ts';
import { createScanThread } from './adapters/vector/scan-thread.ts';
import type { AppPaths } from './platform/app-paths.ts';
import type { ChildLauncher } from './platform/child-process.ts';
import type { Disposals } from './platform/disposals.ts';
import type { Log } from './platform/log.ts';
import {
  createLibraryService,
  type LibraryService,
  type ReadLimits,
  type UploadInbox,
} from './services/library/index.ts';
import {
  createSearchService,
  type Embedder,
  type RerankTools,
  type SearchService,
  type SparseEncoders,
  type VectorEngine,
} from './services/search/index.ts';

/** Two threads read side by side: on two cores a third gave nothing (guess, unmeasured on larger machines). */
const READER_THREADS = 2;

/** The part of a library that reads, indexes and searches; the app has one, an evaluation opens one of its own. */
export interface LibraryCore {
  readonly catalog: Catalog;
  readonly library: LibraryService;
  readonly search: SearchService;
  readonly uploads: UploadInbox;
  /** The model that ships. */
  readonly embedder: Awaited<ReturnType<typeof openStaticEmbedder>>;
  readonly embedders: InstalledEmbedders;
}

export interface LibraryCoreOptions {
  readonly app: AppPaths;
  readonly folder: LibraryFolder;
  /** Read again for each file. */
  readonly limits: () => ReadLimits;
  readonly catalog: Catalog;
  /** Whether a damaged index is rebuilt without asking; read again each time. */
  readonly autoHeal: () => boolean;
  /** Whether folders that are added are followed. */
  readonly watchesFolders: () => boolean;
  /** How words and meaning are combined; read again for each search. */
  readonly fusion?: () => Settings['search.fusion'];
  /** Models that read the best passages again; none without it. */
  readonly rerank?: RerankTools;
  /** A model for learned words; none without it. */
  readonly sparse?: SparseEncoders;
  /** How long what was deleted or put aside is kept. */
  readonly keepDeletedDays: () => number;
  readonly launcher: ChildLauncher;
  /** For graphs of very large collections; they are scanned without it. */
  readonly graphs?: { readonly launcher: ChildLauncher; readonly engine: () => VectorEngine };
  /** Other embedding models; only the one that ships without it. */
  readonly embedding?: {
    /** The setting; read again each time. */
    readonly model: () => string;
    readonly open?: (name: string) => Promise<Embedder>;
    readonly choose: (model: string, context: CallContext) => Promise<void>;
  };
  readonly log: Log;
  /** Writes down what was put right or found lost. */
  readonly recovered: (recovery: NewRecovery) => void;
}

type GraphOptions = NonNullable<LibraryCoreOptions['graphs']>;

/**
 * Builds the core on an open catalog. What it opens is added to `disposals`, to be closed in reverse.
 *
 * Nothing runs yet: call `search.open` and `library.start`.
 */
export async function buildLibraryCore(options: LibraryCoreOptions, disposals: Disposals): Promise<LibraryCore> {
  const { app, folder, catalog, log } = options;
  const modelFolder = join(app.models, 'carrel-static');
  const [embedder, vectorScan] = await Promise.all([
    openStaticEmbedder(modelFolder),
    loadVectorScanModule(app.resources),
  ]);

  const scanHelper = createScanThread(app.worker('vector-scan'), { wasm: vectorScan }, log);
  disposals.add(() => scanHelper.close());

  const embedders = createInstalledEmbedders({
    shipped: embedder,
    setting: options.embedding?.model ?? (() => SHIPPED_MODEL),
    open: options.embedding?.open ?? unknownModel,
  });
  let library: LibraryService | undefined;
  const writer = createSegmentWriter(app.worker('index-build'));
  const search = createSearchService({
    chunks: createChunkStore(catalog, { revision: () => library?.revision() ?? 0 }),
    files: createIndexFiles(folder.index, log),
    writer,
    embedders,
    vectors: createVectorStore(catalog),
    readersModel: embedder,
    vectorScan,
    scanHelper,
    ...(options.graphs === undefined ? {} : { graphs: graphTools(options, options.graphs) }),
    log,
    autoHeal: options.autoHeal,
    ...(options.fusion === undefined ? {} : { fusion: options.fusion }),
    ...(options.rerank === undefined ? {} : { rerank: options.rerank }),
    ...(options.sparse === undefined ? {} : { sparse: options.sparse }),
    recovered: options.recovered,
    isReading: (collections) => library?.isReading(collections) ?? false,
    onBadVectors: async (passages, model) => library?.replaceVectors(passages, model),
    onBehind: async (collection) => library?.completeIndex(collection as CollectionId),
  });
  disposals.add(() => search.close());

  const reader = createSourceReader({ app, embedder, threads: READER_THREADS, log });
  disposals.add(() => reader.close());
  const ocr = createOcrReader({ app, launcher: options.launcher });
  disposals.add(() => ocr.close());
  const journal = createAcknowledgementJournal(folder.journal);
  disposals.add(() => journal.close());
  const originals = createOriginalStore(folder.uploads, () => options.limits().maxBytes);
  library = createLibraryService({
    store: createLibraryStore(catalog),
    jobs: createJobStore(catalog),
    watched: createWatchStore(catalog),
    watcher: createFolderWatcher({ snapshots: folder.watch, library: folder.path, log }),
    watchesFolders: options.watchesFolders,
    reader,
    ocr,
    ocrPages: createOcrStore(catalog, () => new Date()),
    index: search,
    async chooseModel(model, context) {
      await embedders.named(model);
      await options.embedding?.choose(model, context);
    },
    originals,
    uploads: originals,
    files: createSourceFiles(),
    leftOvers: createLeftOvers({ library: folder.path, index: folder.index, deleted: folder.deleted }),
    keepDeletedDays: options.keepDeletedDays,
    care: createCatalogCare(catalog),
    journal,
    recovered: options.recovered,
    limits: options.limits,
    samplePath: join(app.resources, 'sample'),
    now: () => new Date(),
    log,
  });
  const service = library;
  disposals.add(() => service.close());
  return { catalog, library, search, uploads: originals, embedder, embedders };
}

function graphTools({ app, folder, log }: LibraryCoreOptions, { launcher, engine }: GraphOptions) {
  return { graphs: createFaissNeighbours(launcher, app), files: createGraphFiles(folder.index, log), engine };
}

async function unknownModel(name: string): Promise<never> {
  throw new Failure('not-found', `There is no embedding model named "${name}". Use "${SHIPPED_MODEL}".`, {
    reason: 'embedding/unknown-model',
  });
}

/** How sources are read, as the settings have it. */
export function readLimits(settings: Settings): ReadLimits {
  return {
    timeoutMs: settings['ingest.timeoutSeconds'] * 1000,
    memoryMb: settings['ingest.memoryMb'],
    maxBytes: settings['ingest.maxFileMb'] * 1024 * 1024,
    chunkSizes: {
      proseTokens: settings['chunking.proseTokens'],
      codeTokens: settings['chunking.codeTokens'],
      overlapTokens: settings['chunking.overlapTokens'],
    },
  };
}
