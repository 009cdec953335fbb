import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import { sourceKindSchema } from '../../../src-contract/passage.ts';
import type { HydratedChunk } from '../../services/search/ports.ts';
import { resolveCollections } from './live-collections.ts';
import { type Row, select, textOf } from './rows.ts';

/** More ids at once make DuckDB read the whole table instead of looking them up in the index (its threshold is 50). */
export const LOOKED_UP_AT_ONCE = 48;
/** Sources remembered, about 8 MB. A guess. */
const REMEMBERED = 16_384;

type Source = HydratedChunk['source'];

/**
 * What results say about their sources.
 *
 * Looking 20 of them up takes 2 ms, so they are remembered.
 */
export interface ShownSources {
  /** The sources as of the present revision; what they find is remembered for as long as it lasts. */
  now(): {
    /** Sources by id, without those that are deleted or stand in a deleted collection. */
    find(connection: DuckDBConnection, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Source>>;
  };
}

/** What is known of one state of the catalog. */
interface Remembered {
  readonly sources: Map<string, Source>;
  /** Names of the live collections by id. */
  collections?: ReadonlyMap<string, string>;
}

/** @param revision counts the committed changes of the catalog */
export function createShownSources(revision: () => number): ShownSources {
  let remembered: Remembered = { sources: new Map() };
  let asOf = revision();

  return {
    now() {
      const isOutdated = asOf !== revision();
      if (isOutdated || remembered.sources.size > REMEMBERED) remembered = { sources: new Map() };
      asOf = revision();
      // Whoever began before a change goes on filling the map of that time, which nobody asks any more.
      const known = remembered;
      return {
        async find(connection, ids) {
          const unknown = [...ids].filter((id) => !known.sources.has(id));
          if (unknown.length > 0) await lookUp(connection, unknown, known);
          return known.sources;
        },
      };
    },
  };
}

/**
 * By id alone: with any other condition, or a join, DuckDB 1.5.6 reads the whole table instead of its index (5 ms of
 * processor time for 15 of 47,000 sources, and 1.8 so, whatever their number).
 */
async function lookUp(connection: DuckDBConnection, ids: readonly string[], known: Remembered): Promise<void> {
  const collections = known.collections ?? (await readCollections(connection));
  known.collections = collections;
  for (let from = 0; from < ids.length; from += LOOKED_UP_AT_ONCE) {
    const rows = await select(
      connection,
      `SELECT id, path, title, kind, collection_id, deleted_at IS NOT NULL AS is_deleted
       FROM sources WHERE id IN (SELECT unnest($ids))`,
      { ids: ids.slice(from, from + LOOKED_UP_AT_ONCE) },
    );
    for (const row of rows) {
      const collection = collections.get(textOf(row, 'collection_id'));
      if (row.is_deleted === true || collection === undefined) continue;
      known.sources.set(textOf(row, 'id'), toSource({ ...row, collection }));
    }
  }
}

async function readCollections(connection: DuckDBConnection): Promise<ReadonlyMap<string, string>> {
  return new Map((await resolveCollections(connection)).map(({ id, name }) => [id, name]));
}

/** A row of sources and collections as results show it. */
export function toSource(row: Row): Source {
  return {
    id: textOf(row, 'id') as SourceId,
    path: textOf(row, 'path'),
    title: textOf(row, 'title'),
    kind: sourceKindSchema.parse(row.kind),
    collection: textOf(row, 'collection'),
    collectionId: textOf(row, 'collection_id') as CollectionId,
  };
}
