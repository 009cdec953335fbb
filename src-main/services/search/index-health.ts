import { Failure } from '../../../src-contract/failure.ts';
import type { LiveIndex, MeaningSearch } from '../../../src-contract/index-health.ts';
import type { NewRecovery } from '../../../src-contract/recovery.ts';
import { DEFAULT_CENTRE } from '../../engine/fusion/fuse-scores.ts';
import { vectorProblem } from '../../engine/vector/vector-problem.ts';
import type { CollectionIndex } from './collection-index.ts';
import type { GraphState } from './graph-keeper.ts';
import type { IndexStats } from './index-store-type.ts';
import type { GenerationManifest, IndexableChunk } from './ports.ts';

/** What the index tells of its health, and whom. */
export interface IndexHealthDeps {
  /** Whether damage is healed without asking. */
  readonly autoHeal: () => boolean;
  readonly recovered: (recovery: NewRecovery) => void;
  /** Passages whose stored vectors no embedder can have made; they have been indexed by their words alone. */
  readonly onBadVectors: (ids: readonly number[], model: string) => Promise<void>;
}

const NONE = new Float32Array(0);

/** Chunks whose vector cannot be right lose it, and are added to `bad`. */
export function withSoundVectors(
  chunks: readonly IndexableChunk[],
  dimensions: number,
  bad: number[],
): readonly IndexableChunk[] {
  return chunks.map((chunk) => {
    if (chunk.vector.length === 0 || vectorProblem(chunk.vector, dimensions) === undefined) return chunk;
    bad.push(chunk.id);
    return { ...chunk, vector: NONE };
  });
}

/**
 * Why the files of a generation do not fit together, or not to the catalog, although each is as it was written;
 * undefined when they do. A catalog that went back, as when it lost the end of its log or an older copy was put in its
 * place, will give ids of the index to other passages.
 *
 * Numbers first; ids are compared because both lists must name the same passages: 0.1 ms for 100,000.
 */
export function disagreement(index: CollectionIndex, manifest: GenerationManifest, nextId: number): string | undefined {
  let total = 0;
  for (const { loaded, ids, scan, passages } of index.segments) {
    const { record } = loaded;
    const vectorIds = scan.segment.ids;
    if (ids.length !== record.chunks)
      return `${record.lexical.name} holds ${ids.length} passages, not ${record.chunks}`;
    if (vectorIds.length !== ids.length || vectorIds.some((id, row) => id !== ids[row])) {
      return `${record.vector.name} holds other passages than ${record.lexical.name}`;
    }
    if (passages.rows !== ids.length)
      return `${record.passages.name} holds ${passages.rows} passages, not ${ids.length}`;
    if ((ids.at(-1) ?? 0) >= nextId) return `${record.lexical.name} holds passages that the catalog does not know yet`;
    total += ids.length;
  }
  const dead = index.tombstones.length;
  if (total - dead !== manifest.chunks) return `it holds ${total - dead} live passages, not ${manifest.chunks}`;
  return undefined;
}

export function damagedIndex(collection: string, why: string): Failure {
  return new Failure(
    'corrupt',
    `The index of ${collection} is damaged (${why}) and is not rebuilt by itself, because library.autoHeal is off. Run "carrel doctor --repair", or repair it in Settings › Check-up; no document is lost.`,
    { reason: 'index/damaged', details: { collection } },
  );
}

/** The failure that keeps an index closed, for whoever searches it. */
export function unusableIndex(collection: string, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure(
    'unavailable',
    `The index of ${collection} could not be opened: ${why}. Run "carrel doctor --repair".`,
    { reason: 'index/unusable', details: { collection }, cause: thrown },
  );
}

/** Said to whoever searches while a damaged index is being made again. */
export function rebuildingIndex(collection: string): Failure {
  return new Failure('unavailable', `The index of ${collection} was damaged and is being rebuilt. Search again soon.`, {
    reason: 'index/rebuilding',
    details: { collection },
  });
}

/** What is known of the collections of a store, each by id. */
interface KnownIndexes {
  readonly indexes: ReadonlyMap<string, CollectionIndex>;
  readonly unusable: ReadonlyMap<string, Failure>;
  /** Why an index cannot be written to. */
  readonly otherModels: ReadonlyMap<string, string>;
  readonly graphs: ReadonlyMap<string, GraphState> | undefined;
}

/** What each index holds and what is wrong with it. */
export function healthOf({ indexes, unusable, otherModels, graphs }: KnownIndexes): IndexStats['collections'] {
  const ids = new Set([...indexes.keys(), ...unusable.keys(), ...otherModels.keys()]);
  return new Map(
    [...ids].map((id) => {
      const index = indexes.get(id);
      const problem = unusable.get(id)?.message ?? otherModels.get(id);
      return [
        id,
        {
          ...(index === undefined ? {} : { index: liveIndex(index, graphs?.get(id)) }),
          ...(problem === undefined ? {} : { problem }),
        },
      ];
    }),
  );
}

function liveIndex(index: CollectionIndex, graph: GraphState | undefined): LiveIndex {
  return {
    generation: index.generation,
    passages: index.chunks,
    segments: index.segments.length,
    tombstones: index.tombstones.length,
    sizeBytes: index.sizeBytes,
    model: index.contract.model,
    dimensions: index.contract.dimensions,
    ...lackingIn(index),
    trust: {
      centre: index.contract.fusionCentre ?? DEFAULT_CENTRE,
      questions: index.contract.fusionQuestions ?? 0,
    },
    meaning: meaningSearch(graph),
  };
}

/** A table of words gives texts of other scripts no direction, and nothing will. */
function lackingIn({ contract, segments }: CollectionIndex): Pick<LiveIndex, 'withoutVector'> {
  const lacking = segments.reduce((sum, segment) => sum + segment.scan.lacking, 0);
  return contract.pooling === 'static' || lacking === 0 ? {} : { withoutVector: lacking };
}

/** A graph that is being extended serves meanwhile; one that is first built has no vectors yet. */
function meaningSearch({ state, vectors, recall, why }: GraphState = { state: 'none', vectors: 0 }): MeaningSearch {
  return {
    by: state === 'serving' || (state === 'building' && vectors > 0) ? 'graph' : 'scan',
    graph: state,
    ...(recall === undefined ? {} : { recall }),
    ...(why === undefined ? {} : { why }),
  };
}
