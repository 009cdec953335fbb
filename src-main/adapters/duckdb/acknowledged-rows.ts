import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import type { Acknowledged, SourceOrigin } from '../../services/library/ports.ts';
import { select, textOf } from './rows.ts';

/** Sources in one value: about 1 MB of JSON. */
const AT_ONCE = 4096;

type Columns = readonly [
  id: string,
  hash: string,
  origin: SourceOrigin,
  path: string,
  parent: string | null,
  collection: string,
  name: string | null,
  at: string,
];

/**
 * Every source as the acknowledgement journal would name it, in order of id.
 *
 * Handed over as JSON, thousands to a value: one by one, reading 10,000 rows took 0.23 s instead of 0.04 s.
 */
export async function listAcknowledged(connection: DuckDBConnection): Promise<Acknowledged[]> {
  const blocks = await select(
    connection,
    `SELECT to_json(list([s.id, s.hash, s.origin, s.path, s.parent_id, s.collection_id, s.name,
       epoch_ms(s.indexed_at)::VARCHAR] ORDER BY s.id))::VARCHAR AS block
     FROM (SELECT s.*, c.name, (row_number() OVER (ORDER BY s.id)) // ${AT_ONCE} AS part
       FROM sources s LEFT JOIN collections c ON c.id = s.collection_id) s GROUP BY part ORDER BY part`,
  );
  const collections = new Map<string, Acknowledged['collection']>();
  return blocks.flatMap((row) =>
    (JSON.parse(textOf(row, 'block')) as Columns[]).map(([id, hash, origin, path, parent, owner, name, at]) => {
      const collection = collections.get(owner) ?? { id: owner as CollectionId, name: name ?? '' };
      collections.set(owner, collection);
      return {
        id: id as SourceId,
        hash,
        origin,
        path,
        parentId: (parent ?? undefined) as SourceId | undefined,
        collection,
        at: Number(at),
      };
    }),
  );
}
