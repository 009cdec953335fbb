import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import { sourceKindSchema } from '../../../src-contract/passage.ts';
import type { HydratedChunk } from '../../services/search/ports.ts';
import { type Row, select, textOf } from './rows.ts';

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

/** @param revision counts the committed changes of the catalog */
export function createShownSources(revision: () => number): ShownSources {
  let remembered = new Map<string, Source>();
  let asOf = revision();
  let lookUps = 0;

  return {
    now() {
      const isOutdated = asOf !== revision();
      if (isOutdated || remembered.size > REMEMBERED) {
        remembered = new Map();
        lookUps = 0;
      }
      asOf = revision();
      // Whoever began before a change goes on filling the map of that time, which nobody asks any more.
      const known = remembered;
      return {
        async find(connection, ids) {
          const unknown = [...ids].filter((id) => !known.has(id));
          for (let from = 0; from < unknown.length; from += LOOKED_UP_AT_ONCE) {
            const rows = await readSources(connection, unknown.slice(from, from + LOOKED_UP_AT_ONCE));
            for (const row of rows) known.set(textOf(row, 'id'), toSource(row));
          }
          if (unknown.length > 0) {
            lookUps += 1;
            if (lookUps === LOOK_UPS) await rememberAll(connection, known);
          }
          return known;
        },
      };
    },
  };
}

async function rememberAll(connection: DuckDBConnection, known: Map<string, Source>): Promise<void> {
  const result = await connection.stream(
    `SELECT s.id, s.path, s.title, s.kind, o.id AS collection_id, o.name AS collection
     FROM sources s JOIN collections o ON o.id = s.collection_id
     WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL LIMIT ${REMEMBERED + 1}`,
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
  if (found.length > REMEMBERED) return;
  for (const source of found) known.set(source.id, source);
}

/** Checking each of thousands by schema would hold the thread for 15 ms. */
const KINDS: ReadonlySet<unknown> = new Set(sourceKindSchema.options);

function kindOf(value: unknown): Source['kind'] {
  return KINDS.has(value) ? (value as Source['kind']) : sourceKindSchema.parse(value);
}

function readSources(connection: DuckDBConnection, ids: readonly string[]): Promise<Row[]> {
  return select(
    connection,
    `SELECT s.id, s.path, s.title, s.kind, o.id AS collection_id, o.name AS collection
     FROM (SELECT * FROM sources WHERE id IN (SELECT unnest($ids))) s JOIN collections o ON o.id = s.collection_id
     WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL`,
    { ids },
  );
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
