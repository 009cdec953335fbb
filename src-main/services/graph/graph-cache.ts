import type { BuiltGraph, CodeFactsStore, GraphBuilder } from './ports.ts';

/** Graphs kept: the whole library and one collection of it, say. Each takes some 40 MB at 100,000 definitions. */
const GRAPHS = 2;

interface Entry {
  readonly fingerprint: string;
  revision: number;
  readonly graph: Promise<BuiltGraph>;
}

/** Graphs by the collections they are of, built when asked for and again when the code has changed. */
export interface GraphCache {
  get(collectionIds: readonly string[]): Promise<BuiltGraph>;
  /** Forgets a graph that failed, so that the next question builds it anew. */
  forget(collectionIds: readonly string[]): void;
}

export function createGraphCache(facts: CodeFactsStore, builder: GraphBuilder): GraphCache {
  const entries = new Map<string, Entry>();
  /** One question at a time decides whether to build, so that two never build the same graph. */
  let turn: Promise<unknown> = Promise.resolve();

  async function entryOf(collectionIds: readonly string[]): Promise<Entry> {
    const key = collectionIds.join('\n');
    const revision = facts.revision();
    const kept = entries.get(key);
    if (kept?.revision === revision) return touch(key, kept);
    const fingerprint = await facts.fingerprint(collectionIds);
    if (kept?.fingerprint === fingerprint) {
      kept.revision = revision;
      return touch(key, kept);
    }
    drop(key);
    const entry = { fingerprint, revision, graph: builder.build((take) => facts.read(collectionIds, take)) };
    entry.graph.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return touch(key, entry);
  }

  function touch(key: string, entry: Entry): Entry {
    entries.delete(key);
    entries.set(key, entry);
    const oldest = entries.size > GRAPHS ? entries.keys().next().value : undefined;
    if (oldest !== undefined) drop(oldest);
    return entry;
  }

  function drop(key: string): void {
    const entry = entries.get(key);
    entries.delete(key);
    entry?.graph.then(
      (graph) => graph.close(),
      () => {}, // a graph that was never built needs no closing; who waited for it was told
    );
  }

  return {
    async get(collectionIds) {
      const deciding = turn.then(() => entryOf(collectionIds));
      turn = deciding.catch(() => undefined);
      return (await deciding).graph;
    },
    forget: (collectionIds) => drop(collectionIds.join('\n')),
  };
}
