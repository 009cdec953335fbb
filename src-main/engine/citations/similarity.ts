import type { Similarity } from './match-words.ts';

/** Vectors kept; the words of an answer and of its passages are a few thousand. */
const MOST_KEPT = 20_000;

/**
 * Cosine similarity of texts by an embedding, each text embedded once.
 *
 * @param embed gives a vector of unit norm, or of zeros for a text it knows nothing of
 */
export function createSimilarity(embed: (text: string) => Float32Array): Similarity {
  const vectors = new Map<string, Float32Array>();
  const vectorOf = (text: string): Float32Array => {
    const known = vectors.get(text);
    if (known !== undefined) return known;
    if (vectors.size >= MOST_KEPT) vectors.clear();
    const vector = embed(text);
    vectors.set(text, vector);
    return vector;
  };
  return (one, other) => {
    const [first, second] = [vectorOf(one), vectorOf(other)];
    let sum = 0;
    for (let at = 0; at < first.length; at += 1) sum += (first[at] ?? 0) * (second[at] ?? 0);
    return sum;
  };
}
