import { Failure } from '../../../src-contract/failure.ts';
import { embeddedText } from '../../engine/text/indexed-text.ts';
import type { Embedder, VectorStore } from './ports.ts';

/**
 * Texts that are embedded and written together: what a kill loses. MiniLM took 20 to 33 s for 78 passages on two busy
 * cores, so with 64 a kill after 8 s lost all; 16 take about 5 s.
 */
const BATCH = 16;

export interface CompletionOptions {
  readonly signal: AbortSignal;
  /** With more missing texts nothing is made. */
  readonly most?: number | undefined;
  /** Texts that were missing, and how many of them have their vector by now. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Gives every text of a collection a vector of `embedder`. What the catalog has is not made again, so a run that was
 * stopped goes on where it was.
 *
 * @returns whether all have one now
 * @throws Failure `cancelled`, or `unavailable` when the model fails
 */
export async function completeVectors(
  vectors: VectorStore,
  embedder: Pick<Embedder, 'name' | 'embed'>,
  collectionId: string,
  { signal, most, onProgress }: CompletionOptions,
): Promise<boolean> {
  const missing = await vectors.listMissing(collectionId, embedder.name);
  if (most !== undefined && missing.length > most) return false;
  if (missing.length > 0) onProgress?.(0, missing.length);
  for (let from = 0; from < missing.length; from += BATCH) {
    assertWanted(signal);
    const texts = await vectors.readToEmbed(missing.subarray(from, from + BATCH));
    const made = await embedder.embed(texts.map(embeddedText), signal);
    assertWanted(signal);
    await vectors.add(
      embedder.name,
      texts.map(({ hash }) => hash),
      made,
    );
    onProgress?.(Math.min(from + BATCH, missing.length), missing.length);
  }
  return true;
}

function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'Embedding was stopped', { reason: 'index/stopped' });
}
