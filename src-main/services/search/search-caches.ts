import type { SearchOutput } from '../../../src-contract/search.ts';
import type { Embedder } from './ports.ts';
import { createSharedWork } from './shared-work.ts';
import { type CacheCounts, createTimedCache } from './timed-cache.ts';

/** Entries of each cache and how long they live (issue 5). */
const ENTRIES = 256;
const LIFETIME_MS = 300_000;
/** Passages in all remembered results: with their explanations about 3 kB each, so 15 MB (a guess from one search). */
const MOST_PASSAGES = 5120;

export interface SearchCacheCounts {
  readonly results: CacheCounts;
  readonly embeddings: CacheCounts;
  /** Searches that waited for an equal one under way. */
  readonly joined: number;
}

/** What search remembers of what it was asked. */
export interface SearchCaches {
  /** The vector of a query, which is remembered for a while; an aborted signal reaches the model. */
  embedQuery(embedder: Embedder, text: string, signal: AbortSignal): Promise<Float32Array>;
  /**
   * The result of an equal search, which was made, is under way, or is made now. `key` stands for everything the result
   * depends on, the state of catalog and index included; what a changed library would answer is under another key.
   */
  search(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<SearchOutput>): Promise<SearchOutput>;
  counts(): SearchCacheCounts;
}

/** @param now milliseconds; never goes back */
export function createSearchCaches(now: () => number): SearchCaches {
  const vectors = createTimedCache<Float32Array>({ entries: ENTRIES, lifetimeMs: LIFETIME_MS, now });
  const results = createTimedCache<SearchOutput>({
    entries: ENTRIES,
    lifetimeMs: LIFETIME_MS,
    now,
    weigh: { of: (output) => output.results.length, most: MOST_PASSAGES },
  });
  const shared = createSharedWork<SearchOutput>();

  return {
    async embedQuery(embedder, text, signal) {
      const key = `${embedder.name}\n${text}`;
      const known = vectors.get(key);
      if (known !== undefined) return known;
      const vector = await embedder.embedQuery(text, signal);
      vectors.set(key, vector);
      return vector;
    },
    async search(key, signal, work) {
      const started = now();
      const known = results.get(key);
      if (known !== undefined) return { ...known, timings: { cache: 0, total: now() - started } };
      return shared.join(key, signal, async (either) => {
        const output = await work(either);
        if (output.limits === undefined) results.set(key, output); // what was late may be in time the next time
        return output;
      });
    },
    counts: () => ({ results: results.counts(), embeddings: vectors.counts(), joined: shared.joined() }),
  };
}
