import { LARGEST_SEGMENT } from '../../engine/lexical/lexical-segment.ts';
import { vectorProblem } from '../../engine/vector/vector-problem.ts';
import type { Log } from '../../platform/log.ts';
import type { IndexableChunk, SegmentDraft, SegmentWriter } from './ports.ts';

/** A segment that gets no more passages from who began it. */
export interface BegunSegment {
  /** Of the passages in it, ascending. */
  readonly ids: readonly number[];
  readonly draft: SegmentDraft;
}

/**
 * Segments that are built while passages are still being read, beside the readers, so that publishing them neither reads
 * the passages from the catalog again nor begins with their words.
 *
 * Only ever a head start: what a generation holds is decided by the catalog, and a begun segment is used when it holds
 * just that.
 */
export interface SegmentsAhead {
  /** Passages that the catalog was given just now, with ascending ids. Resolves when those before them are taken up. */
  add(collectionId: string, chunks: readonly IndexableChunk[]): Promise<void>;
  /** What was begun for the collection; what is added from now on begins another. Undefined when it is of no use. */
  take(collectionId: string): Promise<BegunSegment | undefined>;
  /** Gives up what was begun for the collection. */
  drop(collectionId: string): void;
}

interface Begun {
  readonly ids: number[];
  readonly draft: SegmentDraft;
  /** Whether it takes no more and is of no use; stands until it is taken, so that no other begins in the middle. */
  isLost: boolean;
  adding: Promise<void>;
}

/** @param dimensions of the readers' model */
export function createSegmentsAhead(writer: SegmentWriter, dimensions: number, log: Log): SegmentsAhead {
  const begunByCollection = new Map<string, Begun>();

  function begin(collectionId: string): Begun {
    const begun = { ids: [], draft: writer.begin(dimensions), isLost: false, adding: Promise.resolve() };
    begunByCollection.set(collectionId, begun);
    return begun;
  }

  function lose(begun: Begun): void {
    begun.isLost = true;
    begun.draft.discard();
  }

  return {
    async add(collectionId, chunks) {
      if (chunks.length === 0) return;
      await begunByCollection.get(collectionId)?.adding;
      const begun = begunByCollection.get(collectionId) ?? begin(collectionId); // the one before may be taken by now
      if (begun.isLost) return;
      if (begun.ids.length + chunks.length > LARGEST_SEGMENT || !areSound(chunks, dimensions)) {
        lose(begun);
        return;
      }
      for (const { id } of chunks) begun.ids.push(id);
      begun.adding = begun.draft.add(chunks).catch((thrown: unknown) => {
        begun.isLost = true;
        log.warn('A segment could not be built ahead; it is built from the catalog', { why: String(thrown) });
      });
    },
    async take(collectionId) {
      const begun = begunByCollection.get(collectionId);
      begunByCollection.delete(collectionId);
      await begun?.adding;
      return begun?.isLost === false ? begun : undefined;
    },
    drop(collectionId) {
      const begun = begunByCollection.get(collectionId);
      begunByCollection.delete(collectionId);
      if (begun?.isLost === false) lose(begun);
    },
  };
}

/** What else there is of vectors is for the way through the catalog to find and to tell. */
function areSound(chunks: readonly IndexableChunk[], dimensions: number): boolean {
  return chunks.every(({ vector }) => vectorProblem(vector, dimensions) === undefined);
}
