import type { CollectionId, WatchedFolderId } from '../../../src-contract/ids.ts';
import type { WatchStore } from '../../services/library/ports.ts';
import type { Catalog } from './catalog.ts';
import { dateOf, execute, select, textOf } from './rows.ts';

/** The table `watched_folders`. */
export function createWatchStore(catalog: Catalog): WatchStore {
  return {
    list: () =>
      catalog.read(async (connection) => {
        const sql = `SELECT w.* FROM watched_folders w JOIN collections c ON c.id = w.collection_id
          WHERE c.deleted_at IS NULL ORDER BY w.path, w.id`;
        return (await select(connection, sql)).map((row) => ({
          id: textOf(row, 'id') as WatchedFolderId,
          collectionId: textOf(row, 'collection_id') as CollectionId,
          path: textOf(row, 'path'),
          isPaused: row.is_paused === true,
          createdAt: dateOf(row, 'created_at'),
        }));
      }),
    put: (record) =>
      catalog.write(async (connection) => {
        await execute(connection, 'DELETE FROM watched_folders WHERE id = $id', { id: record.id });
        await execute(
          connection,
          'INSERT INTO watched_folders VALUES ($id, $collection, $path, $isPaused, $createdAt)',
          {
            id: record.id,
            collection: record.collectionId,
            path: record.path,
            isPaused: record.isPaused,
            createdAt: record.createdAt,
          },
        );
      }),
    remove: (id) =>
      catalog.write((connection) => execute(connection, 'DELETE FROM watched_folders WHERE id = $id', { id })),
  };
}
