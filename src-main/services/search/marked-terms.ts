/** Terms that tell chunks apart less than this share of the query's best are not marked ("the", "of"). A guess. */
const MARKED_SHARE = 0.2;

/** The terms of a query that are marked in passages, with how much each tells chunks apart. */
export function markedTerms(terms: readonly string[], idfs: readonly number[]): ReadonlyMap<string, number> {
  const least = Math.max(0, ...idfs) * MARKED_SHARE;
  return new Map(terms.map((term, at) => [term, idfs[at] ?? 0] as const).filter(([, idf]) => idf >= least));
}
