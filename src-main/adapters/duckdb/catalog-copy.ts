import { stat } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Failure } from '../../../src-contract/failure.ts';
import { newId } from '../../platform/new-id.ts';
import type { CatalogContent, CatalogCopier, CatalogInspector } from '../../services/backup/ports.ts';
import { fileFailure } from '../files/file-failure.ts';
import type { Catalog } from './catalog-type.ts';

/**
 * Copies an open catalog to a new file.
 *
 * `COPY FROM DATABASE` inside one read transaction: a snapshot, so readers and writers go on; sequences go along, so
 * passage numbers stay unique. The file is read by the database and never by us while it is open: closing any handle
 * of ours would drop the lock that the database holds on it (POSIX locks belong to the process).
 */
export function createCatalogCopier(catalog: Pick<Catalog, 'read'>, path: string): CatalogCopier {
  return {
    async sizeBytes() {
      const files = await Promise.all([path, `${path}.wal`].map((file) => stat(file).catch(() => undefined)));
      return files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
    },
    copyTo: (file, signal) =>
      catalog.read((connection) =>
        interruptible(connection, signal, async () => {
          const copy = `copy_${newId()}`;
          await connection.run(`ATTACH '${file.replaceAll("'", "''")}' AS ${copy}`);
          try {
            await connection.run('BEGIN TRANSACTION');
            const source = await currentDatabase(connection);
            const content = await readContent(connection, source, signal);
            assertWanted(signal);
            await connection.run(`COPY FROM DATABASE ${quoted(source)} TO ${copy}`);
            await connection.run('COMMIT');
            return content;
          } catch (thrown) {
            await connection.run('ROLLBACK').catch(() => undefined); // none is open when BEGIN or COMMIT failed
            throw thrown;
          } finally {
            await connection.run(`DETACH ${copy}`);
          }
        }),
      ),
  };
}

/** Opens catalogs that nobody else has open, read-only. */
export const catalogInspector: CatalogInspector = {
  async inspect(file, signal) {
    let instance: DuckDBInstance | undefined;
    try {
      instance = await DuckDBInstance.create(file, {
        access_mode: 'READ_ONLY',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      });
      const connection = await instance.connect();
      try {
        const wanted = signal ?? new AbortController().signal;
        return await interruptible(connection, wanted, async () =>
          readContent(connection, await currentDatabase(connection), wanted),
        );
      } finally {
        connection.closeSync();
      }
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      throw new Failure('corrupt', `The catalog ${file} cannot be opened and read.`, {
        reason: 'catalog/unreadable',
        cause: thrown,
      });
    } finally {
      instance?.closeSync();
    }
  },
};

/** An interrupt ends the statement that runs and is lost between two: `work` has to look at the signal there. */
async function interruptible<T>(connection: DuckDBConnection, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  assertWanted(signal);
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } catch (thrown) {
    if (signal.aborted) throw new Failure('cancelled', 'Copying the catalog was stopped', { cause: thrown });
    if (/no space left|disk full|not enough space/i.test(String(thrown))) {
      throw new Failure('exhausted', 'The disk is full: the catalog could not be copied. Make room and try again.', {
        reason: 'files/no-space',
        cause: thrown,
      });
    }
    throw thrown instanceof Failure ? thrown : fileFailure('copy', 'the catalog', thrown);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** @throws Failure `cancelled` when the signal is aborted */
function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'Copying the catalog was stopped');
}

async function currentDatabase(connection: DuckDBConnection): Promise<string> {
  return String((await connection.runAndReadAll('SELECT current_database()')).getRowsJS()[0]?.[0]);
}

/** Reads every row of every table, so that a damaged block is met now rather than on the day it is needed. */
async function readContent(
  connection: DuckDBConnection,
  database: string,
  signal: AbortSignal,
): Promise<CatalogContent> {
  const select = async (sql: string): Promise<readonly unknown[]> =>
    (await connection.runAndReadAll(sql)).getRowsJS()[0] ?? [];
  const names = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = $1 AND NOT internal ORDER BY table_name`,
    [database],
  );
  const tables: Record<string, number> = {};
  let digest = '';
  for (const [name] of names.getRowsJS()) {
    assertWanted(signal);
    const table = `${quoted(database)}.main.${quoted(String(name))}`;
    const [rows, sum] = await select(`SELECT count(*)::DOUBLE, sum(hash(t)::HUGEINT)::VARCHAR FROM ${table} t`);
    tables[String(name)] = Number(rows);
    digest += `${String(name)} ${String(sum)}\n`;
  }
  const live = `WITH c AS (SELECT id FROM collections WHERE deleted_at IS NULL),
    s AS (SELECT id FROM sources WHERE deleted_at IS NULL AND collection_id IN (SELECT id FROM c))`;
  const counts = await select(`${live} SELECT (SELECT count(*) FROM c)::DOUBLE, (SELECT count(*) FROM s)::DOUBLE,
    (SELECT count(*) FROM chunks WHERE source_id IN (SELECT id FROM s))::DOUBLE,
    (SELECT count(*) FROM conversations WHERE deleted_at IS NULL)::DOUBLE,
    (SELECT max(version) FROM schema_version)::DOUBLE`);
  const [collections, sources, chunks, conversations, version] = counts.map(Number);
  return {
    version: version ?? 0,
    counts: {
      collections: collections ?? 0,
      sources: sources ?? 0,
      chunks: chunks ?? 0,
      conversations: conversations ?? 0,
    },
    tables,
    digest,
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
