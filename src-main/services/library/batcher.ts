/** What a batch may hold before it is written. */
export interface BatchLimits {
  /** Sum of the entries' weights. */
  readonly maxWeight: number;
  readonly maxDelayMs: number;
}

/** Collects entries and writes them together. */
export interface Batcher<T> {
  /** Takes an entry. Waits while a full batch stands behind one that is being written. @throws what `write` threw */
  add(entry: T, weight: number): Promise<void>;
  /** Writes what is there and waits for it. @throws what `write` threw */
  flush(): Promise<void>;
}

/** Batches for `write`, which runs once at a time. After it failed everything fails with the same error. */
export function createBatcher<T>(limits: BatchLimits, write: (entries: readonly T[]) => Promise<void>): Batcher<T> {
  let entries: T[] = [];
  let weight = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let failure: { readonly thrown: unknown } | undefined;

  const isFull = (): boolean => weight >= limits.maxWeight;

  function startWriting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const taken = entries;
    entries = [];
    weight = 0;
    writing = writing.then(async () => {
      if (taken.length === 0 || failure !== undefined) return;
      try {
        await write(taken);
      } catch (thrown) {
        failure = { thrown };
      }
    });
    return writing;
  }

  function throwFailure(): void {
    if (failure !== undefined) throw failure.thrown;
  }

  return {
    async add(entry, entryWeight) {
      throwFailure();
      if (isFull()) await writing;
      throwFailure();
      entries.push(entry);
      weight += entryWeight;
      if (isFull())
        void startWriting(); // never rejects; the failure is kept for the next call
      else timer ??= setTimeout(() => void startWriting(), limits.maxDelayMs);
    },
    async flush() {
      await startWriting();
      throwFailure();
    },
  };
}
