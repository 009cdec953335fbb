import type { Narrowing } from '../../../src-contract/search.ts';
import { bitmapAnd, bitmapAndNot, bitmapOf, type IdBitmap, idsOf } from '../../engine/id-bitmap.ts';
import type { AnalysedQuery } from '../../engine/query/analyse-query.ts';
import { mustBeRead, wordsToFind } from '../../engine/query/clause-terms.ts';
import { phraseMatcher } from '../../engine/query/match-phrase.ts';
import type { QueryClause } from '../../engine/query/parse-query.ts';
import { queryTerms } from '../../engine/text/terms.ts';
import type { IndexView } from './collection-index.ts';
import type { ChunkStore } from './ports.ts';

export interface RestrictRequest {
  readonly view: IndexView;
  readonly query: AnalysedQuery;
  readonly matching: 'any' | 'all';
  /** What scope and filters allow; all without it. */
  readonly allowed: IdBitmap | undefined;
}

/** What a query may find. */
export interface Restriction {
  readonly allowed: IdBitmap | undefined;
  readonly narrowing: readonly Narrowing[];
  /** More passages could hold a phrase than are read for it. */
  readonly isPartial: boolean;
  /** The text whose best passages were read where they were too many. */
  readonly readFor: string;
}

/** Passages read for one phrase at most: 4,096 of 68,000 took 100 ms of processor time, 512 took 15. */
const MOST_READ = 4096;

/**
 * Turns the operators of a query into the set of chunks it may find, so that every way of searching keeps to it.
 *
 * Words and the candidates of phrases come from postings; a phrase is then looked for in the texts. Where more than
 * 4,096 passages have all its words, the best of them by the whole query are read, and the answer says so.
 */
export async function restrictChunks(chunks: ChunkStore, request: RestrictRequest): Promise<Restriction> {
  const { view, query, matching } = request;
  const narrowing: Narrowing[] = [];
  let { allowed } = request;
  let isPartial = false;
  const note = (by: Narrowing['by'], written: string): void => {
    narrowing.push({ by, written, left: allowed?.count ?? view.chunks });
  };
  if (query.filters.length > 0) note('filters', query.filters.map(({ written }) => written).join(' '));

  const all = [
    ...query.phrases.map((clause) => ({ clause, by: 'phrase' as const })),
    ...query.required.map((clause) => ({ clause, by: 'required' as const })),
    ...query.excluded.map((clause) => ({ clause, by: 'excluded' as const })),
  ];
  for (const { clause, by } of all) {
    const found = await chunksWith(chunks, { view, query, clause, within: allowed });
    isPartial ||= found.isPartial;
    if (by !== 'excluded') allowed = found.chunks;
    else allowed = bitmapAndNot(allowed ?? view.lexical.chunksWith([]), found.chunks);
    note(by, clause.written);
  }
  const words = matching === 'all' ? wordsToFind(query.words) : [];
  if (words.length > 0) {
    allowed = within(view.lexical.chunksWith(words), allowed);
    note('all-words', query.words);
  }
  return { allowed, narrowing, isPartial, readFor: query.text };
}

interface ClauseRequest {
  readonly view: IndexView;
  readonly query: AnalysedQuery;
  readonly clause: QueryClause;
  readonly within: IdBitmap | undefined;
}

/** The chunks that have a word, or hold a phrase. */
async function chunksWith(
  chunks: ChunkStore,
  { view, query, clause, within: allowed }: ClauseRequest,
): Promise<{ chunks: IdBitmap; isPartial: boolean }> {
  const words = wordsToFind(clause.text);
  const candidates = within(view.lexical.chunksWith(words), allowed);
  if (!needsReading(clause, words.length)) return { chunks: candidates, isPartial: false };
  const isPartial = candidates.count > MOST_READ;
  const terms = queryTerms(`${query.text} ${clause.text}`);
  const read = isPartial
    ? view.lexical.search(terms, MOST_READ, { allowed: candidates }).ids.toSorted()
    : idsOf(candidates);
  return { chunks: await holding(chunks, read, clause.text), isPartial };
}

/** A single plain word is in a text when its term is in the index; all else is told by the text. */
function needsReading({ isPhrase, text }: QueryClause, words: number): boolean {
  return isPhrase || words > 1 || mustBeRead(text);
}

async function holding(chunks: ChunkStore, ids: Uint32Array, phrase: string): Promise<IdBitmap> {
  const matches = phraseMatcher(phrase);
  const found: number[] = [];
  await chunks.readTexts(ids, (read) => {
    for (const { id, heading, text } of read) {
      if (matches(text) || (heading !== '' && matches(heading))) found.push(id);
    }
  });
  return bitmapOf(found);
}

function within(found: IdBitmap, allowed: IdBitmap | undefined): IdBitmap {
  return allowed === undefined ? found : bitmapAnd(found, allowed);
}
