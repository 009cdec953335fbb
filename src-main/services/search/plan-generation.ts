import { bitmapOf, idsIn, idsNotIn } from '../../engine/id-bitmap.ts';
import { joinIds } from '../../engine/join-arrays.ts';
import { LARGEST_SEGMENT } from '../../engine/lexical/lexical-segment.ts';

/** A segment as planning sees it. */
export interface PlannedSegment {
  /** Ascending. */
  readonly ids: Uint32Array;
}

/** What the next generation keeps, builds anew and marks as gone. */
export interface GenerationPlan<S extends PlannedSegment> {
  readonly keep: readonly S[];
  /** Ids of each segment to build, ascending. */
  readonly fresh: readonly Uint32Array[];
  /** Ids in kept segments that are not live, ascending. */
  readonly tombstones: Uint32Array;
}

/** Beyond this, segments are merged: each costs every query a dictionary look-up per term. A guess. */
const MOST_SEGMENTS = 8;
/** A segment with a larger share of dead chunks is rewritten. A guess. */
const MOST_DEAD = 0.2;

/**
 * The cheapest generation that holds exactly the `live` chunks, or undefined when the present one does already.
 *
 * New chunks become new segments; segments with many dead chunks, and the smallest ones while there are too many, are
 * written again together with them, so that over time a chunk is rewritten about log(n) times. A function of its
 * arguments alone: the same catalog always gives the same set of chunks.
 */
export function planGeneration<S extends PlannedSegment>(
  segments: readonly S[],
  tombstones: Uint32Array,
  live: Uint32Array,
): GenerationPlan<S> | undefined {
  const isLive = bitmapOf(live);
  const measured = segments.map((segment) => ({ segment, liveIds: idsIn(isLive, segment.ids) }));
  const held = bitmapOf(joinIds(measured.map(({ liveIds }) => liveIds)));
  const added = idsNotIn(held, live);
  const healthy = measured.filter(
    ({ segment, liveIds }) => liveIds.length > 0 && liveIds.length >= segment.ids.length * (1 - MOST_DEAD),
  );
  const rewritten = measured.filter((entry) => !healthy.includes(entry)).map(({ liveIds }) => liveIds);
  const { keep, merged } = mergeSmall(healthy, joinIds([added, ...rewritten]).length);

  const kept = segments.filter((segment) => keep.some((entry) => entry.segment === segment));
  const gone = joinIds(kept.map(({ ids }) => idsNotIn(isLive, ids))).sort();
  if (added.length === 0 && kept.length === segments.length && sameIds(gone, tombstones)) return undefined;
  return { keep: kept, fresh: cut(joinIds([added, ...rewritten, ...merged]).sort()), tombstones: gone };
}

interface Measured<S> {
  readonly segment: S;
  readonly liveIds: Uint32Array;
}

/** When there are too many segments: takes the smallest out, as long as one is no larger than what is written anyway. */
function mergeSmall<S>(
  healthy: readonly Measured<S>[],
  fresh: number,
): { keep: readonly Measured<S>[]; merged: readonly Uint32Array[] } {
  const isFull = ({ liveIds }: Measured<S>): boolean => liveIds.length > LARGEST_SEGMENT / 2;
  const full = healthy.filter(isFull);
  const small = healthy.filter((entry) => !isFull(entry));
  const merged: Uint32Array[] = [];
  if (fresh === 0 || small.length < MOST_SEGMENTS) return { keep: healthy, merged };
  small.sort((one, other) => other.liveIds.length - one.liveIds.length);
  let written = fresh;
  for (let last = small.at(-1); last !== undefined; last = small.at(-1)) {
    if (small.length < MOST_SEGMENTS && last.liveIds.length > written) break;
    merged.push(last.liveIds);
    written += last.liveIds.length;
    small.pop();
  }
  return { keep: [...full, ...small], merged };
}

/** Parts of at most the largest segment. */
function cut(ids: Uint32Array): Uint32Array[] {
  const parts: Uint32Array[] = [];
  for (let from = 0; from < ids.length; from += LARGEST_SEGMENT) parts.push(ids.subarray(from, from + LARGEST_SEGMENT));
  return parts;
}

function sameIds(one: Uint32Array, other: Uint32Array): boolean {
  return one.length === other.length && one.every((id, at) => id === other[at]);
}
