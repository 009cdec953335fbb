import type { StoredPassage } from '../../engine/passages/passage-segment.ts';
import type { ChunkFacts } from '../../engine/ranking/facts-segment.ts';
import type { SegmentRecord } from '../../services/search/ports.ts';

/** What the main thread sends to the thread that builds segments, of which it builds several; each is answered once, in order. */
export type IndexBuildRequest = { readonly build: number } & (
  | { readonly type: 'begin'; readonly dimensions: number }
  /** Parallel arrays; `vectors` is passages × dimensions, row-major. */
  | {
      readonly type: 'add';
      readonly passages: readonly StoredPassage[];
      readonly contexts: readonly string[];
      readonly vectors: Float32Array;
      readonly facts: readonly ChunkFacts[];
    }
  | { readonly type: 'finish'; readonly folder: string; readonly name: string }
  | { readonly type: 'discard' }
);

export type IndexBuildReply =
  | { readonly type: 'ready' }
  | { readonly type: 'written'; readonly record: SegmentRecord }
  | { readonly type: 'failed'; readonly message: string; readonly code?: string };
