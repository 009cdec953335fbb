import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobIdSchema } from '../src-contract/ids.ts';
import { settingsSchema } from '../src-contract/settings.ts';
import { openCatalog } from './adapters/duckdb/catalog.ts';
import { openStaticEmbedder } from './adapters/embedding/static-embedder.ts';
import { createBeirFolders } from './adapters/files/beir-folder.ts';
import { createCodeQuestionFiles } from './adapters/files/code-question-files.ts';
import { createLabelledPairFiles } from './adapters/files/labelled-pair-files.ts';
import { openLibraryFolder } from './adapters/files/library-folder.ts';
import { createSimilarity } from './engine/citations/similarity.ts';
import { buildLibraryCore, type LibraryCore, readLimits } from './library-core.ts';
import { openModelRoom } from './model-room.ts';
import type { AppPaths } from './platform/app-paths.ts';
import { createDisposals } from './platform/disposals.ts';
import { forkChild } from './platform/fork-child.ts';
import type { Log } from './platform/log.ts';
import { openRerankTools, rerankSettings } from './rerank-tools.ts';
import { createEvaluationService, type EvaluationService, type ScratchLibrary } from './services/evaluation/index.ts';

/** How a reranker is measured: as deep as by default, and in as much time as it needs. */
const RERANKING = { ...rerankSettings(settingsSchema.parse({})), budgetMs: 10 * 60_000 };
const COLLECTION = 'Evaluation';

/** Evaluation on throw-away libraries, each in a temporary folder of its own, with the default settings. */
export function createEvaluation(app: AppPaths, modelsFolder: () => string, log: Log): EvaluationService {
  return createEvaluationService({
    sets: createBeirFolders(),
    questions: createCodeQuestionFiles(),
    libraries: { open: () => openScratchLibrary(app, modelsFolder, log) },
    pairs: createLabelledPairFiles(),
    similarity: async () => {
      const model = await openStaticEmbedder(join(app.models, 'carrel-static'));
      return createSimilarity((text) => model.embedQuery(text));
    },
  });
}

async function openScratchLibrary(app: AppPaths, modelsFolder: () => string, log: Log): Promise<ScratchLibrary> {
  const disposals = createDisposals();
  const root = await mkdtemp(join(tmpdir(), 'carrel-evaluation-'));
  disposals.add(() => rm(root, { recursive: true, force: true }));
  try {
    const folder = await openLibraryFolder(join(root, 'library'));
    const catalog = await openCatalog(folder.catalog);
    disposals.add(() => catalog.close());
    const limits = readLimits(settingsSchema.parse({}));
    const core = await buildLibraryCore(
      {
        app,
        folder,
        limits: () => limits,
        catalog,
        launcher: forkChild,
        watchesFolders: () => false,
        log,
        autoHeal: () => true,
        rerank: openRerankTools(
          { app, launcher: forkChild, room: openModelRoom(), modelsFolder, settings: () => RERANKING },
          disposals,
        ),
        keepDeletedDays: () => 0,
        recovered: () => {},
      },
      disposals,
    );
    await core.search.open();
    await core.library.start();
    return {
      ingest: (files, signal) => ingest(core, join(root, 'documents'), files, signal),
      addFolder: (collection, folder, signal) => addFolder(core, collection, folder, signal),
      search: core.search.search,
      close: () => disposals.closeAll(),
    };
  } catch (thrown) {
    await disposals.closeAll();
    throw thrown;
  }
}

async function* ingest(
  core: LibraryCore,
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
  signal: AbortSignal,
): AsyncGenerator<number, void, void> {
  await mkdir(folder);
  for (const { name, text } of files) {
    signal.throwIfAborted();
    await writeFile(join(folder, name), text);
  }
  yield* addFolder(core, COLLECTION, folder, signal);
}

async function* addFolder(
  { library }: LibraryCore,
  collection: string,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<number, void, void> {
  const context = { signal, caller: 'cli' } as const;
  const { job } = await library.handlers.addSources({ collection, paths: [folder], uploads: [], texts: [] }, context);
  for await (const event of library.handlers.followJob({ id: jobIdSchema.parse(job) }, context)) {
    if (event.type === 'progress') yield event.filesDone;
  }
}
