import { Worker } from 'node:worker_threads';
import { Failure } from '../../../src-contract/failure.ts';
import { IDLE_THREAD_MS } from '../../platform/idle-thread.ts';
import type { Log } from '../../platform/log.ts';

/** How a task ended that did not end by itself. */
export class TaskKilled extends Error {
  readonly why: 'timed-out' | 'out-of-memory' | 'crashed';

  constructor(why: TaskKilled['why'], cause?: unknown) {
    super(`The worker was killed: ${why}`, cause === undefined ? undefined : { cause });
    this.why = why;
  }
}

export interface TaskOptions {
  readonly timeoutMs: number;
  /** Heap and buffers together. */
  readonly memoryMb: number;
  readonly signal: AbortSignal;
  /** A person waits: goes first, in a thread of its own if all are busy. */
  readonly isUrgent?: boolean;
}

export interface WorkerPoolOptions {
  readonly entry: URL;
  readonly workerData: unknown;
  readonly threads: number;
  /** The message with which a worker says that it is ready. */
  readonly readyMessage: string;
  /** A thread without a task ends after this time; `IDLE_THREAD_MS` without it. */
  readonly idleMs?: number;
  readonly log: Log;
}

interface Task {
  readonly request: unknown;
  readonly options: TaskOptions;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (thrown: unknown) => void;
  readonly stopListening: () => void;
  attempts: number;
}

