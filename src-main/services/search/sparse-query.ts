import type { ImpactIndex } from '../../engine/sparse/impact-index.ts';

/** The learned-sparse list of a search: the query's weights, and the passages' of its collections. */
export interface SparseQuery {
  readonly row: Float32Array;
  readonly index: ImpactIndex;
}
