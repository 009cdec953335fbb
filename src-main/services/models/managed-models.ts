import { isAbsolute, join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { ModelFile, ModelStep } from '../../../src-contract/models.ts';
import { orderOf } from './download-order.ts';
import type { Downloader, InspectedModel, Machine, ModelFiles, ReadCatalogue, TryModel } from './ports.ts';
import { predictMemory } from './predict-memory.ts';

export interface ManagedDeps {
  readonly files: ModelFiles;
  readonly downloads: Downloader;
  readonly machine: Machine;
  readonly tryModel: TryModel;
  readonly catalogue: ReadCatalogue;
  /** The folder in force now, absolute. */
  readonly folder: () => string;
  /** What the settings say now. */
  readonly settings: () => {
    readonly contextTokens: number;
    /** Names that settings choose, for whatever purpose. */
    readonly chosen: readonly string[];
    /** Address that stands in for that of the catalogue's; empty: none. */
    readonly mirror: string;
  };
  /** Path of the chat model that is in memory. */
  readonly loaded: () => string | undefined;
  /** How a model runs here, where that is not the usual way. */
  readonly stepOf: (path: string) => Promise<ModelStep | undefined>;
  /** Called when models came or went. */
  readonly onChange: () => void;
}

type Managed = Omit<CarrelHandlers['models'], 'list'>;

/** Models as a product: what there is, what it takes, how it comes and goes. */
export function createManagedModels(deps: ManagedDeps): Managed {
  const { files, downloads } = deps;

  async function show(model: InspectedModel): Promise<ModelFile> {
    const { keyLength: _, valueLength: __, vocabulary: ___, ...facts } = model;
    const { contextTokens, chosen } = deps.settings();
    const step = await deps.stepOf(model.path);
    return {
      ...facts,
      isChosen: chosen.includes(model.id),
      isLoaded: deps.loaded() === model.path,
      ...(step === undefined ? {} : { step }),
      ...(model.problem === undefined
        ? { memory: predictMemory(model, contextTokens, deps.machine.availableBytes()) }
        : {}),
    };
  }

  const inFolder = (id: string): Promise<InspectedModel> => files.inspect(join(deps.folder(), id));

  return {
    async installed() {
      const folder = deps.folder();
      const freeDiskBytes = await files.freeBytes(folder);
      const found = await files.list(folder);
      return {
        folder,
        ...(freeDiskBytes === undefined ? {} : { freeDiskBytes }),
        models: await Promise.all(found.map(show)),
        removed: [...(await files.removed(folder))],
        downloads: [...(await downloads.partials(folder))],
      };
    },
    inspect: async ({ model }) => show(await (isAbsolute(model) ? files.inspect(model) : inFolder(model))),
    async *import({ path, link }, { signal }) {
      if (!isAbsolute(path)) throw notAbsolute(path);
      const id = yield* files.add({ folder: deps.folder(), path, link }, signal);
      deps.onChange();
      return show(await inFolder(id));
    },
    async remove({ id }) {
      await files.remove(deps.folder(), id);
      deps.onChange();
      return {};
    },
    async restore({ id }) {
      await files.restore(deps.folder(), id);
      deps.onChange();
      return {};
    },
    async test({ id }, { signal }) {
      const model = await inFolder(id);
      if (model.problem !== undefined) throw unusable(id, model.problem);
      if (model.kind !== 'chat') throw unusable(id, 'It writes nothing: only chat models are asked for a sentence.');
      return deps.tryModel(model.path, signal);
    },
    catalogue: async () => [...(await deps.catalogue())],
    async *download(input, { signal }) {
      const order = orderOf(input, await deps.catalogue(), deps.settings().mirror);
      const fetched = yield* downloads.fetch({ ...order, folder: deps.folder() }, signal);
      deps.onChange();
      return { model: await show(await inFolder(order.fileName)), ...fetched };
    },
    async discard({ fileName }) {
      await downloads.discard(deps.folder(), fileName);
      return {};
    },
  };
}

function notAbsolute(path: string): Failure {
  return new Failure('invalid-input', `"${path}" is no absolute path. Name the file with its folder.`, {
    reason: 'models/relative-path',
  });
}

function unusable(id: string, why: string): Failure {
  return new Failure('invalid-input', `${id} cannot be asked. ${why}`, { reason: 'models/unusable' });
}