interface Thread {
  readonly worker: Worker;
  readonly memoryMb: number;
  isReady: boolean;
  tasksDone: number;
  task: Task | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Heap and buffers are looked at this often, from outside. A guess. */
const MEMORY_CHECK_MS = 150;
/**
 * V8's own limit stands far above ours: where a single allocation jumps over it, V8 ends the whole process instead of
 * the thread (seen in a run of the test with the limit at the cap). Room for what a thread can
 * allocate between two looks.
 */
const HARD_LIMIT_FACTOR = 2;
const HARD_LIMIT_MB = 512;
/** Loading modules and model takes half a second; a machine that swaps may take many. A guess. */
const START_LIMIT_MS = 60_000;
/** Parsers keep caches; a new thread gives them back. Starting one takes half a second of processor time. A guess. */
const TASKS_PER_THREAD = 4000;

/**
 * Threads that each run one task at a time, and are killed when the task takes too long, too much, or is no longer
 * wanted. The pool goes on with a new thread.
 *
 * Own code rather than piscina: the memory cap has to count buffers (a PDF bomb inflates into them, and V8's limit does
 * not see them), and an urgent task needs a thread although all are busy.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #threads = new Set<Thread>();
  #queue: Task[] = [];
  #isClosed = false;
  #memoryTimer: NodeJS.Timeout | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /**
   * Runs one task and gives the worker's reply.
   *
   * @throws TaskKilled when its thread was killed or died
   * @throws Failure `cancelled` when the signal aborts or the pool closes
   */
  run(request: unknown, options: TaskOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed || options.signal.aborted) {
        reject(cancelled());
        return;
      }
      const onAbort = () => this.#abort(task);
      options.signal.addEventListener('abort', onAbort, { once: true });
      const stopListening = () => options.signal.removeEventListener('abort', onAbort);
      const task: Task = { request, options, resolve, reject, stopListening, attempts: 0 };
      if (options.isUrgent === true) this.#queue.unshift(task);
      else this.#queue.push(task);
      this.#dispatch();
    });
  }

  /** Starts the threads, so that tasks which are still to be found need not wait for them. */
  prepare(memoryMb: number): void {
    while (!this.#isClosed && this.#threads.size < this.#options.threads) this.#start(memoryMb);
  }

  /** Kills all threads; tasks that run or wait are rejected as cancelled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#memoryTimer);
    for (const task of this.#queue) settle(task, () => task.reject(cancelled()));
    this.#queue = [];
    const threads = [...this.#threads];
    this.#threads.clear();
    for (const { timer } of threads) clearTimeout(timer);
    for (const { task } of threads) if (task !== undefined) settle(task, () => task.reject(cancelled()));
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #dispatch(): void {
    while (this.#queue.length > 0 && !this.#isClosed) {
      const next = this.#queue[0]!;
      const idle = [...this.#threads].find((thread) => thread.task === undefined);
      const room = this.#options.threads + (next.options.isUrgent === true ? 1 : 0);
      if (idle === undefined && this.#threads.size >= room) return;
      this.#queue.shift();
      this.#assign(this.#threadFor(next, idle), next);
    }
  }

  #threadFor(task: Task, idle: Thread | undefined): Thread {
    // A person does not wait for a new thread only because this one may use less or more memory.
    const isRightSize = idle?.memoryMb === task.options.memoryMb || task.options.isUrgent === true;
    const fits = idle !== undefined && isRightSize && idle.tasksDone < TASKS_PER_THREAD;
    if (fits && (task.attempts === 0 || idle.tasksDone === 0)) return idle;
    if (idle !== undefined) this.#discard(idle);
    return this.#start(task.options.memoryMb);
  }

  #start(memoryMb: number): Thread {
    const worker = new Worker(this.#options.entry, {
      workerData: this.#options.workerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb * HARD_LIMIT_FACTOR + HARD_LIMIT_MB },
      // The worker prints nothing; if a native part does, the host's own output must stay clean. These streams must not
      // be read: a reader would keep the process alive while threads stand by.
      stdout: true,
      stderr: true,
      execArgv: [],
    });
    const thread: Thread = { worker, memoryMb, isReady: false, tasksDone: 0, task: undefined, timer: undefined };
    this.#standBy(thread);
    worker.on('message', (message: unknown) => this.#onMessage(thread, message));
    worker.on('error', (thrown: NodeJS.ErrnoException) => {
      this.#kill(
        thread,
        new TaskKilled(thrown.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out-of-memory' : 'crashed', thrown),
      );
    });
    worker.on('exit', () => this.#kill(thread, new TaskKilled('crashed')));
    this.#threads.add(thread);
    return thread;
  }

  #assign(thread: Thread, task: Task): void {
    thread.task = task;
    task.attempts += 1;
    thread.worker.ref();
    if (thread.isReady) this.#limitTime(thread, task.options.timeoutMs);
    else this.#limitTime(thread, START_LIMIT_MS);
    this.#memoryTimer ??= setInterval(() => void this.#checkMemory(), MEMORY_CHECK_MS).unref();
    thread.worker.postMessage(task.request);
  }

  /** Lets a thread without a task wait for one. A process whose work is done may end meanwhile. */
  #standBy(thread: Thread): void {
    clearTimeout(thread.timer);
    thread.worker.unref();
    thread.timer = setTimeout(() => this.#discard(thread), this.#options.idleMs ?? IDLE_THREAD_MS).unref();
  }

  #limitTime(thread: Thread, timeoutMs: number): void {
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => this.#kill(thread, new TaskKilled('timed-out')), timeoutMs);
  }

  #onMessage(thread: Thread, message: unknown): void {
    const { task } = thread;
    if (message === this.#options.readyMessage) {
      thread.isReady = true;
      if (task !== undefined) this.#limitTime(thread, task.options.timeoutMs);
      return;
    }
    thread.task = undefined;
    thread.tasksDone += 1;
    this.#standBy(thread);
    if (task !== undefined) settle(task, () => task.resolve(message));
    if (this.#threads.size > this.#options.threads) this.#discard(thread);
    this.#dispatch();
  }

  /** Ends a thread and answers its task; harmless when it has ended already. */
  #kill(thread: Thread, killed: TaskKilled): void {
    if (!this.#threads.has(thread)) return;
    const { task } = thread;
    this.#discard(thread);
    if (task !== undefined) {
      // What earlier documents left in the thread may be to blame: once more, in a new one.
      const isWorthRetrying = killed.why === 'out-of-memory' && thread.tasksDone > 0 && task.attempts === 1;
      if (isWorthRetrying) this.#queue.unshift(task);
      else settle(task, () => task.reject(killed));
      this.#options.log.warn('extraction worker ended', { why: killed.why, willRetry: isWorthRetrying });
    }
    this.#dispatch();
  }

  #discard(thread: Thread): void {
    this.#threads.delete(thread);
    clearTimeout(thread.timer);
    thread.task = undefined;
    thread.worker.terminate().catch((thrown: unknown) => {
      this.#options.log.error('extraction worker would not end', { message: String(thrown) });
    });
    if (this.#threads.size === 0) {
      clearInterval(this.#memoryTimer);
      this.#memoryTimer = undefined;
    }
  }

  #abort(task: Task): void {
    this.#queue = this.#queue.filter((waiting) => waiting !== task);
    const thread = [...this.#threads].find((candidate) => candidate.task === task);
    if (thread !== undefined) this.#discard(thread);
    settle(task, () => task.reject(cancelled()));
    this.#dispatch();
  }

  async #checkMemory(): Promise<void> {
    for (const thread of [...this.#threads].filter(({ task, isReady }) => task !== undefined && isReady)) {
      const { task } = thread;
      // Fails only when the thread ends meanwhile, which its own events report.
      const heap = await thread.worker.getHeapStatistics?.().catch(() => undefined);
      const isSameTask = thread.task === task && task !== undefined;
      if (heap === undefined || !isSameTask) continue;
      const usedMb = (heap.used_heap_size + heap.external_memory) / (1024 * 1024);
      if (usedMb > thread.memoryMb) this.#kill(thread, new TaskKilled('out-of-memory'));
    }
  }
}

function settle(task: Task, answer: () => void): void {
  task.stopListening();
  answer();
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Reading the document was cancelled.', { reason: 'extraction/cancelled' });
}
