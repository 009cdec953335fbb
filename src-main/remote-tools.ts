import { Failure } from '../src-contract/failure.ts';
import type { ModelList } from '../src-contract/models.ts';
import { REMOTE_PREFIX, type RemoteBackend } from '../src-contract/remote.ts';
import { createRemotesFile } from './adapters/files/remotes-file.ts';
import { createRemoteModels } from './adapters/remote/remote-models.ts';
import type { Generator } from './services/answer/index.ts';
import type { NewEgress } from './services/egress/index.ts';
import {
  createRemoteHealth,
  createRemoteService,
  hostOf,
  type RemoteService,
  type SecretStore,
  secretName,
} from './services/remote/index.ts';
import type { Embedder, RerankTools } from './services/search/index.ts';

/** Models on other computers, for whoever chose one; nothing here sends anything unasked. */
export interface RemoteTools {
  readonly service: RemoteService;
  openGenerator(choice: string): Promise<{ readonly generator: Generator; readonly host: string }>;
  openEmbedder(choice: string): Promise<Embedder>;
  /** Those of this computer, and those of backends by their choice. */
  withRerankers(tools: RerankTools): RerankTools;
  list(): Promise<Pick<ModelList, 'generators' | 'embedders' | 'rerankers'>>;
  /** Names of backends that are chosen in the settings given and did not answer when they were last asked. */
  failing(choices: readonly string[]): string[];
}

export function openRemoteTools(place: {
  readonly file: string;
  readonly secrets: SecretStore;
  readonly record: (attempt: NewEgress) => void;
  readonly onChange: () => void;
}): RemoteTools {
  const { onChange, secrets } = place;
  const health = createRemoteHealth();
  const record = (attempt: NewEgress): void => {
    health.heard(attempt);
    place.record(attempt);
  };
  const models = createRemoteModels({ secrets, secretName, hostOf, record });
  const service = createRemoteService({ file: createRemotesFile(place.file), secrets, probe: models, onChange });

  async function chosen(choice: string, purpose: keyof RemoteBackend['models']) {
    const backend = await service.chosen(choice);
    const model = backend.models[purpose];
    if (model !== undefined) return { backend, model };
    throw new Failure(
      'not-found',
      `The remote backend ${backend.name} has no model for this. Name one, or choose another.`,
      {
        reason: 'remote/no-model',
      },
    );
  }

  return {
    service,
    failing: health.failing,
    async openGenerator(choice) {
      const { backend, model } = await chosen(choice, 'chat');
      return { generator: models.generator(backend, model), host: hostOf(backend) };
    },
    async openEmbedder(choice) {
      const { backend, model } = await chosen(choice, 'embedding');
      return models.openEmbedder(backend, model);
    },
    withRerankers: (tools) => ({
      ...tools,
      async find(name) {
        if (!name.startsWith(REMOTE_PREFIX)) return tools.find(name);
        const { backend, model } = await chosen(name, 'rerank');
        return models.reranker(backend, model);
      },
    }),
    async list() {
      const backends = await service.all();
      const choicesFor = (purpose: keyof RemoteBackend['models']): string[] =>
        backends.flatMap(({ name, models: has }) => (has[purpose] === undefined ? [] : [REMOTE_PREFIX + name]));
      return {
        generators: backends.flatMap((backend) =>
          backend.models.chat === undefined ? [] : [shownGenerator(backend, backend.models.chat)],
        ),
        embedders: choicesFor('embedding'),
        rerankers: choicesFor('rerank'),
      };
    },
  };
}

function shownGenerator(backend: RemoteBackend, model: string): ModelList['generators'][number] {
  const { name, contextTokens } = backend;
  return { id: REMOTE_PREFIX + name, name: model, path: '', sizeBytes: 0, contextTokens, host: hostOf(backend) };
}
