import type { IndexSync } from '../services/library/ports.ts';

export interface FakeIndexSync extends IndexSync {
  /** Texts of the passages that it was given ahead, and collections that were synced, in order. */
  readonly told: string[];
  readonly synced: string[];
  readonly dropped: string[];
  /** Called by each rebuild; its passages are what it says it embeds. */
  onRebuild: IndexSync['rebuild'];
  /** Thrown by every sync while set. */
  failure: Error | undefined;
  /** In use; unknown unless set. */
  models: readonly string[] | undefined;
}

/** An index that only remembers what it was asked. */
export function createFakeIndexSync(): FakeIndexSync {
  const index: FakeIndexSync = {
    told: [],
    synced: [],
    dropped: [],
    onRebuild: async () => {},
    failure: undefined,
    models: undefined,
    async ahead(_, passages) {
      index.told.push(...passages.map(({ text }) => text));
    },
    async sync(collection) {
      if (index.failure !== undefined) throw index.failure;
      index.synced.push(collection);
      index.told.push(`sync ${collection}`);
    },
    rebuild: (collection, options) => index.onRebuild(collection, options),
    async assertWritable() {},
    embedsOnReading: async () => true,
    modelsInUse: async () => index.models,
    async drop(collection) {
      index.dropped.push(collection);
    },
  };
  return index;
}
