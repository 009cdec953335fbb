import { withSoundVectors } from './index-health.ts';
import type { ChunkStore, IndexableChunk, IndexContract } from './ports.ts';

/** Chunks read from the catalog at a time: about 20 ms, 2 MB of text and 2 MB of vectors. */
const READ_BATCH = 2048;

/** Chunks for a segment of the index; the ids of those whose vectors cannot be right are added to `bad`. */
export async function* readBatches(
  chunks: Pick<ChunkStore, 'readForIndex'>,
  { ids, contract, bad }: { readonly ids: Uint32Array; readonly contract: IndexContract; readonly bad: number[] },
): AsyncGenerator<readonly IndexableChunk[]> {
  for (let from = 0; from < ids.length; from += READ_BATCH) {
    const batch = await chunks.readForIndex(ids.subarray(from, from + READ_BATCH), contract.model);
    yield withSoundVectors(batch, contract.dimensions, bad);
  }
}
