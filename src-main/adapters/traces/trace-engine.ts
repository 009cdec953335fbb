import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { AnswerTrace } from '../../../src-contract/traces.ts';
import { ROWS_STRUCTURE, toRow } from './trace-rows.ts';

/** A day of a thousand answers needs about 40 MB to be written anew. */
const MEMORY_LIMIT = '256MB';

/** A database in memory that reads and writes files of answers; it has nothing to do with the catalog. */
export interface TraceEngine {
  /** One at a time: the caller takes care of it. Opens the database when it is needed first. */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  close(): void;
}

export function createTraceEngine(): TraceEngine {
  let opened: Promise<DuckDBInstance> | undefined;
  let instance: DuckDBInstance | undefined;

  async function open(): Promise<DuckDBInstance> {
    opened ??= DuckDBInstance.create(':memory:', {
      threads: '1', // what answers questions has the others
      memory_limit: MEMORY_LIMIT,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    instance = await opened;
    return instance;
  }

  return {
    async use(work) {
      const connection = await (await open()).connect();
      try {
        return await work(connection);
      } finally {
        connection.closeSync();
      }
    },
    close() {
      instance?.closeSync();
      instance = undefined;
      opened = undefined;
    },
  };
}

/** Puts traces into the temporary table `fresh`, the later of two with the same id. */
export async function loadFresh(connection: DuckDBConnection, traces: readonly AnswerTrace[]): Promise<void> {
  const rowById = new Map(traces.map((trace) => [trace.trace, toRow(trace)]));
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE fresh AS
       SELECT unnest(r) FROM (SELECT unnest(from_json($1::JSON, '${ROWS_STRUCTURE}')) AS r)`,
    [JSON.stringify([...rowById.values()])],
  );
}

/** A string as a literal of SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A list of files as an argument of `read_parquet`. */
export function fileList(paths: readonly string[]): string {
  return `[${paths.map(quoted).join(', ')}]`;
}

/** Stands for an erased question in files that were written before an empty text did. */
const ERASED_ONCE = '(erased)';

/** `SELECT` over files and `fresh`, each answer once. */
export function everyAnswer(paths: readonly string[]): string {
  if (paths.length === 0) return 'SELECT * FROM fresh';
  const files = `read_parquet(${fileList(paths)}, union_by_name = true)`;
  return `SELECT * FROM fresh UNION ALL BY NAME
          SELECT * REPLACE (CASE query WHEN ${quoted(ERASED_ONCE)} THEN '' ELSE query END AS query)
          FROM ${files} WHERE trace NOT IN (SELECT trace FROM fresh)`;
}
