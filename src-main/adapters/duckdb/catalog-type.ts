import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * The one DuckDB instance of a library: `catalog.duckdb`, the truth of everything but the originals.
 *
 * One instance per path in one thread (a second one loses committed rows silently, see docs/SECURITY.md), one
 * connection per request. Readers run side by side; writers wait in line, so no transaction meets a write conflict.
 */
export interface Catalog {
  /** Runs `work` on a connection that no other request has meanwhile; closed when it fails. */
  read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction, one writer at a time; committed and on disk when the promise resolves. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Requests under way. */
  connections(): number;
  /** Folds the write-ahead log into the file. */
  checkpoint(): Promise<void>;
  /** Has the file written anew once it is closed, so that no freed space keeps what was deleted. */
  compactWhenClosed(): Promise<void>;
  /** Waits for the last writer, checkpoints and closes. */
  close(): Promise<void>;
}
