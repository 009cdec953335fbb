import type { LeftOut, LeftOutReason } from '../../../src-contract/folder.ts';

/** Paths named per reason. */
const EXAMPLES = 5;

/** Counts what is left out, by reason. */
export interface LeftOutTally {
  add(entry: { readonly path: string; readonly isFolder: boolean; readonly reason: LeftOutReason }): void;
  /** Most frequent first. */
  list(): LeftOut[];
}

export function createLeftOutTally(): LeftOutTally {
  const byReason = new Map<LeftOutReason, LeftOut>();
  return {
    add({ path, isFolder, reason }) {
      const sum = byReason.get(reason) ?? { reason, files: 0, folders: 0, examples: [] };
      if (isFolder) sum.folders++;
      else sum.files++;
      if (sum.examples.length < EXAMPLES) sum.examples.push(path);
      byReason.set(reason, sum);
    },
    list: () => mostFirst([...byReason.values()]),
  };
}

/** Joins what several folders left out. */
export function joinLeftOut(one: readonly LeftOut[], other: readonly LeftOut[]): LeftOut[] {
  const joined = new Map(one.map((sum) => [sum.reason, sum]));
  for (const sum of other) {
    const before = joined.get(sum.reason);
    joined.set(sum.reason, {
      reason: sum.reason,
      files: sum.files + (before?.files ?? 0),
      folders: sum.folders + (before?.folders ?? 0),
      examples: [...(before?.examples ?? []), ...sum.examples].slice(0, EXAMPLES),
    });
  }
  return mostFirst([...joined.values()]);
}

function mostFirst(sums: LeftOut[]): LeftOut[] {
  return sums.sort((a, b) => b.files + b.folders - a.files - a.folders || (a.reason < b.reason ? -1 : 1));
}
