import { readFile, writeFile } from 'node:fs/promises';
import { Failure } from '../../src-contract/failure.ts';
import type { NeighbourGraphs } from '../services/search/ports.ts';

/** Neighbour graphs that compare every row; `failure` is thrown by searches while it is set. */
export interface FakeNeighbourGraphs extends NeighbourGraphs {
  failure: Failure | undefined;
  /** Leaves out this share of what is near, as a bad graph would. */
  blindness: number;
  /** Rows added by all builds. */
  readonly added: () => number;
}

export function createFakeNeighbourGraphs(problem?: string): FakeNeighbourGraphs {
  let added = 0;
  const fake: FakeNeighbourGraphs = {
    failure: undefined,
    blindness: 0,
    added: () => added,
    problem: async () => problem,
    async build({ file, from, dimensions }, rows, signal) {
      const parts = from === undefined ? [] : [await readFile(from)];
      for await (const batch of rows) {
        signal.throwIfAborted();
        added += batch.length / dimensions;
        parts.push(Buffer.from(new Float32Array(batch).buffer));
      }
      await writeFile(file, Buffer.concat(parts));
    },
    async open(file) {
      const bytes = new Uint8Array(await readFile(file));
      const rows = new Float32Array(bytes.buffer);
      return {
        isLost: () => false,
        async search(query, wanted) {
          if (fake.failure !== undefined) throw fake.failure;
          const hits = Array.from({ length: rows.length / query.length }, (_, position) => {
            const row = rows.subarray(position * query.length, (position + 1) * query.length);
            return { position, score: row.reduce((sum, value, at) => sum + value * query[at]!, 0) };
          });
          hits.sort((one, other) => other.score - one.score);
          return Uint32Array.from(
            hits.slice(Math.round(wanted * fake.blindness), wanted).map(({ position }) => position),
          );
        },
        close: async () => {},
      };
    },
    close: () => {},
  };
  return fake;
}

export const lostGraph = (): Failure =>
  new Failure('unavailable', 'The process ended', { reason: 'index/faiss-crashed' });
