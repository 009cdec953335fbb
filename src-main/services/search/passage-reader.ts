import { Failure } from '../../../src-contract/failure.ts';
import type { ChunkId, CollectionId, SourceId } from '../../../src-contract/ids.ts';
import type { SourceKind } from '../../../src-contract/passage.ts';
import { bitmapHas } from '../../engine/id-bitmap.ts';
import type { StoredPassage } from '../../engine/passages/passage-segment.ts';
import { type ChunkFacts, factsOf } from '../../engine/ranking/facts-segment.ts';
import { rowOfId } from '../../engine/row-of-id.ts';
import type { Log } from '../../platform/log.ts';
import type { CollectionIndex } from './collection-index.ts';
import type { IndexStore } from './index-store-type.ts';
import type { Census, ChunkStore, HydratedChunk } from './ports.ts';

/** A collection as results name it. */
export interface NamedCollection {
  readonly id: string;
  readonly name: string;
}

/** Reads passages as results show them. */
export interface PassageReader {
  /** Passages of these collections in the order of `ids`; those that are gone are missing. */
  read(ids: readonly ChunkId[], collections: readonly NamedCollection[]): Promise<readonly HydratedChunk[]>;
}

/**
 * Reads passages from the index where that is known to hold what the catalog does, and from the catalog elsewhere.
 *
 * Nothing of a passage ever changes but whether it is there (HydratedChunk), so the index may speak for the catalog as
 * long as none of its passages is gone. That is so in the revision in which the index was made; in a later one a census
 * tells, taken beside the second search that meets it: while sources are being read, each search meets another.
 */
export function createPassageReader(
  chunks: Pick<ChunkStore, 'hydrate' | 'census' | 'revision'>,
  { indexOf, exactAsOf }: Pick<IndexStore, 'indexOf' | 'exactAsOf'>,
  log: Log,
): PassageReader {
  /** The revision that was last searched in, and the collections that were counted in it: once each. */
  let met = { revision: -1, counted: new Set<string>() };

  async function count(collections: readonly NamedCollection[], { revision, counted }: typeof met): Promise<void> {
    try {
      for (const { id } of collections) {
        const index = indexOf(id);
        if (index === undefined || counted.has(id)) continue;
        counted.add(id);
        const { upTo, ...held } = censusOf(index);
        const isExact = isSame(held, await chunks.census(id, upTo));
        if (isExact && revision > (exactAsOf.get(index) ?? -1)) exactAsOf.set(index, revision);
      }
    } catch (thrown) {
      log.warn('Passages of the index could not be counted; they are read from the catalog', { why: String(thrown) });
    }
  }

  function readHere(id: ChunkId, collections: readonly NamedCollection[]): HydratedChunk | undefined {
    for (const collection of collections) {
      const index = indexOf(collection.id);
      const found = index === undefined ? undefined : readFrom(index, id, collection, log);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return {
    async read(ids, collections) {
      const revision = chunks.revision();
      const inexact = collections.filter(({ id }) => {
        const index = indexOf(id);
        return index === undefined || exactAsOf.get(index) !== revision;
      });
      if (met.revision === revision) void count(inexact, met);
      else met = { revision, counted: new Set() };
      const exact = collections.filter((collection) => !inexact.includes(collection));
      const here = new Map<ChunkId, HydratedChunk>();
      for (const id of ids) {
        const found = readHere(id, exact);
        if (found !== undefined) here.set(id, found);
      }
      const others = ids.filter((id) => !here.has(id));
      if (others.length > 0) for (const chunk of await chunks.hydrate(others)) here.set(chunk.id, chunk);
      return ids.flatMap((id) => here.get(id) ?? []);
    },
  };
}

function readFrom(
  index: CollectionIndex,
  id: ChunkId,
  { id: collectionId, name }: NamedCollection,
  log: Log,
): HydratedChunk | undefined {
  if (bitmapHas(index.deleted, id)) return undefined;
  for (const { ids, passages, facts, loaded } of index.segments) {
    const row = rowOfId(ids, id);
    if (row < 0) continue;
    const known = factsOf(facts, id);
    try {
      const stored = passages.read(row);
      if (stored?.id === id && known !== undefined) return toHydrated(stored, known, { id: collectionId, name });
      log.warn('A passage of the index was damaged since the start; it is read from the catalog', {
        file: loaded.record.passages.name,
        passage: id,
      });
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      log.warn('A passage of the index could not be read; it is read from the catalog', { why: thrown.message });
    }
    return undefined;
  }
  return undefined;
}

function toHydrated(
  { id, position, text, confidence }: StoredPassage,
  { source, path, title, kind, heading }: ChunkFacts,
  collection: NamedCollection,
): HydratedChunk {
  return {
    id: id as ChunkId,
    source: {
      id: source as SourceId,
      path,
      title,
      kind: kind as SourceKind, // as the catalog had it
      collection: collection.name,
      collectionId: collection.id as CollectionId,
    },
    position,
    ...(heading === '' ? {} : { heading }),
    text,
    ...(confidence === undefined ? {} : { ocr: { confidence } }),
  };
}

const counted = new WeakMap<CollectionIndex, Census & { readonly upTo: number }>();

/** What the catalog's census up to the largest id is while no passage of the index is gone. */
function censusOf(index: CollectionIndex): Census & { readonly upTo: number } {
  const known = counted.get(index);
  if (known !== undefined) return known;
  let [count, sum, mixed, upTo] = [0, 0, 0, 0];
  for (const { ids } of index.segments) {
    for (const id of ids) {
      if (bitmapHas(index.deleted, id)) continue;
      count += 1;
      sum += id;
      mixed ^= Math.imul(id, 2_654_435_761);
      if (id > upTo) upTo = id;
    }
  }
  const census = { count, sum, mixed: mixed >>> 0, upTo };
  counted.set(index, census);
  return census;
}

const isSame = (one: Census, other: Census): boolean =>
  one.count === other.count && one.sum === other.sum && one.mixed === other.mixed;
