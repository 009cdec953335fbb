import { Worker } from 'node:worker_threads';
import { Failure } from '../../../src-contract/failure.ts';
import type { StoredPassage } from '../../engine/passages/passage-segment.ts';
import type { ChunkFacts } from '../../engine/ranking/facts-segment.ts';
import { IDLE_THREAD_MS } from '../../platform/idle-thread.ts';
import type { IndexableChunk, SegmentDraft, SegmentWriter } from '../../services/search/ports.ts';
import { fileFailure } from './file-failure.ts';
import type { IndexBuildReply, IndexBuildRequest } from './index-build-messages.ts';

/** Chunks sent in one message: copying them holds the main thread for some milliseconds. */
const CHUNKS_A_MESSAGE = 512;

/**
 * Builds segments in a worker thread, started at the first segment and kept for the next while that comes soon.
 *
 * Each message of a segment waits for its answer, so no more than one batch of it is copied ahead of the thread.
 *
 * @param idleMs without a segment to build, after which the thread ends
 */
export function createSegmentWriter(entry: URL, idleMs = IDLE_THREAD_MS): SegmentWriter {
  let thread: BuildThread | undefined;
  let builds = 0;

  return {
    begin(dimensions) {
      thread ??= startThread(entry, idleMs, () => {
        thread = undefined;
      });
      builds += 1;
      return createDraft(thread, builds, dimensions);
    },
    async close() {
      await thread?.stop();
    },
  };
}

function createDraft({ ask }: BuildThread, build: number, dimensions: number): SegmentDraft {
  // At once: a thread with a segment under way does not end.
  const begun = ask({ build, type: 'begin', dimensions });
  begun.catch(() => undefined); // told to who adds or finishes
  let isOver = false;

  return {
    async add(chunks) {
      try {
        await begun;
        for (let from = 0; from < chunks.length; from += CHUNKS_A_MESSAGE) {
          const message = toMessage(chunks.slice(from, from + CHUNKS_A_MESSAGE), dimensions);
          await ask({ build, ...message }, [message.vectors.buffer]);
        }
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new Failure('unavailable', `Could not build a part of the index: ${why}. Try again.`, {
          reason: 'index/build',
          cause,
        });
      }
    },
    async finish({ folder, name }) {
      try {
        await begun;
        const reply = await ask({ build, type: 'finish', folder, name });
        isOver = true;
        if (reply.type === 'written') return reply.record;
        throw new Error(`The index thread answered "${reply.type}" to the end of a segment`);
      } catch (thrown) {
        throw fileFailure('write the index in', folder, thrown);
      }
    },
    discard() {
      // Where the thread ended, what it held is gone already.
      if (!isOver) ask({ build, type: 'discard' }).catch(() => undefined);
      isOver = true;
    },
  };
}

function toMessage(chunks: readonly IndexableChunk[], dimensions: number) {
  const vectors = new Float32Array(chunks.length * dimensions);
  for (const [row, { vector }] of chunks.entries()) {
    if (vector.length === dimensions) vectors.set(vector, row * dimensions);
  }
  return {
    type: 'add',
    passages: chunks.map(toStored),
    contexts: chunks.map(({ context }) => context),
    vectors,
    facts: chunks.map(toFacts),
  } as const;
}

function toStored({ id, position, text, ocr }: IndexableChunk): StoredPassage {
  return { id, position, text, ...(ocr === undefined ? {} : { confidence: ocr.confidence }) };
}

function toFacts({ id, source, ordinal, heading = '', type, definitions }: IndexableChunk): ChunkFacts {
  const { id: sourceId, path, title, kind } = source;
  return { id, source: sourceId, path, title, kind, ordinal, heading, type, definitions };
}

interface BuildThread {
  /** @throws Error with what the thread says, or that it ended */
  ask(request: IndexBuildRequest, transfer?: readonly ArrayBuffer[]): Promise<IndexBuildReply>;
  stop(): Promise<void>;
}

function startThread(entry: URL, idleMs: number, onEnd: () => void): BuildThread {
  const worker = new Worker(entry);
  worker.unref();
  const building = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  const waiting: { resolve: (reply: IndexBuildReply) => void; reject: (thrown: unknown) => void }[] = [];
  let ended: Error | undefined;
  const end = (why: Error): void => {
    if (ended !== undefined) return; // an error comes before the exit, and another thread may have begun between
    ended = why;
    clearTimeout(timer);
    onEnd();
    for (const { reject } of waiting.splice(0)) reject(why);
  };
  const endIdle = (): void => {
    end(new Error('The index thread had nothing to do')); // at once: who begins a segment now starts another
    void worker.terminate();
  };
  worker.on('error', (thrown) => end(thrown instanceof Error ? thrown : new Error(String(thrown))));
  worker.on('exit', () => end(new Error('The index thread ended')));
  worker.on('message', (reply: IndexBuildReply) => {
    const asked = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if (waiting.length === 0 && building.size === 0) timer = setTimeout(endIdle, idleMs).unref();
    if (reply.type === 'failed') asked?.reject(Object.assign(new Error(reply.message), { code: reply.code }));
    else asked?.resolve(reply);
  });
  return {
    ask(request, transfer = []) {
      return new Promise((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        clearTimeout(timer);
        if (request.type === 'begin') building.add(request.build);
        if (request.type === 'finish' || request.type === 'discard') building.delete(request.build);
        waiting.push({ resolve, reject });
        worker.ref(); // while an answer is due, the process must not end
        worker.postMessage(request, [...transfer]);
      });
    },
    async stop() {
      clearTimeout(timer);
      await worker.terminate();
    },
  };
}
