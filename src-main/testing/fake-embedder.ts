import { createHash } from 'node:crypto';
import type { Embedder, Embedders } from '../services/search/ports.ts';

export interface FakeEmbedder extends Embedder {
  embed(texts: readonly string[]): Float32Array;
  embedQuery(text: string): Float32Array;
}

/** Embeds a text by its words, each on an axis given by its letters; knows every word but those with a "q". */
export function createFakeEmbedder(name = 'fake', dimensions = 32): FakeEmbedder {
  const embedOne = (text: string): Float32Array => {
    const vector = new Float32Array(dimensions);
    for (const word of knownWords(text)) {
      const axis = [...word].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % dimensions;
      vector[axis] = (vector[axis] ?? 0) + 1;
    }
    const norm = Math.hypot(...vector);
    return norm === 0 ? vector : vector.map((value) => value / norm);
  };
  return {
    name,
    dimensions,
    contract: {
      model: name,
      weights: createHash('sha256').update(name).digest('hex'),
      dimensions,
      pooling: 'static',
      normalised: true,
      queryPrefix: '',
      passagePrefix: '',
    },
    embedQuery: embedOne,
    known: (text) => knownWords(text).length / Math.max(1, wordsOf(text).length),
    embed(texts) {
      const all = new Float32Array(texts.length * dimensions);
      for (const [row, text] of texts.entries()) all.set(embedOne(text), row * dimensions);
      return all;
    },
  };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const knownWords = (text: string): string[] => wordsOf(text).filter((word) => !word.includes('q'));

/** What a search service needs where there is one model, which the readers use, too. */
export function theOnlyModel(embedder: Embedder): { readonly embedders: Embedders; readonly readersModel: Embedder } {
  return {
    embedders: {
      wanted: async () => embedder,
      find: async ({ model }) => (model === embedder.name ? embedder : undefined),
    },
    readersModel: embedder,
  };
}
