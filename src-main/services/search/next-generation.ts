import type { CollectionIndex, OpenSegment } from './collection-index.ts';
import { type GenerationPlan, planGeneration } from './plan-generation.ts';

/** What the next generation is to be; segments that lack vectors count as absent where `lacksNothing` is to hold. */
export function planOf({
  current,
  live,
  lacksNothing = false,
}: {
  readonly current: CollectionIndex | undefined;
  readonly live: Uint32Array;
  readonly lacksNothing?: boolean;
}): GenerationPlan<OpenSegment> | undefined {
  const segments = current?.segments ?? [];
  const sound = lacksNothing ? segments.filter(({ scan }) => scan.lacking === 0) : segments;
  return planGeneration(sound, current?.tombstones ?? new Uint32Array(0), live);
}

/** How many passages are on one side only. */
export function differenceOf(live: Uint32Array, index: CollectionIndex | undefined): number {
  const before = new Set<number>();
  for (const { ids } of index?.segments ?? []) for (const id of ids) before.add(id);
  for (const id of index?.tombstones ?? []) before.delete(id);
  let same = 0;
  for (const id of live) if (before.has(id)) same++;
  return live.length + before.size - 2 * same;
}
