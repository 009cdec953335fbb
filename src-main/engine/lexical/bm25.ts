/**
 * Okapi BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework") with the never-negative inverse
 * document frequency of Lucene. k1 and b are the values of the design study; .9 and .4 gain on prose, lose on code.
 */
export const K1 = 1.2;
export const B = 0.75;

/** ln(1 + (N − n + ½) / (n + ½)) for a term in `matching` of `total` chunks. */
export function inverseDocumentFrequency(total: number, matching: number): number {
  return Math.log(1 + (total - matching + 0.5) / (matching + 0.5));
}

/** The frequency at which a term in a chunk of this length is half saturated. */
export function halfSaturation(length: number, averageLength: number): number {
  return K1 * (1 - B + (B * length) / Math.max(averageLength, 1e-9));
}
