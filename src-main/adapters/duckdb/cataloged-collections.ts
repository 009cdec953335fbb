import { collectionIdSchema } from '../../../src-contract/ids.ts';
import { sourceStatusSchema } from '../../../src-contract/source.ts';
import type { CatalogedCollection } from '../../services/system/ports.ts';
import type { Catalog } from './catalog-type.ts';
import { numberOf, optionalText, select, textOf } from './rows.ts';

/** Live collections by name, with their passages and the sources that left nothing to search. */
export function createCatalogedCollections(
  catalog: Pick<Catalog, 'read'>,
): () => Promise<readonly CatalogedCollection[]> {
  return () =>
    catalog.read(async (connection) => {
      const rows = await select(
        connection,
        `SELECT c.id, c.name, s.status, count(s.id)::INTEGER AS sources,
           coalesce(sum(s.chunk_count), 0)::BIGINT AS passages
         FROM collections c LEFT JOIN sources s ON s.collection_id = c.id AND s.deleted_at IS NULL
         WHERE c.deleted_at IS NULL GROUP BY c.id, c.name, s.status ORDER BY lower(c.name), c.id, sources DESC, s.status`,
      );
      const byId = Map.groupBy(rows, (row) => textOf(row, 'id'));
      return [...byId].map(([id, statuses]) => ({
        id: collectionIdSchema.parse(id),
        name: textOf(statuses[0] ?? {}, 'name'),
        passages: statuses.reduce((sum, row) => sum + numberOf(row, 'passages'), 0),
        unsearchable: statuses.flatMap((row) => {
          const status = optionalText(row, 'status');
          if (status === undefined || status === 'ok' || status === 'partial') return [];
          return [{ status: sourceStatusSchema.parse(status), sources: numberOf(row, 'sources') }];
        }),
      }));
    });
}
