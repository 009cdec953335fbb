import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { ModelList } from '../../../src-contract/models.ts';
import { createManagedModels, type ManagedDeps } from './managed-models.ts';
import type { ModelsFolder } from './ports.ts';

/** Name of the embedding model that ships, in the setting `embedding.model`. */
const SHIPPED = 'carrel-static';

/** The models there are, and what is done with them. Choosing one is a setting; loading is the work of who uses it. */
export function createModelsService(deps: {
  readonly models: ModelsFolder;
  /** The folder in force now, absolute. */
  readonly folder: () => string;
  /** The setting `answer.generator`. */
  readonly selected: () => string;
  /** Models on other computers that the user added. */
  readonly remotes: () => Promise<Pick<ModelList, 'generators' | 'embedders' | 'rerankers'>>;
  readonly managed: Omit<ManagedDeps, 'folder'>;
}): { readonly handlers: CarrelHandlers['models'] } {
  return {
    handlers: {
      ...createManagedModels({ ...deps.managed, folder: deps.folder }),
      async list() {
        const folder = deps.folder();
        const [embedder, generators, embedders, rerankers, remotes, sparseModels] = await Promise.all([
          deps.models.readEmbedder(),
          deps.models.listGenerators(folder),
          deps.models.listEmbedders(folder),
          deps.models.listRerankers(folder),
          deps.remotes(),
          deps.models.listSparseModels(folder),
        ]);
        const selected = deps.selected();
        return {
          folder,
          embedder,
          embedders: [SHIPPED, ...embedders, ...remotes.embedders],
          rerankers: [...rerankers, ...remotes.rerankers],
          sparseModels: [...sparseModels],
          generators: [...generators, ...remotes.generators],
          selected,
        };
      },
    },
  };
}
