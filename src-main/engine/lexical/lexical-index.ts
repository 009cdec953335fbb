/**
 * BM25 over several segments as if they were one index.
 *
 * Document frequencies, the number of chunks and their average length are those of all live chunks of all segments,
 * so the ranking does not depend on how the chunks were cut into segments, nor on what was deleted before. Filters act
 * inside the search and leave these statistics alone. Scores are sums of idf · (k1 + 1) · saturation.
 */
import { addId, bitmapHas, bitmapOfWords, type IdBitmap } from '../id-bitmap.ts';
import { rowOfId } from '../row-of-id.ts';
import { termWeight } from '../text/function-words.ts';
import { wordForm } from '../text/word-form.ts';
import { createBestHits, type LexicalHits } from './best-hits.ts';
import { inverseDocumentFrequency, K1 } from './bm25.ts';
import { eachChunkWithWords, type WordTerms } from './chunks-with.ts';
import { findTerm, type LexicalSegment } from './lexical-segment.ts';
import { searchRareTermsFirst } from './rare-terms-first.ts';
import {
  contribution,
  findPosting,
  prepareSegment,
  type SearchedSegment,
  scoreChunk,
  termsInSegment,
} from './searched-segment.ts';
import { searchTermAtATime } from './term-at-a-time.ts';

/** What one term of the query added to the score of a chunk; `frequency` 0 when it is not there. */
export interface TermContribution {
  readonly term: string;
  readonly value: number;
  readonly frequency: number;
  readonly idf: number;
}

export interface LexicalSearchOptions {
  /** Only these chunks are found; all without it. */
  readonly allowed?: IdBitmap | undefined;
  /** Both give the same hits; plain addition of everything is there to be compared with. */
  readonly strategy?: 'rare-terms-first' | 'term-at-a-time';
}

export interface LexicalIndex {
  /** Live chunks. */
  readonly count: number;
  /** Whether it holds code for the most part, where the name of a programming language tells nothing apart. */
  isCode(): boolean;
  /** The `k` best chunks with at least one of the terms. */
  search(terms: readonly string[], k: number, options?: LexicalSearchOptions): LexicalHits;
  /** BM25 of each chunk; 0 for one without the terms or not held. */
  scoreOf(terms: readonly string[], ids: readonly number[]): Float32Array;
  /** More than any chunk can score: every term saturated. Unknown terms count, as nothing can match them. */
  bound(terms: readonly string[]): number;
  /** Inverse document frequency of each term: how much it tells chunks apart. */
  idfOf(terms: readonly string[]): readonly number[];
  /** Ids of the live chunks that have every word; all of them for no word. */
  chunksWith(words: readonly WordTerms[]): IdBitmap;
  /** What each term adds to the score of each chunk, in the order of the chunks and of the terms. */
  contributions(terms: readonly string[], ids: readonly number[]): TermContribution[][];
}

const encoder = new TextEncoder();

/**
 * With this share of passages that "return", a collection is code: cosqa-dev has .76, 17 of the 20 repositories of
 * code-files-dev .32 to .79, sets of prose .03 at most.
 */
const CODE_SHARE = 0.25;
const RETURN = wordForm('return');

