import { Worker } from 'node:worker_threads';
import { Failure } from '../../../src-contract/failure.ts';
import type { StoredPassage } from '../../engine/passages/passage-segment.ts';
import type { ChunkFacts } from '../../engine/ranking/facts-segment.ts';
import type { IndexableChunk, SegmentRecord, SegmentWriter } from '../../services/search/ports.ts';
import { fileFailure } from './file-failure.ts';
import type { IndexBuildReply, IndexBuildRequest } from './index-build-messages.ts';

/** Chunks sent in one message: copying them holds the main thread for some milliseconds. */
const CHUNKS_A_MESSAGE = 512;

/**
 * Builds segments in a worker thread, one at a time, started at the first segment and kept for the next.
 *
 * Each message waits for its answer, so no more than one batch is copied ahead of the thread.
 */
export function createSegmentWriter(entry: URL): SegmentWriter {
  let thread: BuildThread | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function write(
    target: Parameters<SegmentWriter['write']>[0],
    batches: AsyncIterable<readonly IndexableChunk[]>,
    signal: AbortSignal,
  ): Promise<SegmentRecord> {
    signal.throwIfAborted();
    thread ??= startThread(entry, () => {
      thread = undefined;
    });
    const { ask } = thread;
    await ask({ type: 'begin', ...target });
    for await (const batch of batches) {
      for (let from = 0; from < batch.length; from += CHUNKS_A_MESSAGE) {
        signal.throwIfAborted();
        const { request, transfer } = toMessage(batch.slice(from, from + CHUNKS_A_MESSAGE), target.dimensions);
        await ask(request, transfer);
      }
    }
    signal.throwIfAborted();
    const reply = await ask({ type: 'finish' });
    if (reply.type === 'written') return reply.record;
    throw new Error(`The index thread answered "${reply.type}" to the end of a segment`);
  }

  return {
    write(target, batches, signal) {
      const turn = last.then(() => write(target, batches, signal));
      last = turn.catch(() => undefined);
      return turn.catch((thrown: unknown) => {
        throw signal.aborted ? cancelled(thrown) : fileFailure('write the index in', target.folder, thrown);
      });
    },
    async close() {
      await last;
      await thread?.stop();
    },
  };
}

function cancelled(cause: unknown): Failure {
  return new Failure('cancelled', 'Indexing was stopped', { reason: 'index/stopped', cause });
}

function toMessage(chunks: readonly IndexableChunk[], dimensions: number) {
  const vectors = new Float32Array(chunks.length * dimensions);
  for (const [row, { vector }] of chunks.entries()) {
    if (vector.length === dimensions) vectors.set(vector, row * dimensions);
  }
  const request: IndexBuildRequest = {
    type: 'add',
    passages: chunks.map(toStored),
    contexts: chunks.map(({ context }) => context),
    vectors,
    facts: chunks.map(toFacts),
  };
  return { request, transfer: [vectors.buffer] };
}

function toStored({ id, position, text, ocr }: IndexableChunk): StoredPassage {
  return { id, position, text, ...(ocr === undefined ? {} : { confidence: ocr.confidence }) };
}

function toFacts({ id, source, ordinal, heading = '', type, definitions }: IndexableChunk): ChunkFacts {
  const { id: sourceId, path, title, kind } = source;
  return { id, source: sourceId, path, title, kind, ordinal, heading, type, definitions };
}

interface BuildThread {
  ask(request: IndexBuildRequest, transfer?: readonly ArrayBuffer[]): Promise<IndexBuildReply>;
  stop(): Promise<void>;
}

function startThread(entry: URL, onEnd: () => void): BuildThread {
  const worker = new Worker(entry);
  worker.unref();
  let waiting: { resolve: (reply: IndexBuildReply) => void; reject: (thrown: unknown) => void } | undefined;
  const fail = (thrown: unknown): void => {
    onEnd();
    waiting?.reject(thrown);
    waiting = undefined;
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('The index thread ended')));
  worker.on('message', (reply: IndexBuildReply) => {
    const asked = waiting;
    waiting = undefined;
    worker.unref();
    if (reply.type === 'failed') asked?.reject(Object.assign(new Error(reply.message), { code: reply.code }));
    else asked?.resolve(reply);
  });
  return {
    ask(request, transfer = []) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        worker.ref(); // while an answer is due, the process must not end
        worker.postMessage(request, [...transfer]);
      });
    },
    async stop() {
      await worker.terminate();
    },
  };
}
