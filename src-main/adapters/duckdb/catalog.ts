import { access, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Failure } from '../../../src-contract/failure.ts';
import { syncFolder } from '../../platform/atomic-file.ts';
import { damagedCatalog, isDamage, unreadableCatalog } from './catalog-damage.ts';
import type { Catalog } from './catalog-type.ts';
import { type Compaction, compactIfWanted, wantCompaction } from './compact-catalog.ts';
import { type BeforeMigration, migrate } from './migrate.ts';
import { createRestingMemory } from './resting-memory.ts';

export type { Catalog } from './catalog-type.ts';

/**
 * Each request runs on a thread of its own already. Queries here are small: handing parts of them to more threads cost
 * a tenth of the processor time of ingesting 15 MB, and a third of that of looking up a search's results.
 */
const THREADS = '1';
/**
 * How long the write-ahead log may grow. At DuckDB's 16 MB ingesting wrote the tail of each table again every few
 * seconds and left a file of 83 MB where 49 are enough. After a crash the log is replayed: 42 MB took 0.2 s of CPU.
 */
const CHECKPOINT_THRESHOLD = '128MB';

/**
 * Opens the catalog at `path`, creating or migrating it.
 *
 * After the first bad checksum the database is not asked again: DuckDB 1.5.6 may never end the next access to the same
 * block. Everything fails with `catalog/damaged` from then on, and closing writes nothing.
 *
 * @param beforeMigration called before an existing catalog is changed, to make a verified backup
 * @param onCompaction told what became of freed space, at start and end
 * @throws Failure `corrupt` when the file is damaged or newer than this program, `unavailable` when it is locked
 */
export async function openCatalog(
  path: string,
  beforeMigration?: BeforeMigration,
  onCompaction: (compaction: Compaction) => void = () => {},
): Promise<Catalog> {
  onCompaction(await compactIfWanted(path)); // where the last owner was killed before it could
  await ensureCatalogFile(path);
  const instance = await openInstance(path);
  const memory = createRestingMemory(instance);
  let lastWrite: Promise<unknown> = Promise.resolve();
  let closed = false;
  let connections = 0;
  let damage: Failure | undefined;

  /** Of the read before, for the next one: making a connection is a hand-over to another thread. */
  let spare: DuckDBConnection | undefined;

  function dropSpare(): void {
    spare?.closeSync();
    spare = undefined;
  }

  /** Keeps one connection whose request ended well. */
  function giveBack(connection: DuckDBConnection): void {
    if (closed || damage !== undefined || spare !== undefined) connection.closeSync();
    else spare = connection;
  }

  async function onConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const taken = spare;
    spare = undefined;
    const connection = taken ?? (await instance.connect());
    let value: T;
    try {
      value = await work(connection);
    } catch (thrown) {
      connection.closeSync();
      throw thrown;
    }
    giveBack(connection);
    return value;
  }

  async function withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (closed) throw new Failure('unavailable', 'The library is closing', { reason: 'catalog/closed' });
    if (damage !== undefined) throw damage;
    connections++;
    try {
      await memory.begin();
      return await onConnection(work);
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      if (damage === undefined) {
        damage = damagedCatalog(path, thrown);
        dropSpare();
        await memory.close();
        await leaveAsItIs(instance);
      }
      throw damage;
    } finally {
      connections--;
      memory.end();
    }
  }

  function inTransaction<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return withConnection(async (connection) => {
      await connection.run('BEGIN TRANSACTION');
      try {
        const value = await work(connection);
        await connection.run('COMMIT');
        return value;
      } catch (thrown) {
        await rollBack(connection).catch((second: unknown) => {
          if (!isDamage(thrown)) throw second;
        });
        throw thrown;
      }
    });
  }

  const catalog: Catalog = {
    read: withConnection,
    write(work) {
      const turn = lastWrite.then(
        () => inTransaction(work),
        () => inTransaction(work),
      );
      lastWrite = turn.catch(() => undefined);
      return turn;
    },
    connections: () => connections,
    async checkpoint() {
      await lastWrite;
      await withConnection((connection) => connection.run('CHECKPOINT'));
    },
    compactWhenClosed: () => wantCompaction(path),
    async close() {
      if (closed) return;
      try {
        if (damage === undefined) await catalog.checkpoint();
      } finally {
        closed = true;
        dropSpare();
        await memory.close();
        instance.closeSync();
      }
      if (damage === undefined) onCompaction(await compactIfWanted(path));
    },
  };

  try {
    await migrate(catalog, beforeMigration);
  } catch (thrown) {
    closed = true;
    dropSpare();
    await memory.close();
    instance.closeSync();
    throw thrown;
  }
  return catalog;
}

/**
 * Creates an empty catalog beside `path` and renames it into place.
 *
 * The database writes the headers of a new file one by one: killed in between it leaves a file that it refuses for
 * ever, and a library that never held anything would look damaged.
 */
async function ensureCatalogFile(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  (await openInstance(draft)).closeSync();
  await rename(draft, path);
  await syncFolder(dirname(path));
}

async function openInstance(path: string): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, {
      threads: THREADS,
      checkpoint_threshold: CHECKPOINT_THRESHOLD,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/could not set lock|conflicting lock|being used by another process/i.test(message)) {
      throw new Failure('unavailable', `The catalog ${path} is open in another program. Close it and try again.`, {
        reason: 'catalog/locked',
        cause,
      });
    }
    throw unreadableCatalog(path, cause);
  }
}

/** Closing a damaged catalog shall not write to it. A database that already refuses everything will not either. */
async function leaveAsItIs(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.run('PRAGMA disable_checkpoint_on_shutdown');
  } catch (thrown) {
    if (!/invalidated/i.test(String(thrown))) throw thrown;
  } finally {
    connection.closeSync();
  }
}

/** A failed transaction may already be rolled back by the database; then there is nothing left to do. */
async function rollBack(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK');
  } catch (thrown) {
    if (!/no transaction is active/i.test(String(thrown))) throw thrown;
  }
}
