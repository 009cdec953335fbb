/** A small cache that forgets what was not asked for longest. */
export interface LeastRecentlyUsed<K, V> {
  /** The value of `key`, made when it is not there. */
  get(key: K, make: () => V): V;
  delete(key: K): void;
  clear(): void;
}

export function createLeastRecentlyUsed<K, V>(capacity: number): LeastRecentlyUsed<K, V> {
  const values = new Map<K, V>(); // in order of last use
  return {
    get(key, make) {
      const known = values.get(key);
      const value = known ?? make();
      values.delete(key);
      values.set(key, value);
      for (const oldest of values.keys()) {
        if (values.size <= capacity) break;
        values.delete(oldest);
      }
      return value;
    },
    delete: (key) => {
      values.delete(key);
    },
    clear: () => {
      values.clear();
    },
  };
}
