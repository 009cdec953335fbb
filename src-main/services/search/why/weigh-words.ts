import type { ChunkId } from '../../../../src-contract/ids.ts';
import type { WhyWord } from '../../../../src-contract/why.ts';
import { bitmapAnd, type IdBitmap } from '../../../engine/id-bitmap.ts';
import { nearWords, wordsOf } from '../../../engine/text/near-words.ts';
import { queryTerms } from '../../../engine/text/terms.ts';
import { forEachWord } from '../../../engine/text/words.ts';
import type { IndexView } from '../collection-index.ts';
import type { ChunkStore } from '../ports.ts';

export interface WordRequest {
  readonly view: IndexView;
  readonly text: string;
  /** What might have been found; all without it. */
  readonly allowed: IdBitmap | undefined;
  readonly ids: Uint32Array;
  readonly chunk: number | undefined;
}

/** A pasted page is a query, too; nobody reads of more words than this. */
const MOST_WORDS = 24;
/** Passages of the source whose words are compared with a missing one: some 70 pages. A guess. */
const MOST_READ = 128;

/** Where the words of a query stand: in the passage, in its source, in the library, and what comes near to them. */
export async function weighWords(chunks: ChunkStore, request: WordRequest): Promise<WhyWord[]> {
  const { view, text, allowed, ids, chunk } = request;
  const bound = view.lexical.bound(queryTerms(text));
  const words = distinctWords(text).map(({ word, terms }) => {
    const [inPassage = []] = chunk === undefined ? [] : view.lexical.contributions(terms, [chunk]);
    const having = view.lexical.chunksWith([[terms]]);
    const searched = allowed === undefined ? having : bitmapAnd(having, allowed);
    const inSource = view.lexical.contributions(terms, [...ids]).some((found) => found.every(isThere));
    const frequency = inPassage.every(isThere) ? Math.min(...inPassage.map((term) => term.frequency)) : 0;
    return {
      word,
      share: bound > 0 ? Math.min(1, view.lexical.bound(terms) / bound) : 0,
      inPassage: inPassage.length === 0 ? 0 : frequency,
      inSource,
      inLibrary: searched.count,
    };
  });
  const isMissing = words.some(({ inSource }) => !inSource);
  const known = isMissing ? wordsOf(await textsOf(chunks, ids)) : new Set<string>();
  return words.map((word) => ({ ...word, near: word.inSource ? [] : nearWords(word.word, known) }));
}

const isThere = ({ frequency }: { readonly frequency: number }): boolean => frequency > 0;

async function textsOf(chunks: ChunkStore, ids: Uint32Array): Promise<string[]> {
  const read = await chunks.hydrate([...ids.subarray(0, MOST_READ)].map((id) => id as ChunkId));
  return read.map(({ heading = '', text }) => `${heading}\n${text}`);
}

function distinctWords(text: string): { word: string; terms: readonly string[] }[] {
  const words = new Map<string, { word: string; terms: readonly string[] }>();
  forEachWord(text, (start, end) => {
    const word = text.slice(start, end);
    const terms = queryTerms(word);
    const key = terms.join(' ');
    if (terms.length > 0 && words.size < MOST_WORDS && !words.has(key)) words.set(key, { word, terms });
  });
  return [...words.values()];
}
