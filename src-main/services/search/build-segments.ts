import { Failure } from '../../../src-contract/failure.ts';
import type { Log } from '../../platform/log.ts';
import type {
  ChunkStore,
  GenerationDraft,
  IndexContract,
  SegmentDraft,
  SegmentRecord,
  SegmentWriter,
} from './ports.ts';
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

interface BuildTools {
  readonly chunks: Pick<ChunkStore, 'readForIndex'>;
  readonly writer: SegmentWriter;
  readonly log: Log;
}

/** Builds the segments of a generation from the catalog, and from what was built ahead. @throws Failure `cancelled` */
export async function buildSegments(
  { chunks, writer, log }: BuildTools,
  { draft, parts, contract, begun, signal }: SegmentsToBuild,
): Promise<Built> {
  const records: SegmentRecord[] = [];
  const bad: number[] = [];

  async function build(name: string, segment: SegmentDraft, ids: Uint32Array): Promise<void> {
    try {
      for await (const batch of readBatches(chunks, { ids, contract, bad })) {
        assertNotAborted(signal);
        await segment.add(batch);
      }
      assertNotAborted(signal);
      const record = await segment.finish({ folder: draft.folder, name });
      if (record.chunks > 0) records.push(record);
    } catch (thrown) {
      segment.discard();
      throw thrown;
    }
  }

  for (const [part, ids] of parts.entries()) {
    const name = `s${draft.generation}-${part}`;
    const anew = (): Promise<void> => build(name, writer.begin(contract.dimensions), ids);
    if (begun === undefined || !beginsWith(ids, begun.ids)) {
      await anew();
      continue;
    }
    const badBefore = bad.length;
    try {
      await build(name, begun.draft, ids.subarray(begun.ids.length));
    } catch (thrown) {
      assertNotAborted(signal);
      bad.length = badBefore;
      log.warn('A segment built ahead was of no use; it is built from the catalog', { why: String(thrown) });
      await anew();
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
