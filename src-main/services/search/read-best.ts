import { Failure } from '../../../src-contract/failure.ts';
import type { ChunkId } from '../../../src-contract/ids.ts';
import { collapseRepeats } from '../../engine/ranking/collapse-repeats.ts';
import type { HydratedChunk } from './ports.ts';
import type { FollowedChunk } from './rank-chunks.ts';

/** A passage on its way to the reader, with the score that brought it up. */
export type Shown = HydratedChunk & { readonly scored: FollowedChunk };

/** How many are read, and with what. */
export interface BestToRead {
  readonly wanted: number;
  /** Passages in the order of `ids`; those that are gone are missing. */
  readonly read: (ids: readonly ChunkId[]) => Promise<readonly HydratedChunk[]>;
  readonly signal?: AbortSignal;
}

/** Read beyond what is wanted at once, for passages that are gone or repeat another. */
const SPARE = 8;

/**
 * Reads the best chunks that still exist and repeat none before them, with their texts.
 *
 * @throws Failure `cancelled` when the signal is aborted
 */
export async function readBest(
  ranked: readonly FollowedChunk[],
  { wanted, read, signal }: BestToRead,
): Promise<Shown[]> {
  let shown: Shown[] = [];
  for (let from = 0; from < ranked.length && shown.length < wanted; ) {
    const next = ranked.slice(from, from + wanted - shown.length + SPARE);
    from += next.length;
    const byId = new Map(next.map((scored) => [scored.id, scored]));
    const texts = await read(next.map(({ id }) => id as ChunkId));
    assertWanted(signal);
    const found = texts.flatMap((chunk) => {
      const scored = byId.get(chunk.id);
      return scored === undefined ? [] : [{ ...chunk, scored }];
    });
    shown = collapseRepeats([...shown, ...found]);
  }
  return shown.slice(0, wanted);
}

function assertWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Failure('cancelled', 'The search was stopped', { reason: 'search/stopped' });
}
