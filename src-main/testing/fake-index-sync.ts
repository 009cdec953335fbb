import type { IndexSync } from '../services/library/ports.ts';

export interface FakeIndexSync extends IndexSync {
  readonly synced: string[];
  readonly dropped: string[];
  /** Thrown by every sync while set. */
  failure: Error | undefined;
}

/** An index that only remembers what it was asked. */
export function createFakeIndexSync(): FakeIndexSync {
  const index: FakeIndexSync = {
    synced: [],
    dropped: [],
    failure: undefined,
    async sync(collection) {
      if (index.failure !== undefined) throw index.failure;
      index.synced.push(collection);
    },
    async drop(collection) {
      index.dropped.push(collection);
    },
  };
  return index;
}