/** Makes segments searchable together; the ids of their live chunks must not repeat. `deleted` ids are as if absent. */
export function createLexicalIndex(segments: readonly LexicalSegment[], deleted?: IdBitmap): LexicalIndex {
  const removed = deleted !== undefined && deleted.count > 0 ? deleted : undefined;
  const masks = segments.map((segment) => (removed === undefined ? undefined : liveMask(segment, removed)));
  const { count, averageLength } = statistics(segments, masks);
  const searched = segments.map((segment) => prepareSegment(segment, averageLength));
  const masksByFilter = new WeakMap<IdBitmap, readonly Uint8Array[]>();
  const liveFrequencies = new Map<string, number>();

  /** A query looked up: per term its idf, and its number in each segment. */
  function prepare(terms: readonly string[]): { idfs: number[]; numbersBySegment: number[][] } {
    const encoded = terms.map((term) => encoder.encode(term));
    const numbersBySegment = segments.map((segment) => encoded.map((term) => findTerm(segment, term)));
    const idfs = terms.map((_, at) => {
      let matching = 0;
      for (const [s, numbers] of numbersBySegment.entries()) matching += frequencyIn(s, numbers[at] ?? -1);
      return inverseDocumentFrequency(count, matching) * termWeight(terms[at] ?? '', isCode());
    });
    return { idfs, numbersBySegment };
  }

  let codeFound: boolean | undefined;
  function isCode(): boolean {
    codeFound ??= frequencyOf(RETURN) >= count * CODE_SHARE && count > 0;
    return codeFound;
  }

  function frequencyOf(term: string): number {
    const bytes = encoder.encode(term);
    return segments.reduce((sum, segment, at) => sum + frequencyIn(at, findTerm(segment, bytes)), 0);
  }

  /** Live chunks of a segment with the term; counted once where chunks were deleted. */
  function frequencyIn(at: number, number: number): number {
    const segment = segments[at];
    if (segment === undefined || number < 0) return 0;
    const start = segment.postingOffsets[number]!;
    const end = segment.postingOffsets[number + 1]!;
    const mask = masks[at];
    if (mask === undefined) return end - start;
    const key = `${at}:${number}`;
    let live = liveFrequencies.get(key);
    if (live === undefined) {
      live = 0;
      for (let posting = start; posting < end; posting += 1) live += mask[segment.chunkNumbers[posting]!]!;
      liveFrequencies.set(key, live);
    }
    return live;
  }

  function masksFor(allowed: IdBitmap | undefined): readonly (Uint8Array | undefined)[] {
    if (allowed === undefined) return masks;
    let found = masksByFilter.get(allowed);
    if (found === undefined) {
      found = segments.map((segment, at) => allowedMask(segment, allowed, masks[at]));
      masksByFilter.set(allowed, found);
    }
    return found;
  }

  /** The segment that holds a live `id`, and the chunk's number in it. */
  function locate(id: number): { at: number; chunk: number } | undefined {
    for (const [at, segment] of segments.entries()) {
      const chunk = rowOfId(segment.ids, id);
      if (chunk >= 0 && masks[at]?.[chunk] !== 0) return { at, chunk };
    }
    return undefined;
  }

  return {
    count,
    isCode,
    search(terms, k, { allowed, strategy = 'rare-terms-first' } = {}) {
      const { idfs, numbersBySegment } = prepare(terms);
      const hits = createBestHits(Math.min(k, count));
      const filters = masksFor(allowed);
      const searchSegment = strategy === 'term-at-a-time' ? searchTermAtATime : searchRareTermsFirst;
      for (const [at, segment] of searched.entries()) {
        const present = termsInSegment(segment, numbersBySegment[at] ?? [], idfs);
        if (present.length > 0) searchSegment(segment, present, { hits, k, live: filters[at] });
      }
      return hits.take();
    },
    scoreOf(terms, ids) {
      const { idfs, numbersBySegment } = prepare(terms);
      const bySegment = searched.map((segment, at) => termsInSegment(segment, numbersBySegment[at] ?? [], idfs));
      return Float32Array.from(ids, (id) => {
        const place = locate(id);
        const segment = place && searched[place.at];
        return place && segment ? scoreChunk(segment, bySegment[place.at] ?? [], place.chunk) : 0;
      });
    },
    bound(terms) {
      return prepare(terms).idfs.reduce((sum, idf) => sum + idf * (K1 + 1), 0);
    },
    idfOf: (terms) => prepare(terms).idfs,
    chunksWith(words) {
      const largest = segments.reduce((most, { ids }) => Math.max(most, ids.at(-1) ?? 0), 0);
      const bits = new Uint32Array((largest >>> 5) + 1);
      for (const [at, segment] of segments.entries()) {
        const mask = masks[at];
        eachChunkWithWords(segment, words, (chunk) => {
          if (mask === undefined || mask[chunk] === 1) addId(bits, segment.ids[chunk]!);
        });
      }
      return bitmapOfWords(bits);
    },
    contributions(terms, ids) {
      const { idfs, numbersBySegment } = prepare(terms);
      return ids.map((id) => {
        const place = locate(id);
        const segment = place && searched[place.at];
        return terms.map((term, at) => {
          const idf = idfs[at] ?? 0;
          const number = (place && numbersBySegment[place.at]?.[at]) ?? -1;
          if (!place || !segment || number < 0) return { term, value: 0, frequency: 0, idf };
          return { term, idf, ...explainPosting(segment, number, place.chunk, idf) };
        });
      });
    },
  };
}

function explainPosting(
  searched: SearchedSegment,
  number: number,
  chunk: number,
  idf: number,
): { value: number; frequency: number } {
  const { segment } = searched;
  const offsets = segment.postingOffsets;
  const posting = findPosting(segment, offsets[number]!, offsets[number + 1]!, chunk);
  if (posting < 0) return { value: 0, frequency: 0 };
  return { value: contribution(searched, idf * (K1 + 1), posting), frequency: segment.frequencies[posting]! };
}

/** 1 for each chunk that is not deleted; undefined when none is. */
function liveMask(segment: LexicalSegment, deleted: IdBitmap): Uint8Array | undefined {
  const gone = maskOf(segment, deleted);
  return gone.includes(1) ? gone.map((isGone) => 1 - isGone) : undefined;
}

function allowedMask(segment: LexicalSegment, allowed: IdBitmap, live: Uint8Array | undefined): Uint8Array {
  const mask = maskOf(segment, allowed);
  if (live !== undefined) for (let at = 0; at < mask.length; at += 1) mask[at] = mask[at]! & live[at]!;
  return mask;
}

/** 1 for each chunk whose id is in the set. A plain loop: from() with a function held the thread 20 ms for 112,000. */
function maskOf({ ids }: LexicalSegment, set: IdBitmap): Uint8Array {
  const mask = new Uint8Array(ids.length);
  for (let at = 0; at < ids.length; at += 1) if (bitmapHas(set, ids[at]!)) mask[at] = 1;
  return mask;
}

function statistics(
  segments: readonly LexicalSegment[],
  masks: readonly (Uint8Array | undefined)[],
): { count: number; averageLength: number } {
  let count = 0;
  let length = 0;
  for (const [at, segment] of segments.entries()) {
    const mask = masks[at];
    for (let chunk = 0; chunk < segment.lengths.length; chunk += 1) {
      if (mask?.[chunk] === 0) continue;
      count += 1;
      length += segment.lengths[chunk]!;
    }
  }
  return { count, averageLength: length / Math.max(1, count) };
}
