import { createModelFiles } from '../adapters/files/model-files.ts';
import type { createModelsService } from '../services/models/index.ts';

type Managed = Parameters<typeof createModelsService>[0]['managed'];

/** What the models service needs besides a folder: real files, nothing that loads a model or reaches the network. */
export function managedDeps(changes: Partial<Managed> = {}): Managed {
  return {
    files: createModelFiles(),
    downloads: {
      // biome-ignore lint/correctness/useYield: it fails before there is anything to tell
      async *fetch() {
        throw new Error('Nothing is fetched here');
      },
      partials: async () => [],
      discard: async () => undefined,
    },
    machine: { availableBytes: () => 8e9 },
    tryModel: async () => ({
      text: 'A library keeps books.',
      firstTokenMs: 5,
      tokensPerSecond: 9,
      tokens: 6,
      step: 'usual',
    }),
    catalogue: async () => [],
    settings: () => ({ contextTokens: 4096, chosen: [], mirror: '' }),
    loaded: () => undefined,
    stepOf: async () => undefined,
    onChange: () => undefined,
    ...changes,
  };
}
