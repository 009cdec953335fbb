import { Failure } from '../../../../src-contract/failure.ts';
import type { ChunkId } from '../../../../src-contract/ids.ts';
import type { ChunkStore, KnownSource } from '../ports.ts';

/** What is asked about. */
export interface WhyTarget {
  readonly source?: string | undefined;
  readonly chunk?: ChunkId | undefined;
  readonly place?: number | undefined;
}

export interface AskedSource extends KnownSource {
  /** Ids of its live chunks, those of what it contains included; ascending, which is their order in the source. */
  readonly ids: Uint32Array;
  /** The chunk that is to be followed; the best one without it. */
  readonly chosen: number | undefined;
}

/**
 * Finds the source that is asked about.
 *
 * @throws Failure `invalid-input` when none is named, or several are meant; `not-found` with what is written alike
 */
export async function findAskedSource(chunks: ChunkStore, target: WhyTarget): Promise<AskedSource> {
  const known = await (target.source === undefined
    ? sourceOfChunk(chunks, target.chunk)
    : sourceNamed(chunks, target.source));
  const ids = await chunks.listAllowed({ sources: [known.source.id] });
  return { ...known, ids, chosen: chosenOf(target, ids, known) };
}

async function sourceOfChunk(chunks: ChunkStore, chunk: ChunkId | undefined): Promise<KnownSource> {
  if (chunk === undefined) {
    throw new Failure('invalid-input', 'No source is named to look for; give its path, title or id, or a passage', {
      reason: 'search/no-source',
    });
  }
  const found = (await chunks.hydrate([chunk]))[0];
  if (found === undefined) {
    throw new Failure('not-found', `There is no passage ${chunk} in the library any more; search again`, {
      reason: 'search/unknown-passage',
    });
  }
  return sourceNamed(chunks, found.source.id);
}

async function sourceNamed(chunks: ChunkStore, named: string): Promise<KnownSource> {
  const found = await chunks.findSources(named);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  if (first === undefined) {
    const near = await chunks.nearPaths(named);
    const advice =
      near.length === 0
        ? 'Look for its name in the library.'
        : `Did you mean ${near.map((path) => `"${path}"`).join(' or ')}?`;
    throw new Failure('not-found', `There is no source "${named}" in the library. ${advice}`, {
      reason: 'search/unknown-source',
      details: { near: [...near] },
    });
  }
  const sources = found.map(({ source }) => ({ id: source.id, path: source.path, collection: source.collection }));
  throw new Failure(
    'invalid-input',
    `"${named}" may be ${found.length} sources; name one by its whole path or its id: ${sources.map(({ id, path, collection }) => `${path} (${collection}, ${id})`).join(', ')}`,
    { reason: 'search/ambiguous-source', details: { sources } },
  );
}

function chosenOf({ chunk, place }: WhyTarget, ids: Uint32Array, { source }: KnownSource): number | undefined {
  if (chunk !== undefined && !ids.includes(chunk)) {
    throw new Failure('invalid-input', `Passage ${chunk} is not one of ${source.title}`, {
      reason: 'search/unknown-passage',
    });
  }
  if (chunk !== undefined || place === undefined) return chunk;
  const id = ids[place - 1];
  if (id !== undefined) return id;
  throw new Failure('not-found', `${source.title} has no passage ${place}; it has ${ids.length}`, {
    reason: 'search/unknown-passage',
  });
}
