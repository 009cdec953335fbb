import type { DuckDBInstance } from '@duckdb/node-api';

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

  async function rest(): Promise<void> {
    const connection = await instance.connect();
    try {
      // Fails when indexes alone need more, after giving back all that can be.
      await connection.run(`SET memory_limit = '${RESTING_MEMORY}'`).catch(() => undefined);
      await connection.run('RESET memory_limit');
    } finally {
      connection.closeSync();
    }
  }

  return {
    async begin() {
      clearTimeout(timer);
      asking += 1;
      await resting;
    },
    end() {
      asking -= 1;
      if (asking > 0 || isClosed) return;
      timer = setTimeout(() => {
        resting = rest().catch(() => undefined); // costs memory only; whoever asks next is told what is wrong
      }, restsAfterMs).unref();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await resting;
    },
  };
}
