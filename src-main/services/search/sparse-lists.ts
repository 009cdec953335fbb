import { Failure } from '../../../src-contract/failure.ts';
import type { LearnedWords } from '../../../src-contract/index-health.ts';
import type { SearchLimit } from '../../../src-contract/search.ts';
import { createImpactBuilder, type ImpactIndex, joinImpactIndexes } from '../../engine/sparse/impact-index.ts';
import type { Log } from '../../platform/log.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import { completeVectors } from './complete-vectors.ts';
import type { ChunkStore, SparseEncoder, SparseEncoders, VectorStore } from './ports.ts';
import type { ListTools } from './search-lists.ts';
import type { SparseQuery } from './sparse-query.ts';

/** Passages read from the catalog at a time, as for the index. */
const READ_BATCH = 2048;
/** How long a search waits for lists that are being read, as at a start (guess, unmeasured). */
const WAIT_MS = 1500;

/** Learned weights of each collection, kept equal to the catalog in the background; in memory, made from the catalog. */
export interface SparseLists {
  /** Makes what a collection lacks, one collection after the other; a call while one waits changes nothing. */
  refresh(collectionIds: readonly string[]): void;
  forget(collectionId: string): void;
  /** Undefined when no model is set; a limit when it is set and cannot take part. */
  ask(
    collectionIds: readonly string[],
    text: string,
    signal: AbortSignal,
  ): Promise<SparseQuery | SearchLimit | undefined>;
  /** Name of the model whose rows are kept in the catalog, if one is; undefined when that cannot be told. */
  modelInUse(): Promise<readonly string[] | undefined>;
  /** What each collection has by now; those that no model reads are not in it. */
  states(): ReadonlyMap<string, LearnedWords>;
  /** Grows with every list that is renewed: what a search finds depends on it. */
  version(): number;
  close(): Promise<void>;
}

export function createSparseLists(deps: {
  readonly chunks: ChunkStore;
  readonly vectors: VectorStore;
  readonly encoders: SparseEncoders | undefined;
  readonly log: Log;
}): SparseLists {
  const { encoders, log } = deps;
  const lists = new Map<string, { readonly model: string; readonly index: ImpactIndex }>();
  const left = new Map<string, number>();
  const problems = new Map<string, string>();
  const waiting = new Set<string>();
  const closing = new AbortController();
  let working: Promise<void> | undefined;
  let version = 0;

  async function readList(encoder: SparseEncoder, collectionId: string): Promise<ImpactIndex> {
    const builder = createImpactBuilder();
    const ids = await deps.chunks.listIds(collectionId);
    for (let from = 0; from < ids.length; from += READ_BATCH) {
      const batch = await deps.chunks.readForIndex(ids.subarray(from, from + READ_BATCH), encoder.name);
      for (const { id, vector } of batch) if (vector.length > 0) builder.add(id, vector);
    }
    return builder.build();
  }

  async function renew(collectionId: string): Promise<void> {
    const encoder = await encoders?.wanted();
    problems.delete(collectionId);
    if (encoder === undefined) {
      if (lists.delete(collectionId)) version += 1;
      return;
    }
    if (lists.get(collectionId)?.model !== encoder.name) await show(encoder, collectionId); // what there is serves first
    await completeVectors(deps.vectors, encoder, collectionId, {
      signal: closing.signal,
      onProgress: (done, total) => left.set(collectionId, total - done),
    });
    await show(encoder, collectionId);
  }

  async function show(encoder: SparseEncoder, collectionId: string): Promise<void> {
    const index = await readList(encoder, collectionId);
    lists.set(collectionId, { model: encoder.name, index });
    version += 1;
  }

  async function work(): Promise<void> {
    for (;;) {
      const [next] = waiting;
      if (next === undefined || closing.signal.aborted) return;
      waiting.delete(next);
      try {
        await renew(next);
      } catch (thrown) {
        if (closing.signal.aborted) return;
        problems.set(next, thrown instanceof Error ? thrown.message : String(thrown));
        log.warn('Learned words could not be made', { why: String(thrown) });
      } finally {
        left.delete(next);
      }
    }
  }

  return {
    refresh(collectionIds) {
      if (encoders === undefined || closing.signal.aborted) return;
      for (const id of collectionIds) waiting.add(id);
      working ??= work().finally(() => {
        working = undefined;
      });
    },
    forget(collectionId) {
      waiting.delete(collectionId);
      lists.delete(collectionId);
      problems.delete(collectionId);
    },
    async ask(collectionIds, text, signal) {
      try {
        const encoder = await encoders?.wanted();
        if (encoder === undefined) return undefined;
        const have = () =>
          collectionIds.flatMap((id) => {
            const list = lists.get(id);
            return list?.model === encoder.name ? [list.index] : [];
          });
        if (have().length < collectionIds.length && working !== undefined) await before(working, WAIT_MS);
        const indexes = have();
        if (indexes.every(({ count }) => count === 0)) return 'sparse-late';
        return { row: await encoder.embedQuery(text, signal), index: joinImpactIndexes(indexes) };
      } catch (thrown) {
        if (!(thrown instanceof Failure) || signal.aborted) throw thrown;
        log.warn('A search went on without learned words', { why: thrown.message });
        return thrown.reason === 'embedding/late' ? 'sparse-late' : 'sparse-failed';
      }
    },
    async modelInUse() {
      try {
        const encoder = await encoders?.wanted();
        return encoder === undefined ? [] : [encoder.name];
      } catch {
        return undefined; // it may be back tomorrow, and its rows took long to make
      }
    },
    states() {
      const ids = new Set([...lists.keys(), ...problems.keys()]);
      return new Map(
        [...ids].map((id) => {
          const [list, missing, problem] = [lists.get(id), left.get(id) ?? 0, problems.get(id)];
          return [
            id,
            {
              ...(list === undefined ? {} : { model: list.model }),
              passages: list?.index.count ?? 0,
              ...(missing === 0 ? {} : { left: missing }),
              ...(problem === undefined ? {} : { problem }),
            },
          ];
        }),
      );
    },
    version: () => version,
    async close() {
      closing.abort();
      await working;
    },
  };
}

/** The learned list in its time; undefined where there is none, which is named in the limits unless none is wanted. */
export async function askLearned(
  lists: SparseLists,
  { collectionIds, text }: { readonly collectionIds: readonly string[]; readonly text: string },
  { stages, clock, withinMs }: Pick<ListTools, 'stages' | 'clock' | 'withinMs'>,
  signal: AbortSignal,
): Promise<SparseQuery | undefined> {
  const model = collectionIds.length === 0 ? [] : await lists.modelInUse();
  if (model?.length === 0) return undefined;
  const end = stages.begin('sparse');
  const timed = await withinBudget({ clock, budgetMs: withinMs, signal }, (either) =>
    lists.ask(collectionIds, text, either),
  );
  if (timed.outcome === 'failed' && signal.aborted) throw timed.thrown;
  const answer = timed.outcome === 'done' ? timed.value : timed.outcome === 'late' ? 'sparse-late' : 'sparse-failed';
  end(answer === 'sparse-late' ? 'late' : typeof answer === 'string' ? 'failed' : 'done');
  if (typeof answer !== 'string') return answer;
  stages.limits.push(answer);
  return undefined;
}

async function before(work: Promise<void>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
