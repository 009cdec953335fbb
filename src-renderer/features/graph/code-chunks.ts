import type { ChunkId } from '../../../src-contract/ids.ts';
import type { Passage } from '../../../src-contract/passage.ts';

/** The passages of code among some, by id; at most as many as can be asked about at once. */
export function codeChunks(passages: readonly Passage[]): ChunkId[] {
  return passages
    .filter(({ source }) => source.kind === 'code')
    .map(({ chunk }) => chunk)
    .slice(0, 200);
}
