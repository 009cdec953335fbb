import { UNCALIBRATED_CENTRE } from '../../engine/fusion/calibrate-centre.ts';
import type { Log } from '../../platform/log.ts';
import { isSameEmbedding } from './embedding-contract.ts';
import { findCentre } from './find-centre.ts';
import type { ChunkStore, Embedder, IndexContract } from './ports.ts';

/** How much fusion trusts a model, as the contract of an index keeps it; empty for a model that brings its own centre. */
export type Trust = Pick<IndexContract, 'fusionCentre' | 'fusionQuestions'>;

export interface TrustRequest {
  readonly collectionId: string;
  readonly embedder: Embedder;
  /** Passages there are. */
  readonly passages: number;
  /** Whether the index is made anew: then the model is measured whatever is known. */
  readonly isAnew: boolean;
  readonly signal: AbortSignal;
  readonly onQuestions?: ((done: number, total: number) => void) | undefined;
}

/** A collection below this has hardly thirty questions. A guess. */
const LEAST_PASSAGES = 100;

/**
 * Finds how much a model is to be trusted in the index of a collection.
 *
 * What the index before has, with the same model, is kept. A new collection is measured once it has passages enough,
 * and again each time they have doubled while there were too few questions; until then it takes what another
 * collection found for the model.
 *
 * @param contracts what indexes were made with, by collection
 */
export function createModelTrust(
  chunks: ChunkStore,
  contracts: ReadonlyMap<string, IndexContract>,
  log: Log,
): (request: TrustRequest) => Promise<Trust> {
  const triedAt = new Map<string, number>();

  function known(collectionId: string, embedder: Embedder): IndexContract | undefined {
    const before = contracts.get(collectionId);
    const isMeasured = (made: IndexContract): boolean =>
      isSameEmbedding(made, embedder.contract) && (made.fusionQuestions ?? 0) > 0;
    return before !== undefined && isMeasured(before) ? before : [...contracts.values()].find(isMeasured);
  }

  return async ({ collectionId, embedder, passages, isAnew, signal, onQuestions }) => {
    if (embedder.centre !== undefined) return {};
    const before = known(collectionId, embedder);
    const wasTriedAt = triedAt.get(collectionId) ?? LEAST_PASSAGES / 2;
    if (isAnew || (before === undefined && passages >= 2 * wasTriedAt)) {
      const found = await findCentre(chunks, embedder, collectionId, { signal, onProgress: onQuestions });
      triedAt.set(collectionId, passages);
      const { centre, questions, curve } = found;
      log.info('Weighed an embedding model', { model: embedder.name, collectionId, centre, questions, curve });
      if (questions > 0 || before === undefined) return { fusionCentre: centre, fusionQuestions: questions };
    }
    return before === undefined
      ? { fusionCentre: UNCALIBRATED_CENTRE, fusionQuestions: 0 }
      : { fusionCentre: before.fusionCentre, fusionQuestions: before.fusionQuestions };
  };
}
