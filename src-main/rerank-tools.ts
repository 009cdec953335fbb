import type { Settings } from '../src-contract/settings.ts';
import { createEmbeddingProcess } from './adapters/embedding/embedding-process.ts';
import { createInstalledRerankers } from './adapters/rerank/installed-rerankers.ts';
import { createRerankProcess } from './adapters/rerank/rerank-process.ts';
import { createSparseEncoders } from './adapters/transformers/sparse-encoders.ts';
import type { SparseModel } from './adapters/transformers/sparse-session.ts';
import { roomyEmbedding, roomyReranking } from './model-room.ts';
import type { AppPaths } from './platform/app-paths.ts';
import type { ChildLauncher } from './platform/child-process.ts';
import type { Disposals } from './platform/disposals.ts';
import type { MemoryBudget } from './services/models/index.ts';
import type { RerankTools, SparseEncoders } from './services/search/index.ts';

interface Setup {
  readonly app: AppPaths;
  readonly launcher: ChildLauncher;
  readonly room: MemoryBudget;
  /** Read again for each search, as the settings are. */
  readonly modelsFolder: () => string;
  readonly settings: RerankTools['settings'];
}

/** The rerankers of the models folder, in a child process that starts when one is first used. */
export function openRerankTools(
  { app, launcher, room, modelsFolder, settings }: Setup,
  disposals: Disposals,
): RerankTools {
  const process = roomyReranking(createRerankProcess(launcher, app.worker('reranking')), room);
  disposals.add(() => process.close());
  return { ...createInstalledRerankers(modelsFolder, process), settings };
}

/** The models for learned words, in a child process of their own. */
export function openSparseEncoders(
  { app, launcher, room, ...choice }: Omit<Setup, 'settings'> & { readonly setting: () => string },
  disposals: Disposals,
): SparseEncoders {
  const process = roomyEmbedding(createEmbeddingProcess<SparseModel>(launcher, app.worker('sparse-encoding')), room);
  disposals.add(() => process.close());
  return createSparseEncoders(choice, process);
}

export function rerankSettings(settings: Settings): ReturnType<RerankTools['settings']> {
  return {
    model: settings['search.reranker'],
    topN: settings['search.rerankTopN'],
    budgetMs: settings['search.rerankBudgetMs'],
  };
}
