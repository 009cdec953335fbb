/** The best chunks of a search: scores fall, equal scores have ascending ids. */
export interface LexicalHits {
  readonly ids: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * Keeps the `capacity` best (score, id) pairs that were offered, in a binary heap whose root is the worst of them.
 *
 * Ties prefer the lower id, so the result does not depend on the order of offers.
 */
export interface BestHits {
  /** A lower score cannot enter any more; 0 while there is room (a score of 0 is no hit). */
  threshold(): number;
  offer(score: number, id: number): void;
  take(): LexicalHits;
}

export function createBestHits(capacity: number): BestHits {
  const scores = new Float32Array(capacity);
  const ids = new Uint32Array(capacity);
  let count = 0;

  const isWorse = (score: number, id: number, than: number): boolean =>
    score < scores[than]! || (score === scores[than]! && id > ids[than]!);

  function rise(score: number, id: number): void {
    let at = count;
    count += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isWorse(score, id, parent)) break;
      scores[at] = scores[parent]!;
      ids[at] = ids[parent]!;
      at = parent;
    }
    scores[at] = score;
    ids[at] = id;
  }

  function sinkFromRoot(score: number, id: number): void {
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && isWorse(scores[child + 1]!, ids[child + 1]!, child)) child += 1;
      if (isWorse(score, id, child)) break;
      scores[at] = scores[child]!;
      ids[at] = ids[child]!;
      at = child;
    }
    scores[at] = score;
    ids[at] = id;
  }

  return {
    threshold: () => (count === capacity ? scores[0]! : 0),
    offer(score, id) {
      if (score <= 0 || capacity === 0) return;
      if (count < capacity) rise(score, id);
      else if (!isWorse(score, id, 0)) sinkFromRoot(score, id);
    },
    take() {
      const order = Array.from({ length: count }, (_, at) => at);
      order.sort((one, other) => scores[other]! - scores[one]! || ids[one]! - ids[other]!);
      return {
        ids: Uint32Array.from(order, (at) => ids[at]!),
        scores: Float32Array.from(order, (at) => scores[at]!),
      };
    },
  };
}
