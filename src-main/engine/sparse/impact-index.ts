/**
 * An inverted index of learned weights (learned sparse retrieval; SPLADE, Formal et al. 2021).
 *
 * A model gives each text a weight for words of its vocabulary, also for words that do not stand in it. The score of a
 * passage is the sum, over the words of the query, of both weights; term at a time, linear in the postings of the
 * query's words. Weights of passages are kept in 8 bits of 1/64 each (they are log(1 + x), so hardly ever beyond 4).
 * In memory only: it is made from what the catalog holds. Deliberately absent: skipping, which wants sorted impacts.
 */
import { bitmapHas, type IdBitmap } from '../id-bitmap.ts';
import { createBestHits, type LexicalHits } from '../lexical/best-hits.ts';

/** Words kept of a text; its row is so many ids of words, then so many weights, 0 where there are fewer. A guess. */
export const SPARSE_WORDS = 96;
const STEPS = 64;

export interface ImpactIndex {
  /** Passages that have weights. */
  readonly count: number;
  /** The `k` best, best first, ties by ascending id. */
  search(query: Float32Array, k: number, allowed?: IdBitmap): LexicalHits;
  /** Score of each id; undefined for one without weights. */
  scoreOf(query: Float32Array, ids: readonly number[]): (number | undefined)[];
  /** The most a passage could score, if it had the highest weight of each word. */
  bound(query: Float32Array): number;
}

/** Rows of a query or passage as pairs. */
function* pairsOf(row: Float32Array): Generator<readonly [word: number, weight: number]> {
  const words = row.length >> 1;
  for (let at = 0; at < words; at += 1) {
    const weight = row[words + at] ?? 0;
    if (weight > 0) yield [row[at] ?? 0, weight];
  }
}

interface Postings {
  readonly places: number[];
  readonly impacts: number[];
  most: number;
}

/** Collects rows of passages, with ascending ids. */
export function createImpactBuilder(): { add(id: number, row: Float32Array): void; build(): ImpactIndex } {
  const ids: number[] = [];
  const postings = new Map<number, Postings>();
  return {
    add(id, row) {
      const place = ids.length;
      ids.push(id);
      for (const [word, weight] of pairsOf(row)) {
        const impact = Math.min(255, Math.max(1, Math.round(weight * STEPS)));
        const list = postings.get(word) ?? { places: [], impacts: [], most: 0 };
        postings.set(word, list);
        list.places.push(place);
        list.impacts.push(impact);
        list.most = Math.max(list.most, impact);
      }
    },
    build: () => openIndex(Uint32Array.from(ids), packed(postings)),
  };
}

interface PackedPostings {
  readonly places: Uint32Array;
  readonly impacts: Uint8Array;
  readonly most: number;
}

function packed(postings: ReadonlyMap<number, Postings>): ReadonlyMap<number, PackedPostings> {
  return new Map(
    Array.from(postings, ([word, { places, impacts, most }]) => [
      word,
      { places: Uint32Array.from(places), impacts: Uint8Array.from(impacts), most },
    ]),
  );
}

function openIndex(ids: Uint32Array, postings: ReadonlyMap<number, PackedPostings>): ImpactIndex {
  const placeById = new Map(Array.from(ids, (id, place) => [id, place]));

  function scoresOf(query: Float32Array): Float32Array {
    const scores = new Float32Array(ids.length);
    for (const [word, weight] of pairsOf(query)) {
      const list = postings.get(word);
      if (list === undefined) continue;
      for (let at = 0; at < list.places.length; at += 1) {
        const place = list.places[at]!;
        scores[place] = scores[place]! + (weight * list.impacts[at]!) / STEPS;
      }
    }
    return scores;
  }

  return {
    count: ids.length,
    search(query, k, allowed) {
      const best = createBestHits(k);
      for (const [place, score] of scoresOf(query).entries()) {
        const id = ids[place]!;
        if (score > 0 && (allowed === undefined || bitmapHas(allowed, id))) best.offer(score, id);
      }
      return best.take();
    },
    scoreOf(query, wanted) {
      const scores = scoresOf(query);
      return wanted.map((id) => {
        const place = placeById.get(id);
        return place === undefined ? undefined : scores[place];
      });
    },
    bound(query) {
      let bound = 0;
      for (const [word, weight] of pairsOf(query)) bound += (weight * (postings.get(word)?.most ?? 0)) / STEPS;
      return bound;
    },
  };
}

/** Several indexes of different passages as one. */
export function joinImpactIndexes(indexes: readonly ImpactIndex[]): ImpactIndex {
  return {
    count: indexes.reduce((sum, { count }) => sum + count, 0),
    search(query, k, allowed) {
      const best = createBestHits(k);
      for (const index of indexes) {
        const { ids, scores } = index.search(query, k, allowed);
        for (const [at, id] of ids.entries()) best.offer(scores[at] ?? 0, id);
      }
      return best.take();
    },
    scoreOf(query, ids) {
      const all = indexes.map((index) => index.scoreOf(query, ids));
      return ids.map((_, at) => all.map((scores) => scores[at]).find((score) => score !== undefined));
    },
    bound: (query) => Math.max(0, ...indexes.map((index) => index.bound(query))),
  };
}
