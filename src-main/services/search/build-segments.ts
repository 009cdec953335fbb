import { Failure } from '../../../src-contract/failure.ts';
import type { ChunkStore, GenerationDraft, IndexContract, SegmentRecord, SegmentWriter } from './ports.ts';
import { readBatches } from './read-batches.ts';
import type { BegunSegment } from './segments-ahead.ts';

export interface SegmentsToBuild {
  readonly draft: GenerationDraft;
  /** Ids of each segment, ascending. */
  readonly parts: readonly Uint32Array[];
  readonly contract: IndexContract;
  /** Built ahead; used for the part that begins with just its passages. */
  readonly begun: BegunSegment | undefined;
  readonly signal: AbortSignal;
}

interface Built {
  /** Of those that hold anything. */
  readonly records: readonly SegmentRecord[];
  /** Passages whose vectors cannot be right. */
  readonly bad: readonly number[];
}

/** Builds the segments of a generation from the catalog, and from what was built ahead. @throws Failure `cancelled` */
export async function buildSegments(
  { chunks, writer }: { readonly chunks: Pick<ChunkStore, 'readForIndex'>; readonly writer: SegmentWriter },
  { draft, parts, contract, begun, signal }: SegmentsToBuild,
): Promise<Built> {
  const records: SegmentRecord[] = [];
  const bad: number[] = [];
  for (const [part, ids] of parts.entries()) {
    const ahead = begun !== undefined && beginsWith(ids, begun.ids) ? begun : undefined;
    const segment = ahead?.draft ?? writer.begin(contract.dimensions);
    try {
      const rest = ids.subarray(ahead?.ids.length ?? 0);
      for await (const batch of readBatches(chunks, { ids: rest, contract, bad })) {
        assertNotAborted(signal);
        await segment.add(batch);
      }
      assertNotAborted(signal);
      const record = await segment.finish({ folder: draft.folder, name: `s${draft.generation}-${part}` });
      if (record.chunks > 0) records.push(record);
    } catch (thrown) {
      segment.discard();
      throw thrown;
    }
  }
  assertNotAborted(signal);
  return { records, bad };
}

function beginsWith(ids: Uint32Array, first: readonly number[]): boolean {
  return first.length > 0 && first.length <= ids.length && first.every((id, at) => ids[at] === id);
}

/** @throws Failure `cancelled` */
export function assertNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'Indexing was stopped', { reason: 'index/stopped' });
}
