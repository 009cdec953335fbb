import { Failure } from '../../../src-contract/failure.ts';
import type { GraphUnit } from '../../../src-contract/graph.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { NeighboursAnswer } from '../../engine/graph/ask-graph.ts';
import { createGraphCache } from './graph-cache.ts';
import type { BuiltGraph, CodeFactsStore, GraphBuilder } from './ports.ts';

export interface GraphServiceDeps {
  readonly facts: CodeFactsStore;
  readonly builder: GraphBuilder;
}

/** Answers what code depends on what. */
export interface GraphService {
  readonly handlers: CarrelHandlers['graph'];
  close(): Promise<void>;
}

/** So many meanings of an ambiguous name are in the message; all that are known are in its details. */
const MEANINGS_IN_MESSAGE = 5;

export function createGraphService({ facts, builder }: GraphServiceDeps): GraphService {
  const cache = createGraphCache(facts, builder);

  /** Asks the graph of some collections; a graph whose thread has died meanwhile is built once more. */
  async function withGraph<T>(
    collections: readonly string[] | undefined,
    signal: AbortSignal,
    ask: (graph: BuiltGraph) => Promise<T>,
  ): Promise<T> {
    const ids = (await facts.resolveCollections(collections)).map(({ id }) => id);
    for (let isRepeated = false; ; isRepeated = true) {
      const graph = await cache.get(ids);
      if (signal.aborted) throw new Failure('cancelled', 'The question about the code was withdrawn');
      try {
        return await ask(graph);
      } catch (thrown) {
        const isLost = thrown instanceof Failure && thrown.reason === 'graph/thread-ended';
        if (!isLost || isRepeated) throw thrown;
        cache.forget(ids);
      }
    }
  }

  const handlers: CarrelHandlers['graph'] = {
    async completeness({ chunks, sources }, { signal }) {
      const places = await facts.places(chunks, sources);
      if (places.length === 0) return { passages: 0, referenced: 0, present: 0, doubtful: 0, missing: [] };
      const collections = [...new Set(places.map(({ collectionId }) => collectionId))];
      const found = await withGraph(collections, signal, (graph) => graph.ask('completeness', places));
      const shown = await facts.chunksAt(
        found.missing.map(({ unit }) => ({ sourceId: unit.sourceId, line: unit.startLine })),
      );
      const missing = found.missing.map(({ unit, mentions }, at) => {
        const chunk = shown[at];
        return { unit, mentions: [...mentions], ...(chunk === undefined ? {} : { chunk }) };
      });
      return { ...found, passages: places.length, missing };
    },
    overview: ({ collections }, { signal }) =>
      withGraph(collections, signal, async (graph) => ({ ...(await graph.ask('overview')), buildMs: graph.buildMs })),
    find: ({ collections, text, limit }, { signal }) =>
      withGraph(collections, signal, async (graph) => toList(await graph.ask('find', text, limit))),
    neighbours: ({ collections, ...question }, { signal }) =>
      withGraph(collections, signal, async (graph) => {
        const { unit, total, neighbours } = assertFound(await graph.ask('neighbours', question), question.name);
        return { unit, direction: question.direction, total, neighbours: [...neighbours] };
      }),
    cycles: ({ collections, level, limit }, { signal }) =>
      withGraph(collections, signal, (graph) => graph.ask('cycles', level, limit)),
    hubs: ({ collections, limit }, { signal }) =>
      withGraph(collections, signal, async (graph) => toList(await graph.ask('hubs', limit))),
    orphans: ({ collections, limit }, { signal }) =>
      withGraph(collections, signal, async (graph) => toList(await graph.ask('orphans', limit))),
    rank: ({ collections, limit }, { signal }) =>
      withGraph(collections, signal, async (graph) => toList(await graph.ask('rank', limit))),
  };
  return { handlers, close: () => builder.close() };
}

function toList<T>({ total, units }: { readonly total: number; readonly units: readonly T[] }) {
  return { total, units: [...units] };
}

/** @throws Failure `not-found` with the nearest names, `invalid-input` with the ids of all meanings */
function assertFound(answer: NeighboursAnswer, name: string): Extract<NeighboursAnswer, { type: 'found' }> {
  if (answer.type === 'found') return answer;
  if (answer.type === 'unknown') {
    const advice =
      answer.names.length === 0
        ? 'Read code with "carrel ingest", or look for a part of the name.'
        : `Did you mean ${answer.names.map((near) => `"${near}"`).join(', ')}?`;
    throw new Failure('not-found', `The code has no definition or file "${name}". ${advice}`, {
      reason: 'graph/unknown-name',
      details: { nearest: [...answer.names] },
    });
  }
  const shown = answer.units.slice(0, MEANINGS_IN_MESSAGE).map(meaningOf).join(', ');
  const more = answer.total > MEANINGS_IN_MESSAGE ? ` and ${answer.total - MEANINGS_IN_MESSAGE} more` : '';
  throw new Failure(
    'invalid-input',
    `"${name}" means ${answer.total} things: ${shown}${more}. Give one of their ids, or more of the name.`,
    { reason: 'graph/ambiguous-name', details: { ids: answer.units.map(({ id }) => id) } },
  );
}

function meaningOf({ namespace, name, path, startLine }: GraphUnit): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return `${namespace === '' ? name : `${namespace}.${name}`} (${file}:${startLine})`;
}
