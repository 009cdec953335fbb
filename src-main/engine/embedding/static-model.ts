/**
 * The static embedding model: token vectors looked up, added with weight 1 + ln(count), scaled to unit length.
 *
 * Exactly as models/carrel-static/MODEL_CARD.md says; no network runs. Cost per text: one pass over its characters
 * and one row of int8 weights per different token. Not for concurrent use (it has scratch memory of its own).
 */

import { createWordBuffer, splitWords } from './split-words.ts';
import { createWordPieces, openVocabulary, type VocabularyIndex } from './word-pieces.ts';

/**
 * What a model is made of; plain data, which threads can be given.
 *
 * `weights` is tokens × dimensions, row-major; a row's value is weight × scale.
 */
export interface StaticModelParts {
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly vocabulary: VocabularyIndex;
  readonly weights: Int8Array;
  readonly scales: Float32Array;
}

/** Turns text into unit vectors by table lookup. */
export interface StaticModel {
  readonly dimensions: number;
  /** Token ids in order, at most `maxTokens`. */
  tokenIds(text: string): number[];
  /** Rows of unit vectors, `texts.length` × `dimensions`; zeros for a text without tokens. */
  embed(texts: readonly string[]): Float32Array;
  /**
   * Share (0 to 1) of the characters of the text's words that lie in pieces of at least three characters, or in
   * whole words: how far the model can be trusted with this text (retrieval.md, fusion).
   */
  known(text: string): number;
}

/** Pieces shorter than this say little about a word that they are only part of (retrieval.md). */
const TELLING_PIECE = 3;

/** @throws RangeError when the parts do not belong together */
export function createStaticModel(parts: StaticModelParts): StaticModel {
  const { dimensions, maxTokens, weights, scales } = parts;
  const vocabulary = openVocabulary(parts.vocabulary);
  if (scales.length !== vocabulary.count || weights.length !== vocabulary.count * dimensions) {
    throw new RangeError(
      `${vocabulary.count} tokens of ${dimensions} dimensions do not fit ${weights.length} weights and ${scales.length} scales.`,
    );
  }
  const pieces = createWordPieces(vocabulary);
  const word = createWordBuffer();
  const bag = createBag(vocabulary.count, maxTokens);
  const sum = new Float64Array(dimensions);

  function embedInto(text: string, into: Float32Array, offset: number): void {
    bag.clear();
    splitWords(text, word, (next) => bag.add(pieces.ids, pieces.split(next)));
    sum.fill(0);
    bag.weigh(scales);
    addRows(sum, weights, bag);
    writeUnit(sum, into, offset);
  }

  return {
    dimensions,
    tokenIds: (text) => {
      const ids: number[] = [];
      splitWords(text, word, (next) => {
        ids.push(...pieces.ids.subarray(0, pieces.split(next)));
        return ids.length < maxTokens;
      });
      return ids.slice(0, maxTokens);
    },
    embed: (texts) => {
      const vectors = new Float32Array(texts.length * dimensions);
      texts.forEach((text, row) => {
        embedInto(text, vectors, row * dimensions);
      });
      return vectors;
    },
    known: (text) => {
      let total = 0;
      let covered = 0;
      splitWords(text, word, (next) => {
        total += next.points;
        const count = pieces.split(next);
        for (let at = 0; at < count; at += 1) {
          const points = vocabulary.pointsOf[pieces.ids[at]!]!;
          if (points >= TELLING_PIECE || points === next.points) covered += points;
        }
        return true;
      });
      return covered / Math.max(total, 1);
    },
  };
}

/** Different tokens of one text with their counts, in order of first appearance. */
interface Bag {
  readonly ids: Uint32Array;
  readonly factors: Float64Array;
  size: number;
  clear(): void;
  /** Counts the first `count` of `ids`; false once the text has all the tokens it may have. */
  add(ids: Uint32Array, count: number): boolean;
  /** Turns counts into factors of the weights' rows. */
  weigh(scales: Float32Array): void;
}

function createBag(tokens: number, maxTokens: number): Bag {
  const counts = new Uint16Array(tokens);
  const logarithms = Float64Array.from({ length: maxTokens + 1 }, (_, count) => 1 + Math.log(count));
  let taken = 0;
  const bag: Bag = {
    ids: new Uint32Array(maxTokens),
    factors: new Float64Array(maxTokens),
    size: 0,
    clear: () => {
      for (let at = 0; at < bag.size; at += 1) counts[bag.ids[at]!] = 0;
      bag.size = 0;
      taken = 0;
    },
    add: (ids, count) => {
      for (let at = 0; at < count && taken < maxTokens; at += 1, taken += 1) {
        const id = ids[at]!;
        if (counts[id] === 0) bag.ids[bag.size++] = id;
        counts[id] = counts[id]! + 1;
      }
      return taken < maxTokens;
    },
    weigh: (scales) => {
      for (let at = 0; at < bag.size; at += 1) {
        const id = bag.ids[at]!;
        bag.factors[at] = scales[id]! * logarithms[counts[id]!]!;
      }
    },
  };
  return bag;
}

/** Adds the bag's rows to `sum`, four at a time: a quarter of the loads and stores of the sum. */
function addRows(sum: Float64Array, weights: Int8Array, bag: Bag): void {
  const { ids, factors, size } = bag;
  const width = sum.length;
  let at = 0;
  for (; at + 3 < size; at += 4) {
    const a = ids[at]! * width;
    const b = ids[at + 1]! * width;
    const c = ids[at + 2]! * width;
    const d = ids[at + 3]! * width;
    const fa = factors[at]!;
    const fb = factors[at + 1]!;
    const fc = factors[at + 2]!;
    const fd = factors[at + 3]!;
    for (let column = 0; column < width; column += 1) {
      sum[column] =
        sum[column]! +
        fa * weights[a + column]! +
        fb * weights[b + column]! +
        fc * weights[c + column]! +
        fd * weights[d + column]!;
    }
  }
  for (; at < size; at += 1) {
    const row = ids[at]! * width;
    const factor = factors[at]!;
    for (let column = 0; column < width; column += 1) sum[column] = sum[column]! + factor * weights[row + column]!;
  }
}

function writeUnit(sum: Float64Array, into: Float32Array, offset: number): void {
  let squares = 0;
  for (let column = 0; column < sum.length; column += 1) squares += sum[column]! * sum[column]!;
  const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let column = 0; column < sum.length; column += 1) into[offset + column] = sum[column]! * factor;
}
