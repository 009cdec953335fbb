import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import { sourceKindSchema } from '../../../src-contract/passage.ts';
import type { HydratedChunk } from '../../services/search/ports.ts';
import { resolveCollections } from './live-collections.ts';
import { numberOf, type Row, select, textOf } from './rows.ts';

/** More ids at once make DuckDB read the whole table instead of looking them up in the index (its threshold is 50). */
export const LOOKED_UP_AT_ONCE = 48;
/** Sources remembered, about 8 MB. A guess. */
const REMEMBERED = 16_384;
/** Searches in the same state of the catalog that had to look sources up, before all of them are read at once. */
const LOOK_UPS = 3;

type Source = HydratedChunk['source'];

/**
 * What results say about their sources.
 *
 * Looking 20 of them up takes 2 ms, a quarter of a search, so they are remembered; and once a few searches have met
 * sources that were not, all are read (30 ms for 13,000, beside the searches) unless there are too many to remember.
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
  lookUps: number;
}

/** @param revision counts the committed changes of the catalog */
export function createShownSources(revision: () => number): ShownSources {
  let remembered: Remembered = { sources: new Map(), lookUps: 0 };
  let asOf = revision();

  return {
    now() {
      const isOutdated = asOf !== revision();
      if (isOutdated || remembered.sources.size > REMEMBERED) remembered = { sources: new Map(), lookUps: 0 };
      asOf = revision();
      // Whoever began before a change goes on filling the map of that time, which nobody asks any more.
      const known = remembered;
      return {
        async find(connection, ids) {
          const unknown = [...ids].filter((id) => !known.sources.has(id));
          if (unknown.length > 0) {
            await lookUp(connection, unknown, known);
            known.lookUps += 1;
            if (known.lookUps === LOOK_UPS) await rememberAll(connection, known.sources);
          }
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

async function rememberAll(connection: DuckDBConnection, known: Map<string, Source>): Promise<void> {
  const [count] = await select(connection, 'SELECT count(*)::DOUBLE AS sources FROM sources');
  if (count === undefined || numberOf(count, 'sources') > REMEMBERED) return;
  const result = await connection.stream(
    `SELECT s.id, s.path, s.title, s.kind, o.id AS collection_id, o.name AS collection
     FROM sources s JOIN collections o ON o.id = s.collection_id
     WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL`,
  );
  const found: Source[] = [];
  for (let block = await result.fetchChunk(); block && block.rowCount > 0; block = await result.fetchChunk()) {
    const [ids = [], paths = [], titles = [], kinds = [], collectionIds = [], collections = []] = block.getColumns();
    for (const [at, id] of ids.entries()) {
      found.push({
        id: String(id) as SourceId,
        path: String(paths[at]),
        title: String(titles[at]),
        kind: kindOf(kinds[at]),
        collection: String(collections[at]),
        collectionId: String(collectionIds[at]) as CollectionId,
      });
    }
  }
  for (const source of found) known.set(source.id, source);
}

/** Checking each of thousands by schema would hold the thread for 15 ms. */
const KINDS: ReadonlySet<unknown> = new Set(sourceKindSchema.options);

function kindOf(value: unknown): Source['kind'] {
  return KINDS.has(value) ? (value as Source['kind']) : sourceKindSchema.parse(value);
}

/** A row of sources and collections as results show it. */
export function toSource(row: Row): Source {
  return {
    id: textOf(row, 'id') as SourceId,
    path: textOf(row, 'path'),
    title: textOf(row, 'title'),
    kind: kindOf(row.kind),
    collection: textOf(row, 'collection'),
    collectionId: textOf(row, 'collection_id') as CollectionId,
  };
}
