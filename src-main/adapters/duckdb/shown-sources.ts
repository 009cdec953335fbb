import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import { sourceKindSchema } from '../../../src-contract/passage.ts';
import type { HydratedChunk } from '../../services/search/ports.ts';
import { type Row, select, textOf } from './rows.ts';

/** More ids at once make DuckDB read the whole table instead of looking them up in the index (its threshold is 50). */
export const LOOKED_UP_AT_ONCE = 48;
/** Sources remembered, about 2 MB. A guess. */
const REMEMBERED = 4096;

type Source = HydratedChunk['source'];

/** What results say about their sources: who searches again meets the same ones, and looking them up takes 2 ms. */
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

  return {
    now() {
      const isOutdated = asOf !== revision();
      if (isOutdated || remembered.size > REMEMBERED) remembered = new Map();
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
          return known;
        },
      };
    },
  };
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

function toSource(row: Row): Source {
  return {
    id: textOf(row, 'id') as SourceId,
    path: textOf(row, 'path'),
    title: textOf(row, 'title'),
    kind: sourceKindSchema.parse(row.kind),
    collection: textOf(row, 'collection'),
    collectionId: textOf(row, 'collection_id') as CollectionId,
  };
}
