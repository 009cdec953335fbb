import { Failure } from '../../../src-contract/failure.ts';
import type { Embedder, Embedders, EmbeddingContract } from '../../services/search/ports.ts';

/** Name of the model that ships, in the setting. */
export const SHIPPED_MODEL = 'carrel-static';

export interface InstalledEmbeddersDeps {
  /** The model that ships, open. */
  readonly shipped: Embedder;
  /** The setting `embedding.model`; read again each time. */
  readonly setting: () => string;
  /** Opens a model of the models folder by its name there. @throws Failure when it is missing or cannot be used */
  readonly open: (name: string) => Promise<Embedder>;
}

export interface InstalledEmbedders extends Embedders {
  /** Opens a model by its name in the setting, without choosing it. */
  named(name: string): Promise<Embedder>;
  /** The one that was wanted last, for who cannot wait. */
  latest(): Embedder;
}

/** The shipped model and those of the models folder, each opened once when it is first needed. */
export function createInstalledEmbedders(deps: InstalledEmbeddersDeps): InstalledEmbedders {
  let latest = deps.shipped;
  const opened = new Map<string, Promise<Embedder>>();

  function named(name: string): Promise<Embedder> {
    if (name === '' || name === SHIPPED_MODEL) return Promise.resolve(deps.shipped);
    const known = opened.get(name);
    if (known !== undefined) return known;
    const opening = deps.open(name);
    opened.set(name, opening);
    opening.catch(() => opened.delete(name));
    return opening;
  }

  return {
    named,
    latest: () => latest,
    async wanted() {
      latest = await named(deps.setting());
      return latest;
    },
    async find(contract: EmbeddingContract) {
      const isShipped = contract.model === deps.shipped.name;
      try {
        const embedder = isShipped ? deps.shipped : await named(nameOf(contract.model));
        return embedder.contract.weights === contract.weights && embedder.name === contract.model
          ? embedder
          : undefined;
      } catch (thrown) {
        if (thrown instanceof Failure && thrown.code !== 'unavailable') return undefined;
        throw thrown;
      }
    },
  };
}

/** A model's id is its name in the models folder, "@", and the beginning of the hash of its weights. */
export function modelId(name: string, weights: string): string {
  return `${name}@${weights.slice(0, 12)}`;
}

const nameOf = (id: string): string => id.replace(/@[0-9a-f]{12}$/, '');
