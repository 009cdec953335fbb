import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/**
 * What the database may keep of its file while nobody asks it anything. The check at start reads all vectors: 115 MB
 * with 112,000 passages. A search reads its passages again from the system's cache, in blocks of 256 kB.
 */
const RESTING_MEMORY = '32MB';
/** Guess: longer than the pauses of who types. */
const RESTS_AFTER_MS = 2000;

/** Gives back what the database keeps in memory, whenever it has not been asked for a while. */
export interface RestingMemory {
  /** Before a request; waits while memory is being given back, for the request may need more than is left then. */
  begin(): Promise<void>;
  /** After it. */
  end(): void;
  /** No more; resolves when nothing is under way. */
  close(): Promise<void>;
}

/** @param restsAfterMs how long nobody must have asked */
export function createRestingMemory(instance: DuckDBInstance, restsAfterMs = RESTS_AFTER_MS): RestingMemory {
  let asking = 0;
  let timer: NodeJS.Timeout | undefined;
  let resting = Promise.resolve();
  let isClosed = false;
  /** The limit to go back to, as long as it is not the one that holds. */
  let before: string | undefined;

  async function run(work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
    const connection = await instance.connect();
    try {
      await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  const rest = () =>
    run(async (connection) => {
      const reader = await connection.runAndReadAll("SELECT current_setting('memory_limit')");
      before ??= String(reader.getRows()[0]?.[0]);
      // Fails when indexes alone need more, after giving back all that can be.
      await connection.run(`SET memory_limit = '${RESTING_MEMORY}'`).catch(() => undefined);
      await restore(connection);
    });

  /** By name: RESET forgets the setting, but DuckDB 1.5.6 goes on with the limit. */
  async function restore(connection: DuckDBConnection): Promise<void> {
    if (before === undefined) return;
    await connection.run(`SET memory_limit = '${before}'`);
    before = undefined;
  }

  return {
    async begin() {
      clearTimeout(timer);
      asking += 1;
      await resting;
      if (before !== undefined) await run(restore);
    },
    end() {
      asking -= 1;
      if (asking > 0 || isClosed) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        resting = rest().catch(() => undefined); // whoever asks next tries again to have the limit back, and is told
      }, restsAfterMs).unref();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await resting;
    },
  };
}
