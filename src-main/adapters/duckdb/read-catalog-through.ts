import { DuckDBInstance } from '@duckdb/node-api';
import { select } from './rows.ts';

/** What the child that reads a catalog through says. `problem`: what the database threw; absent when all can be read. */
export type CatalogReading = { readonly kind: 'started' } | { readonly kind: 'ended'; readonly problem?: string };

/**
 * Reads every value of every table of a catalog and of its write-ahead log, changing nothing.
 *
 * Each block is met, and with it its checksum; only indexes stay unread until they are used. May never end, or end
 * the process, when something is damaged: for a child process with a deadline.
 */
export async function readCatalogThrough(path: string): Promise<string | undefined> {
  try {
    const instance = await DuckDBInstance.create(path, {
      access_mode: 'READ_ONLY',
      threads: '1',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    const tables = await select(connection, 'SELECT table_name AS name FROM duckdb_tables() WHERE NOT internal');
    for (const { name } of tables) await connection.run(`SELECT bit_xor(hash(t)) FROM "${String(name)}" t`);
    return undefined; // the process ends now: closing could touch a bad block again
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
