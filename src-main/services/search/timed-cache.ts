/** How often a cache knew the answer; for the doctor. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly entries: number;
}

/** Forgets what is too old, and what was not asked for longest when it is full. */
export interface TimedCache<V> {
  /** Counts a hit or a miss. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  counts(): CacheCounts;
}

export interface TimedCacheOptions<V> {
  readonly entries: number;
  readonly lifetimeMs: number;
  /** Milliseconds; never goes back. */
  readonly now: () => number;
  /** What an entry weighs, and what all together may; without them only their number counts. */
  readonly weigh?: { readonly of: (value: V) => number; readonly most: number };
}

export function createTimedCache<V>({ entries, lifetimeMs, now, weigh }: TimedCacheOptions<V>): TimedCache<V> {
  const values = new Map<string, { readonly value: V; readonly until: number }>(); // in order of last use
  let weight = 0;
  let hits = 0;
  let misses = 0;
  const weightOf = (value: V): number => weigh?.of(value) ?? 0;

  function remove(key: string): void {
    const entry = values.get(key);
    if (entry === undefined) return;
    weight -= weightOf(entry.value);
    values.delete(key);
  }

  return {
    get(key) {
      const entry = values.get(key);
      if (entry === undefined || entry.until <= now()) {
        remove(key);
        misses += 1;
        return undefined;
      }
      hits += 1;
      values.delete(key);
      values.set(key, entry);
      return entry.value;
    },
    set(key, value) {
      remove(key);
      values.set(key, { value, until: now() + lifetimeMs });
      weight += weightOf(value);
      for (const oldest of values.keys()) {
        if (values.size <= entries && weight <= (weigh?.most ?? Number.POSITIVE_INFINITY)) break;
        remove(oldest);
      }
    },
    counts: () => ({ hits, misses, entries: values.size }),
  };
}
