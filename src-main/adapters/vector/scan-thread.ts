import { Worker } from 'node:worker_threads';
import type { ScanHits, ScanMemory } from '../../engine/vector/scan-kernel.ts';
import type { ScanHelper } from '../../engine/vector/vector-scan.ts';
import type { Log } from '../../platform/log.ts';
import type { ScanMessage, ScanReply, ScanSettings } from './scan-messages.ts';

/** A scan helper with a life of its own. */
export interface ScanThread extends ScanHelper {
  close(): Promise<void>;
}

interface Waiting {
  resolve(hits: readonly ScanHits[]): void;
  reject(thrown: Error): void;
}

/**
 * A worker thread that scans segments on lane 1, started at the first scan and again after one was lost.
 *
 * The rows are shared memory, so a scan sends the query and gets row numbers. A segment that nobody holds any more is
 * forgotten by the thread, too. One that ended without ever answering is not started again: each start would cost a
 * search more time than the thread saves.
 */
export function createScanThread(entry: URL, settings: ScanSettings, log: Log): ScanThread {
  let worker: Worker | undefined;
  let isHopeless = false;
  let nextSegment = 1;
  let nextScan = 1;
  let numbers = new WeakMap<ScanMemory, number>();
  const waiting = new Map<number, Waiting>();
  const released = new FinalizationRegistry((segment: number) => send({ type: 'detach', segment }));

  function send(message: ScanMessage): void {
    worker?.postMessage(message);
  }

  function ensureWorker(): void {
    if (worker !== undefined) return;
    const started = new Worker(entry, { workerData: settings });
    started.unref();
    worker = started;
    let hasAnswered = false;
    started.on('message', ({ id, hits }: ScanReply) => {
      hasAnswered = true;
      waiting.get(id)?.resolve(hits);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', (thrown) => log.warn('The vector scan thread failed', { why: String(thrown) }));
    started.on('exit', () => {
      if (worker !== started) return;
      worker = undefined;
      isHopeless = !hasAnswered;
      numbers = new WeakMap();
      for (const { reject } of waiting.values()) reject(new Error('The vector scan thread ended'));
      waiting.clear();
    });
  }

  function numberOf(memory: ScanMemory): number {
    const known = numbers.get(memory);
    if (known !== undefined) return known;
    const segment = nextSegment++;
    numbers.set(memory, segment);
    released.register(memory, segment);
    send({ type: 'attach', segment, memory });
    return segment;
  }

  return {
    scan(memories, request) {
      if (isHopeless) return Promise.reject(new Error('The vector scan thread does not start'));
      ensureWorker();
      const id = nextScan++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker?.ref(); // while an answer is due, the process must not end
        send({ type: 'scan', id, segments: memories.map(numberOf), request });
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}
