/** Row at which `id` stands in `ids`, which ascend; -1 when it is not there. Binary search, none where the ids begin or end elsewhere. */
export function rowOfId(ids: Uint32Array, id: number): number {
  let low = 0;
  let high = ids.length - 1;
  if (high < 0 || id < ids[0]! || id > ids[high]!) return -1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = ids[middle]!;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
