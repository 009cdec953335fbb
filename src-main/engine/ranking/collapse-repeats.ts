/**
 * Leaves out passages that repeat an earlier one of the same source word for word (running headers, copied cells).
 *
 * White space and case do not count. Copies in other sources stay: where a text also stands is an answer, too.
 */
export function collapseRepeats<T extends { readonly source: { readonly id: string }; readonly text: string }>(
  passages: readonly T[],
): T[] {
  const seen = new Set<string>();
  return passages.filter(({ source, text }) => {
    const key = `${source.id} ${text.replaceAll(/\s+/g, ' ').trim().toLowerCase()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
