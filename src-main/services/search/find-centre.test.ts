import { expect, it } from 'vitest';
import type { ChunkId } from '../../../src-contract/ids.ts';
import { UNCALIBRATED_CENTRE } from '../../engine/fusion/calibrate-centre.ts';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { findCentre } from './find-centre.ts';
import type { ChunkStore, Embedder, IndexableChunk } from './ports.ts';

const DIMENSIONS = 64;
const SECTIONS = 120;
const never = new AbortController().signal;

/** Deterministic noise of unit length. */
function noise(seed: number): Float32Array {
  let state = seed * 2654435761 + 1;
  const vector = Float32Array.from({ length: DIMENSIONS }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return state / 2 ** 31 - 1;
  });
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

/** Section `at` is asked about in words that stand in others as often; "topicN" says which it is, "sujetN" in the text. */
function aSection(at: number): IndexableChunk {
  const common = ['garden', 'water', 'plants', 'winter', 'roots', 'light'].map((word, by) => `${word}${(at + by) % 9}`);
  return {
    id: (at + 1) as ChunkId,
    context: '',
    text: `How topic${at} grows in garden${at % 9}\n${common.join(' ')} and so on for many a sujet${at} in all the year`,
    type: 'section',
    definitions: [],
    vector: noise(at + 1000),
    source: { id: `s${at}`, path: `/s${at}.md`, title: `s${at}.md`, kind: 'markdown' },
    ordinal: 0,
    position: { charStart: 0, charEnd: 1 },
    heading: `Plants › How topic${at} grows in garden${at % 9}`,
  };
}

function storeOf(all: readonly IndexableChunk[]): ChunkStore {
  const byId = new Map(all.map((chunk) => [chunk.id as number, chunk]));
  return {
    listIds: async () => Uint32Array.from(byId.keys()),
    readForIndex: async (ids: Uint32Array) => [...ids].flatMap((id) => byId.get(id) ?? []),
  } as Partial<ChunkStore> as ChunkStore;
}

/** Understands that a topic and its sujet are one with the given clearness, 0 to 1. */
function aModel(clearness: number): Embedder {
  const embedOne = (text: string): Float32Array => {
    const topic = Number(/(?:topic|sujet)(\d+)/.exec(text)?.[1] ?? -1);
    const blur = noise([...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7));
    const vector = noise(topic + 5).map((value, at) => clearness * value + (1 - clearness) * blur[at]!);
    const norm = Math.hypot(...vector);
    return vector.map((value) => value / norm);
  };
  return {
    ...createFakeEmbedder('model', DIMENSIONS),
    embedQuery: embedOne,
    known: () => 1,
    embed: (texts) => Float32Array.from(texts.flatMap((text) => [...embedOne(text)])),
  };
}

const store = storeOf(Array.from({ length: SECTIONS }, (_, at) => aSection(at)));

it('a model that understands is trusted more than the default, one that does not less', async () => {
  const strong = await findCentre(store, aModel(0.8), 'c', { signal: never });
  const weak = await findCentre(store, aModel(0), 'c', { signal: never });
  expect([strong.questions, weak.questions]).toEqual([SECTIONS, SECTIONS]);
  expect(strong.centre).toBeGreaterThanOrEqual(UNCALIBRATED_CENTRE);
  expect(weak.centre).toBeLessThan(UNCALIBRATED_CENTRE);
  expect(await findCentre(store, aModel(0.8), 'c', { signal: never })).toEqual(strong);
});

it('a collection that says too little about itself embeds nothing and keeps the default', async () => {
  const silent: Embedder = {
    ...aModel(1),
    embed: () => {
      throw new Error('embedded');
    },
  };
  const few = storeOf(Array.from({ length: 20 }, (_, at) => aSection(at)));
  expect(await findCentre(few, silent, 'c', { signal: never })).toMatchObject({
    centre: UNCALIBRATED_CENTRE,
    questions: 0,
  });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const stopped = findCentre(store, aModel(1), 'c', {
    signal: stop.signal,
    onProgress: (done) => {
      if (done === 3) stop.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
});
