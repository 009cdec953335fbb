import { join } from 'node:path';
import type { CarrelHandlers } from '../src-contract/index.ts';
import type { GeneratorModel, ModelList } from '../src-contract/models.ts';
import { createModelDownloader } from './adapters/download/model-downloader.ts';
import { createModelFiles } from './adapters/files/model-files.ts';
import { createModelsCatalogue } from './adapters/files/models-catalogue.ts';
import { createModelsFolder } from './adapters/files/models-folder.ts';
import { createGgufGenerators, type GgufGenerators } from './adapters/llama/gguf-generator.ts';
import { LADDER } from './adapters/llama/ladder.ts';
import { createModelSteps } from './adapters/llama/model-steps.ts';
import type { AppPaths } from './platform/app-paths.ts';
import type { ChildLauncher } from './platform/child-process.ts';
import type { Disposals } from './platform/disposals.ts';
import type { Log } from './platform/log.ts';
import type { NewEgress } from './services/egress/index.ts';
import { createModelsService, type MemoryBudget, predictMemory } from './services/models/index.ts';
import type { SettingsService } from './services/settings/index.ts';

interface Setup {
  readonly app: AppPaths;
  readonly launcher: ChildLauncher;
  readonly room: MemoryBudget;
  readonly log: Log;
  readonly settings: Pick<SettingsService, 'current' | 'paths'>;
  /** Models on other computers that the user added. */
  readonly remotes: () => Promise<Pick<ModelList, 'generators' | 'embedders' | 'rerankers'>>;
  readonly record: (attempt: NewEgress) => void;
  readonly onChange: () => void;
}

/** The models of this computer: what runs them, and what is done with their files. */
export interface ModelTools {
  readonly gguf: GgufGenerators;
  readonly handlers: CarrelHandlers['models'];
  listGenerators(): Promise<readonly GeneratorModel[]>;
}

export function openModelTools(setup: Setup, disposals: Disposals): ModelTools {
  const { app, launcher, room, log, settings } = setup;
  const folder = () => settings.paths.models;
  const modelsFolder = createModelsFolder(join(app.models, 'carrel-static'));
  const steps = createModelSteps(() => join(folder(), '.steps.json'), log);
  const files = createModelFiles();
  const ask = room.join({ isIdle: () => gguf.isIdle(), rest: () => gguf.rest() });
  const gguf = createGgufGenerators({
    launcher,
    app,
    log,
    steps,
    async makeRoom(path) {
      const model = await files.inspect(path);
      ask(predictMemory(model, settings.current()['answer.contextTokens'], room.availableBytes()).totalBytes);
    },
    idleMs: () => settings.current()['models.idleMinutes'] * 60_000,
  });
  disposals.add(() => gguf.close());
  const { handlers } = createModelsService({
    models: modelsFolder,
    folder,
    selected: () => settings.current()['answer.generator'],
    remotes: setup.remotes,
    managed: {
      files,
      downloads: createModelDownloader({ record: setup.record, proxy: () => settings.current()['models.proxy'] }),
      machine: room,
      tryModel: gguf.tryOut,
      catalogue: createModelsCatalogue(join(app.resources, 'models-catalogue.json')),
      settings() {
        const now = settings.current();
        const chosen = [now['answer.generator'], now['embedding.model'], now['search.reranker']];
        return { contextTokens: now['answer.contextTokens'], chosen, mirror: now['models.mirror'] };
      },
      loaded: gguf.loadedPath,
      async stepOf(path) {
        const step = await steps.get(path);
        return step === 0 ? undefined : LADDER[step]?.name;
      },
      onChange: setup.onChange,
    },
  });
  return { gguf, handlers, listGenerators: () => modelsFolder.listGenerators(folder()) };
}
