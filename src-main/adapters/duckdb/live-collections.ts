import type { DuckDBConnection } from '@duckdb/node-api';
import { Failure } from '../../../src-contract/failure.ts';
import { select, textOf } from './rows.ts';

/** Live collections by id, those named in `names` (ids or names) or all. @throws Failure `not-found` for an unknown one */
export async function resolveCollections(connection: DuckDBConnection, names?: readonly string[]) {
  const rows = await select(connection, 'SELECT id, name FROM collections WHERE deleted_at IS NULL ORDER BY id');
  const live = rows.map((row) => ({ id: textOf(row, 'id'), name: textOf(row, 'name') }));
  if (names === undefined) return live;
  const wanted = new Set<string>();
  for (const name of names) {
    const found =
      live.find(({ id }) => id === name) ??
      live.find((collection) => collection.name.toLowerCase() === name.trim().toLowerCase());
    if (found === undefined) {
      throw new Failure('not-found', `There is no collection "${name}". Choose one of the library's collections.`, {
        reason: 'library/unknown-collection',
        details: { collection: name },
      });
    }
    wanted.add(found.id);
  }
  return live.filter(({ id }) => wanted.has(id));
}
