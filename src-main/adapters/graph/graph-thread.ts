import { Worker } from 'node:worker_threads';
import { Failure } from '../../../src-contract/failure.ts';
import type { BuiltGraph, GraphBuilder } from '../../services/graph/ports.ts';
import type { GraphReply, GraphRequest } from './graph-messages.ts';

/** Room for some millions of mentions while a graph is built; beyond it the thread ends and the app goes on. A guess. */
const MEMORY_MB = 1536;
/** A build makes millions of short-lived texts; the small young space of a worker moves them about. */
const YOUNG_MB = 64;

type Body = GraphRequest extends infer R ? (R extends GraphRequest ? Omit<R, 'id'> : never) : never;

/** Builds graphs in one worker thread, started at the first graph, and leaves them there to answer. */
export function createGraphBuilder(entry: URL): GraphBuilder {
  let thread: GraphThread | undefined;
  let graphs = 0;

  return {
    async build(read) {
      thread ??= startThread(entry, () => {
        thread = undefined;
      });
      const { ask } = thread;
      const graph = graphs++;
      try {
        // Each block waits for its answer, so no more than one is copied ahead of the thread.
        await read(async (rows) => void (await ask({ type: 'add', graph, rows })));
        const started = performance.now();
        await ask({ type: 'build', graph });
        return toBuiltGraph(ask, graph, performance.now() - started);
      } catch (thrown) {
        forget(ask, graph);
        throw thrown;
      }
    },
    async close() {
      await thread?.stop();
    },
  };
}

function toBuiltGraph(ask: GraphThread['ask'], graph: number, buildMs: number): BuiltGraph {
  return {
    buildMs,
    // The session answers each question with the engine's own function of that name.
    ask: async (question, ...about) => (await ask({ type: 'ask', graph, question, about })) as never,
    close: () => forget(ask, graph),
  };
}

function forget(ask: GraphThread['ask'], graph: number): void {
  ask({ type: 'close', graph }).catch(() => undefined); // a thread that has ended has forgotten everything
}

interface GraphThread {
  ask(request: Body): Promise<unknown>;
  stop(): Promise<void>;
}

function startThread(entry: URL, onEnd: () => void): GraphThread {
  const worker = new Worker(entry, {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  worker.unref();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let next = 0;
  let ended: Failure | undefined;
  const end = (thrown?: unknown): void => {
    ended ??= endedBy(thrown);
    onEnd();
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', () => end());
  worker.on('message', (reply: GraphReply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if (reply.type === 'failed') asked?.reject(new Error(reply.message));
    else asked?.resolve(reply.value);
  });
  return {
    ask(request) {
      if (ended !== undefined) return Promise.reject(ended);
      const id = next++;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(id, asked);
      worker.ref(); // while an answer is due, the process must not end
      worker.postMessage({ ...request, id });
      return asked.promise;
    },
    async stop() {
      await worker.terminate();
    },
  };
}

function endedBy(cause: unknown): Failure {
  const isMemory = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (isMemory) {
    return new Failure(
      'exhausted',
      `Working out what the code depends on took more than ${MEMORY_MB} MB. Choose one collection instead of all.`,
      { reason: 'graph/out-of-memory', cause },
    );
  }
  return new Failure('unavailable', 'The thread that holds the code graph has ended. Ask again to build it anew.', {
    reason: 'graph/thread-ended',
    cause,
  });
}
