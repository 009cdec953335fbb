import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { ModelList } from '../../../src-contract/models.ts';
import type { ModelsFolder } from './ports.ts';

/** Name of the embedding model that ships, in the setting `embedding.model`. */
const SHIPPED = 'carrel-static';

/** Lists the models there are. Choosing one is the setting `answer.generator`; loading is the answer service's work. */
export function createModelsService(deps: {
  readonly models: ModelsFolder;
  /** The folder in force now, absolute. */
  readonly folder: () => string;
  /** The setting `answer.generator`. */
  readonly selected: () => string;
  /** Models on other computers that the user added. */
  readonly remotes: () => Promise<Pick<ModelList, 'generators' | 'embedders' | 'rerankers'>>;
}): { readonly handlers: CarrelHandlers['models'] } {
  return {
    handlers: {
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
