import { UNCALIBRATED_CENTRE } from '../../engine/fusion/calibrate-centre.ts';
import type { Log } from '../../platform/log.ts';
import { isSameEmbedding } from './embedding-contract.ts';
import { type FindCentreOptions, findCentre } from './find-centre.ts';
import type { ChunkStore, Embedder, IndexContract } from './ports.ts';

/** How much fusion trusts a model, as the contract of an index keeps it; empty for a model that brings its own centre. */
export type Trust = Pick<IndexContract, 'fusionCentre' | 'fusionQuestions'>;

/** A collection below this has hardly thirty questions. A guess. */
const LEAST_PASSAGES = 100;

/** What is known of a model without asking: what its index has, else what another collection found, else the default. */
export function knownTrust(
  contracts: ReadonlyMap<string, IndexContract>,
  collectionId: string,
  embedder: Embedder,
): Trust {
  if (embedder.centre !== undefined) return {};
  const isSame = (made: IndexContract): boolean => isSameEmbedding(made, embedder.contract);
  const own = contracts.get(collectionId);
  const isOwn = own !== undefined && isSame(own) && own.fusionQuestions !== undefined;
  const source = isOwn ? own : [...contracts.values()].find((made) => isSame(made) && (made.fusionQuestions ?? 0) > 0);
  if (source === undefined) return { fusionCentre: UNCALIBRATED_CENTRE };
  return { fusionCentre: source.fusionCentre, fusionQuestions: source.fusionQuestions };
}

/** Whether a model was never weighed although there are passages enough; one weighed with too few questions was. */
export function isUnweighed({ fusionCentre, fusionQuestions }: Trust, passages: number): boolean {
  return fusionCentre !== undefined && fusionQuestions === undefined && passages >= LEAST_PASSAGES;
}

/**
 * Weighs a model by questions to a collection.
 *
 * @throws Failure `cancelled`, or `unavailable` when the model fails
 */
export async function weighModel(
  { chunks, log }: { readonly chunks: ChunkStore; readonly log: Log },
  collectionId: string,
  { embedder, ...options }: FindCentreOptions & { readonly embedder: Embedder },
): Promise<Trust> {
  if (embedder.centre !== undefined) return {};
  const { centre, questions, curve } = await findCentre(chunks, embedder, collectionId, options);
  log.info('Weighed an embedding model', { model: embedder.name, collectionId, centre, questions, curve });
  return { fusionCentre: centre, fusionQuestions: questions };
}
