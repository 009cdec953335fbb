import type { Scope } from '../../../../src-contract/passage.ts';
import type { Narrowing } from '../../../../src-contract/search.ts';
import type { WhyStage, WhyVerdict } from '../../../../src-contract/why.ts';
import { bitmapHas, bitmapOf, type IdBitmap, idsOf } from '../../../engine/id-bitmap.ts';
import type { AnalysedQuery } from '../../../engine/query/analyse-query.ts';
import type { IndexView } from '../collection-index.ts';
import type { ChunkStore } from '../ports.ts';
import { restrictChunks } from '../restrict-chunks.ts';
import type { AskedSource } from './asked-source.ts';

/** What decides whether passages may be found at all, before any is ranked. */
export interface GateRequest {
  readonly asked: AskedSource;
  readonly scope: Scope;
  readonly query: AnalysedQuery;
  readonly matching: 'any' | 'all';
  /** The collections of the scope as they are indexed. */
  readonly view: IndexView;
  /** What the search itself may find; all without it. */
  readonly allowed: IdBitmap | undefined;
}

export interface PassedGates {
  readonly stages: readonly WhyStage[];
  /** Passages of the source that each operator left. */
  readonly narrowing: readonly Narrowing[];
  /** Passages of the source that are ranked. */
  readonly left: Uint32Array;
  /** Set when none is. */
  readonly verdict?: WhyVerdict;
}

/** Lets the passages of a source through reading, scope, index and operators, one after the other. */
export async function passGates(chunks: ChunkStore, request: GateRequest): Promise<PassedGates> {
  const { asked, view } = request;
  const stages: WhyStage[] = [];
  const narrowing: Narrowing[] = [];
  const none = new Uint32Array(0);
  const end = (verdict: WhyVerdict): PassedGates => ({ stages, narrowing, left: none, verdict });
  const note = (name: WhyStage['name'], left: Uint32Array, by?: string): boolean => {
    const isThrough = left.length > 0;
    const stopper = isThrough || by === undefined ? {} : { by };
    stages.push({ name, outcome: isThrough ? 'passed' : 'stopped', of: left.length, ...stopper });
    return isThrough;
  };

  if (!note('reading', asked.ids)) return end('not-read');
  const inScope = await withinScope(chunks, asked, request.scope);
  if (!note('scope', inScope.left, inScope.by)) return end('out-of-scope');
  const live = view.lexical.chunksWith([]);
  const indexed = inScope.left.filter((id) => bitmapHas(live, id));
  if (!note('index', indexed)) return end('not-indexed');
  const operated = await withinOperators(chunks, request, indexed);
  narrowing.push(...operated.narrowing);
  if (!note('operators', operated.left, operated.by)) return end('excluded');
  return { stages, narrowing, left: operated.left };
}

async function withinScope(
  chunks: ChunkStore,
  { source, ids }: AskedSource,
  scope: Scope,
): Promise<{ left: Uint32Array; by?: string }> {
  const collections = await chunks.resolveCollections(scope.collections);
  const none = new Uint32Array(0);
  if (!collections.some(({ id }) => id === source.collectionId)) return { left: none, by: 'collections' };
  let left = ids;
  for (const part of ['sources', 'paths', 'kinds'] as const) {
    if (scope[part] === undefined) continue;
    const only = part === 'sources' ? {} : { sources: [source.id] };
    const allowed = bitmapOf(await chunks.listAllowed({ ...only, [part]: scope[part] }));
    left = left.filter((id) => bitmapHas(allowed, id));
    if (left.length === 0) return { left, by: part };
  }
  return { left };
}

/** What is left of some passages after each filter and each operator, and the one that left none. */
async function withinOperators(chunks: ChunkStore, request: GateRequest, ids: Uint32Array) {
  const { asked, query, view, matching, allowed } = request;
  const narrowing: Narrowing[] = [];
  let left = ids;
  for (const filter of query.filters) {
    const found = bitmapOf(await chunks.listAllowed({ sources: [asked.source.id] }, [filter]));
    left = left.filter((id) => bitmapHas(found, id));
    narrowing.push({ by: 'filters', written: filter.written, left: left.length });
  }
  const own = await restrictChunks(chunks, {
    view,
    query: { ...query, filters: [] },
    matching,
    allowed: bitmapOf(left),
  });
  narrowing.push(...own.narrowing);
  left = own.allowed === undefined ? left : idsOf(own.allowed);
  // Where very many passages could hold a phrase, the search reads the best of them only.
  const searched = allowed === undefined ? left : left.filter((id) => bitmapHas(allowed, id));
  const last = narrowing.findIndex((step) => step.left === 0);
  const stopper = (narrowing[last] ?? query.phrases[0])?.written;
  const steps = last < 0 ? narrowing : narrowing.slice(0, last + 1);
  return { left: searched, narrowing: steps, ...(stopper === undefined ? {} : { by: stopper }) };
}
