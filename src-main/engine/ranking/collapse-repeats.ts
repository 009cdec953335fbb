/**
 * Leaves out passages that repeat an earlier one of the same source word for word (running headers, copied cells).
 *
 * White space and case do not count. Copies in other sources stay: where a text also stands is an answer, too.
 */
export function collapseRepeats<T extends { readonly source: { readonly id: string }; readonly text: string }>(
  passages: readonly T[],
): T[] {
  const firstBySource = new Map<string, T>();
  const seenBySource = new Map<string, Set<string>>();
  return passages.filter((passage) => {
    const { id } = passage.source;
    const first = firstBySource.get(id);
    if (first === undefined) {
      firstBySource.set(id, passage); // most sources have one passage, whose text need not be looked at
      return true;
    }
    const seen = seenBySource.get(id) ?? new Set([normalised(first.text)]);
    seenBySource.set(id, seen);
    const key = normalised(passage.text);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const normalised = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
