import type { ChunkFacts } from '../../engine/ranking/facts-segment.ts';
import type { SegmentRecord } from '../../services/search/ports.ts';

/** What the main thread sends to the thread that builds segments; each is answered once, in order. */
export type IndexBuildRequest =
  | { readonly type: 'begin'; readonly folder: string; readonly name: string; readonly dimensions: number }
  /** `vectors` is ids × dimensions, row-major. */
  | {
      readonly type: 'add';
      readonly ids: Uint32Array;
      readonly texts: readonly string[];
      readonly vectors: Float32Array;
      /** Beside `texts`; `language` decides how definitions are found where the reader found none. */
      readonly facts: readonly ChunkFacts[];
    }
  | { readonly type: 'finish' };

export type IndexBuildReply =
  | { readonly type: 'ready' }
  | { readonly type: 'written'; readonly record: SegmentRecord }
  | { readonly type: 'failed'; readonly message: string; readonly code?: string };
