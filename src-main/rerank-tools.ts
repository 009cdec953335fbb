import { createInstalledRerankers } from './adapters/rerank/installed-rerankers.ts';
import { createRerankProcess } from './adapters/rerank/rerank-process.ts';
import type { AppPaths } from './platform/app-paths.ts';
import type { ChildLauncher } from './platform/child-process.ts';
import type { Disposals } from './platform/disposals.ts';
import type { RerankTools } from './services/search/index.ts';
import type { SettingsService } from './services/settings/index.ts';

/** The rerankers of the models folder in a child process, used as the settings have it. */
export function openRerankTools(
  {
    app,
    launcher,
    settings,
  }: {
    readonly app: AppPaths;
    readonly launcher: ChildLauncher;
    readonly settings: Pick<SettingsService, 'current' | 'paths'>;
  },
  disposals: Disposals,
): RerankTools {
  const process = createRerankProcess(launcher, app.worker('reranking'));
  disposals.add(() => process.close());
  return {
    ...createInstalledRerankers(() => settings.paths.models, process),
    settings() {
      const {
        'search.reranker': model,
        'search.rerankTopN': topN,
        'search.rerankBudgetMs': budgetMs,
      } = settings.current();
      return { model, topN, budgetMs };
    },
  };
}
