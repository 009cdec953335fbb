/** Something on a slide, with the place of its upper left corner and its height where it says them. */
export interface Placed {
  readonly text: string;
  readonly box?: { readonly x: number; readonly y: number; readonly height: number };
}

/**
 * Puts what stands on a slide in the order of a reader: rows from top to bottom, each from left to right.
 *
 * Where something does not say its place, all stays in the order of the file, which is the one screen readers take.
 */
export function inReadingOrder(placed: readonly Placed[]): readonly Placed[] {
  if (placed.some((one) => one.box === undefined)) return placed;
  const rest = [...placed].sort((left, right) => left.box!.y - right.box!.y);
  const ordered: Placed[] = [];
  while (rest.length > 0) {
    // A row: everything whose top lies in the upper half of its first member.
    const { y, height } = rest[0]!.box!;
    const end = rest.findIndex((one) => one.box!.y > y + height / 2);
    const row = rest.splice(0, end < 0 ? rest.length : Math.max(1, end));
    ordered.push(...row.sort((left, right) => left.box!.x - right.box!.x));
  }
  return ordered;
}
