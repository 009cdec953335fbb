import { Failure } from '../../../src-contract/failure.ts';
import type { Embedder, EmbeddingContract } from './ports.ts';

/** Whether vectors made under both contracts can be compared. */
export function isSameEmbedding(one: EmbeddingContract, other: EmbeddingContract): boolean {
  return differencesOf(one, other).length === 0;
}

/** What two contracts disagree about, each with both sides; empty when they agree. */
export function differencesOf(one: EmbeddingContract, other: EmbeddingContract): string[] {
  const facts: readonly (readonly [string, unknown, unknown])[] = [
    ['model', one.model, other.model],
    ['weights', one.weights.slice(0, 12), other.weights.slice(0, 12)],
    ['dimensions', one.dimensions, other.dimensions],
    ['pooling', one.pooling, other.pooling],
    ['normalised', one.normalised, other.normalised],
    ['query prefix', JSON.stringify(one.queryPrefix), JSON.stringify(other.queryPrefix)],
    ['passage prefix', JSON.stringify(one.passagePrefix), JSON.stringify(other.passagePrefix)],
  ];
  return facts.filter(([, mine, its]) => mine !== its).map(([name, mine, its]) => `${name} ${mine}, not ${its}`);
}

/** Said before anything is written into an index that another model made. */
export function otherModel(collection: string, index: EmbeddingContract, wanted: EmbeddingContract): Failure {
  const differences = differencesOf(index, wanted).join('; ');
  return new Failure(
    'conflict',
    `The index of ${collection} was made with ${index.model}, and the setting embedding.model asks for ${wanted.model} (${differences}). Nothing was written. Run "carrel reindex" to make it anew with ${wanted.model}, or set embedding.model back.`,
    { reason: 'index/other-model', details: { collection, index: index.model, wanted: wanted.model } },
  );
}

/**
 * Why what a model makes now does not fit its contract; undefined when it does.
 *
 * @param vector of some text that the model knows
 */
export function probeProblem(embedder: Pick<Embedder, 'contract'>, vector: Float32Array): string | undefined {
  const { model, dimensions, normalised } = embedder.contract;
  const norm = Math.hypot(...vector);
  if (vector.length !== dimensions) return `${model} made a vector of ${vector.length} dimensions, not ${dimensions}`;
  // Half precision keeps three digits of a length.
  if (!Number.isFinite(norm) || (normalised && Math.abs(norm - 1) > 1e-3)) {
    return `${model} made a vector of length ${norm.toFixed(3)}, not 1`;
  }
  return undefined;
}
