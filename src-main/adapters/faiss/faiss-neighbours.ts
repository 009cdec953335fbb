import { rm, stat } from 'node:fs/promises';
import type { AppPaths } from '../../platform/app-paths.ts';
import type { ChildLauncher } from '../../platform/child-process.ts';
import type { NeighbourGraph, NeighbourGraphs } from '../../services/search/ports.ts';
import { createFaissProcess } from './faiss-process.ts';

/** Rows sent to the child at a time: 1 MB of 256 dimensions. */
const ROWS_A_MESSAGE = 1024;

/** Neighbour graphs by FAISS: one child serves, another builds, so that building never holds up a search. */
export function createFaissNeighbours(launcher: ChildLauncher, app: AppPaths): NeighbourGraphs {
  const entry = app.worker('neighbours');
  const serving = createFaissProcess(launcher, entry, 'Carrel vector index');
  const building = createFaissProcess(launcher, entry, 'Carrel vector index builder');
  let nextIndex = 1;
  let problem: Promise<string | undefined> | undefined;

  async function probe(): Promise<string | undefined> {
    try {
      await serving.ask({ kind: 'probe' });
      return undefined;
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : String(thrown);
    }
  }

  return {
    problem() {
      problem ??= probe();
      return problem;
    },
    async build({ file, from, dimensions }, rows, signal) {
      try {
        await building.ask({ kind: 'begin', dimensions, ...(from === undefined ? {} : { from }) });
        for await (const batch of rows) {
          for (let at = 0; at < batch.length; at += ROWS_A_MESSAGE * dimensions) {
            signal.throwIfAborted();
            await building.ask({
              kind: 'add',
              rows: new Float32Array(batch.subarray(at, at + ROWS_A_MESSAGE * dimensions)),
            });
          }
        }
        signal.throwIfAborted();
        await building.ask({ kind: 'write', file });
        await stat(file);
      } catch (thrown) {
        await rm(file, { force: true });
        throw thrown;
      } finally {
        building.close(); // it holds as much memory as the graph
      }
    },
    async open(file): Promise<NeighbourGraph> {
      const index = nextIndex++;
      await serving.ask({ kind: 'open', index, file });
      const openedIn = serving.generation();
      return {
        isLost: () => serving.generation() !== openedIn,
        async search(query, wanted) {
          const reply = await serving.ask({ kind: 'search', index, query: new Float32Array(query), wanted });
          return reply.kind === 'found' ? reply.positions : new Uint32Array(0);
        },
        async close() {
          if (serving.generation() === openedIn) await serving.ask({ kind: 'close', index });
        },
      };
    },
    close() {
      serving.close();
      building.close();
    },
  };
}
