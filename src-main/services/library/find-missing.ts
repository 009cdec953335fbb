import type { SourceId } from '../../../src-contract/ids.ts';
import type { Acknowledged } from './ports.ts';

/** Something acknowledged that the catalog does not hold, with the source on disk that has its bytes. */
export interface MissingSource {
  readonly source: Acknowledged;
  /** Itself, or the outermost archive it was in. */
  readonly root: Acknowledged;
}

/**
 * What was acknowledged and is absent from the catalog, or stands there as it was before. Pure.
 *
 * Two differences are no loss. A member is absent when its archive was written again after it was acknowledged: the
 * new archive may not have it, and a crash came between that commit and its record. A hash differs while the catalog's
 * row is the younger one: its commit was never acknowledged.
 */
export function findMissing(
  journal: ReadonlyMap<SourceId, Acknowledged>,
  catalog: readonly Acknowledged[],
): readonly MissingSource[] {
  const rowById = new Map(catalog.map((row) => [row.id, row]));
  const missing: MissingSource[] = [];
  for (const source of journal.values()) {
    const row = rowById.get(source.id);
    const root = rootOf(source, journal, rowById);
    if (row === undefined) {
      const archive = root.id === source.id ? undefined : rowById.get(root.id);
      if (archive === undefined || archive.at <= source.at) missing.push({ source, root });
    } else if (row.hash !== source.hash && row.at < source.at) missing.push({ source, root });
  }
  return missing;
}

function rootOf(
  source: Acknowledged,
  journal: ReadonlyMap<SourceId, Acknowledged>,
  rowById: ReadonlyMap<SourceId, Acknowledged>,
): Acknowledged {
  let root = source;
  for (const seen = new Set<SourceId>(); root.parentId !== undefined && !seen.has(root.id); ) {
    seen.add(root.id);
    const parent = rowById.get(root.parentId) ?? journal.get(root.parentId);
    if (parent === undefined) return root;
    root = parent;
  }
  return root;
}

/** Whether the journal holds the same as the catalog and not much more than it needs. */
export function isCurrent(
  journal: { readonly entries: ReadonlyMap<SourceId, Acknowledged>; readonly records: number },
  catalog: readonly Acknowledged[],
): boolean {
  const { entries, records } = journal;
  // Half of it superseded is time to tidy up; a thousand more, so that small libraries are left alone. A guess.
  if (entries.size !== catalog.length || records > 2 * catalog.length + 1000) return false;
  return catalog.every((row) => {
    const entry = entries.get(row.id);
    return (
      entry !== undefined &&
      entry.hash === row.hash &&
      entry.path === row.path &&
      entry.collection.id === row.collection.id &&
      entry.collection.name === row.collection.name
    );
  });
}
