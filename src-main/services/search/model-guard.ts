import { Failure } from '../../../src-contract/failure.ts';
import { isSameEmbedding, otherModel, probeProblem } from './embedding-contract.ts';
import type { Embedder, Embedders, IndexContract } from './ports.ts';

/** Keeps vectors of one model out of the index of another. */
export interface ModelGuard {
  /**
   * The model to write into an index with, after it embedded one text as its contract says.
   *
   * @param made what the index was made with; undefined for a new one
   * @throws Failure `conflict`, `index/other-model`, when another model made the index; `unavailable`,
   *   `embedding/off-contract`, when the model does not do what its contract says
   */
  writingModel(collectionId: string, made: IndexContract | undefined): Promise<Embedder>;
  /** Notes whether the index could be written to, for `problems`. Never fails. */
  look(collectionId: string, made: IndexContract | undefined): Promise<void>;
  forget(collectionId: string): void;
  /** Why indexes cannot be written to for now, one sentence each, by id of the collection. */
  problems(): ReadonlyMap<string, string>;
}

/** Any model has a vector for one of these words. */
const PROBE = 'one text to try the model with';

export function createModelGuard(embedders: Embedders, nameOf: (collectionId: string) => string): ModelGuard {
  const problems = new Map<string, string>();
  const probed = new WeakSet<Embedder>();

  async function assertProbed(embedder: Embedder): Promise<void> {
    if (probed.has(embedder)) return;
    const problem = probeProblem(embedder, await embedder.embed([PROBE]));
    if (problem !== undefined) {
      throw new Failure('unavailable', `Nothing was written: ${problem}. Set embedding.model to another model.`, {
        reason: 'embedding/off-contract',
      });
    }
    probed.add(embedder);
  }

  async function matching(collectionId: string, made: IndexContract | undefined): Promise<Embedder> {
    const wanted = await embedders.wanted();
    if (made !== undefined && !isSameEmbedding(made, wanted.contract)) {
      throw otherModel(nameOf(collectionId), made, wanted.contract);
    }
    return wanted;
  }

  return {
    async writingModel(collectionId, made) {
      const embedder = await matching(collectionId, made);
      await assertProbed(embedder);
      problems.delete(collectionId);
      return embedder;
    },
    async look(collectionId, made) {
      try {
        await matching(collectionId, made);
        problems.delete(collectionId);
      } catch (thrown) {
        problems.set(collectionId, thrown instanceof Error ? thrown.message : String(thrown));
      }
    },
    forget: (collectionId) => void problems.delete(collectionId),
    problems: () => problems,
  };
}
