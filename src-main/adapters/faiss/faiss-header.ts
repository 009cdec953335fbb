/*
 * Search and construction effort of a serialised HNSW index, set where faiss-node offers no call for it.
 *
 * FAISS 1.7 writes a graph's entry point, levels, efConstruction, efSearch and upper beam (always 1) as int32 right
 * before the four letters of the storage index behind it (faiss/impl/index_write.cpp, `write_HNSW`).
 */

/** The storages that a graph of float or quantised rows can have. */
const STORAGES = ['IxFI', 'IxF2', 'IxSQ'];
const LARGEST_EFFORT = 100_000;

export interface GraphEffort {
  /** Candidates kept while a row is linked in. */
  readonly construction: number;
  /** Candidates kept while searching; recall grows with it. */
  readonly search: number;
}

/** Sets the efforts in the bytes of a serialised graph. @throws Error when the bytes are no such graph */
export function setGraphEffort(bytes: Buffer, { construction, search }: GraphEffort): void {
  const at = STORAGES.map((letters) => effortBefore(bytes, letters)).find((place) => place !== undefined);
  if (at === undefined) throw new Error('The bytes are no serialised HNSW index of FAISS 1.7');
  bytes.writeInt32LE(construction, at);
  bytes.writeInt32LE(search, at + 4);
}

function effortBefore(bytes: Buffer, letters: string): number | undefined {
  for (let at = bytes.indexOf(letters, 12, 'latin1'); at >= 0; at = bytes.indexOf(letters, at + 1, 'latin1')) {
    const construction = bytes.readInt32LE(at - 12);
    const search = bytes.readInt32LE(at - 8);
    const isPlausible = [construction, search].every((effort) => effort > 0 && effort < LARGEST_EFFORT);
    if (isPlausible && bytes.readInt32LE(at - 4) === 1) return at - 12;
  }
  return undefined;
}
