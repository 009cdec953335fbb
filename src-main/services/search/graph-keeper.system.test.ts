import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFaissNeighbours } from '../../adapters/faiss/faiss-neighbours.ts';
import { createGraphFiles } from '../../adapters/files/graph-files.ts';
import { bitmapOf } from '../../engine/id-bitmap.ts';
import { createVectorScan, openScanSegment } from '../../engine/vector/vector-scan.ts';
import { buildVectorSegment } from '../../engine/vector/vector-segment.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { silentLog } from '../../platform/log.ts';
import { createFakeNeighbourGraphs, lostGraph } from '../../testing/fake-neighbour-graphs.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { loadVectorScanModule } from '../../testing/vector-scan-module.ts';
import type { CollectionIndex } from './collection-index.ts';
import { createGraphKeeper, type GraphKeeper } from './graph-keeper.ts';
import type { NeighbourGraphs } from './ports.ts';

const DIMENSIONS = 24;
const contract = {
  model: 'test',
  weights: '0'.repeat(64),
  dimensions: DIMENSIONS,
  pooling: 'static',
  normalised: true,
  queryPrefix: '',
  passagePrefix: '',
  tokenizer: 1,
  chunker: 1,
} as const;
const wasm = loadVectorScanModule();
const app = locateApp(import.meta.url);
const probe = createFaissNeighbours(forkChild, app);
const faissProblem = await probe.problem();
probe.close();
if (faissProblem !== undefined) console.log(`skipped: vector graphs by FAISS, because ${faissProblem}`);

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
const keepers: GraphKeeper[] = [];
beforeEach(async () => {
  folder = await aTemporaryFolder();
});
afterEach(async () => {
  for (const keeper of keepers.splice(0)) await keeper.close();
  await folder[Symbol.asyncDispose]();
});

function keeperOf(graphs: NeighbourGraphs, settledMs = 0): GraphKeeper {
  const files = createGraphFiles(folder.path, silentLog);
  const keeper = createGraphKeeper({ graphs, files, engine: () => 'faiss', settledMs, log: silentLog });
  keepers.push(keeper);
  return keeper;
}

function unitVector(id: number): Float32Array {
  const values = Float32Array.from({ length: DIMENSIONS }, (_, column) => Math.sin(id * 0.37 * (column + 1) + column));
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}

/** A generation with segments of the given ids, of which some are gone. */
function indexOf(segments: readonly (readonly number[])[], gone: readonly number[] = []): CollectionIndex {
  const opened = segments.map((ids) => {
    const vectors = new Float32Array(ids.length * DIMENSIONS);
    for (const [row, id] of ids.entries()) vectors.set(unitVector(id), row * DIMENSIONS);
    const scan = openScanSegment(wasm, DIMENSIONS, buildVectorSegment(Uint32Array.from(ids), vectors, DIMENSIONS));
    return { ids: Uint32Array.from(ids), scan };
  });
  const tombstones = Uint32Array.from(gone);
  return {
    contract,
    chunks: segments.flat().length - gone.length,
    segments: opened,
    tombstones,
    deleted: bitmapOf(tombstones),
    vectors: createVectorScan(
      DIMENSIONS,
      opened.map(({ scan }) => scan),
    ),
  } as unknown as CollectionIndex; // a keeper looks at nothing else
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
const exact = (index: CollectionIndex, query: Float32Array, k: number) => {
  const { ids, scores } = index.vectors.search(query, k, { deleted: index.deleted });
  return Array.from(ids, (id, at) => ({ id, cosine: scores[at] }));
};

describe.each([
  ['a fake', () => createFakeNeighbourGraphs()],
  ...(faissProblem === undefined ? [['FAISS', () => createFaissNeighbours(forkChild, app)] as const] : []),
] as const)('a graph by %s', (_, create) => {
  test('finds what the scan finds, gone and new passages considered', async () => {
    const keeper = keeperOf(create());
    const first = indexOf([range(0, 900), range(900, 1500)]);
    keeper.consider('notes', first);
    await keeper.idle();
    expect(keeper.states().get('notes')).toMatchObject({ state: 'serving', vectors: 1500 });
    const next = indexOf([range(0, 900), range(900, 1500), range(2000, 2030)], range(100, 140));
    keeper.consider('notes', next);
    for (const id of [5, 110, 2003, 1234]) {
      expect(await keeper.search(next, unitVector(id), 10)).toEqual(exact(next, unitVector(id), 10));
    }
  });

  test('is extended when much is new, and opened again from disk', async () => {
    const keeper = keeperOf(create());
    keeper.consider('notes', indexOf([range(0, 1200)]));
    await keeper.idle();
    const grown = indexOf([range(0, 1200), range(1200, 1500)]);
    keeper.consider('notes', grown);
    await keeper.idle();
    expect(keeper.states().get('notes')).toMatchObject({ state: 'serving', vectors: 1500 });
    expect(await readdir(join(folder.path, 'notes'))).toHaveLength(1);
    await keeper.close();

    const again = keeperOf(create());
    again.consider('notes', grown);
    await again.idle();
    expect(await again.search(grown, unitVector(1300), 10)).toEqual(exact(grown, unitVector(1300), 10));
  });

  test('is built anew when its file was changed', async () => {
    const index = indexOf([range(0, 1100)]);
    const keeper = keeperOf(create());
    keeper.consider('notes', index);
    await keeper.idle();
    await keeper.close();
    const [graph = ''] = await readdir(join(folder.path, 'notes'));
    const file = join(folder.path, 'notes', graph, 'vectors.faiss');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1]! ^= 16;
    await writeFile(file, bytes);

    const again = keeperOf(create());
    again.consider('notes', index);
    await again.idle();
    expect(await readdir(join(folder.path, 'notes'))).toEqual(['graph-1']);
    expect((await readFile(file)).equals(bytes)).toBe(false);
    expect(await again.search(index, unitVector(7), 5)).toEqual(exact(index, unitVector(7), 5));
  });
});

describe('the scan answers', () => {
  const index = indexOf([range(0, 1500)]);

  test('while a graph is not there, and where none can be had', async () => {
    const keeper = keeperOf(createFakeNeighbourGraphs('it is not installed'));
    keeper.consider('notes', index);
    expect(await keeper.search(index, unitVector(1), 5)).toBeUndefined();
    await keeper.idle();
    expect(keeper.problem()).toBe('it is not installed');
  });

  test('until nothing new comes, and then one graph is built of all', async () => {
    const graphs = createFakeNeighbourGraphs();
    const keeper = keeperOf(graphs, 60);
    const last = indexOf([range(0, 1500), range(1500, 1900)]);
    for (const one of [index, indexOf([range(0, 1500), range(1500, 1700)]), last]) keeper.consider('notes', one);
    await keeper.idle();
    expect(graphs.added()).toBe(0);
    await expect.poll(() => keeper.states().get('notes')).toMatchObject({ state: 'serving', vectors: 1900 });
    expect(graphs.added()).toBe(1900);
    expect(await keeper.search(last, unitVector(3), 5)).toEqual(exact(last, unitVector(3), 5));
  });

  test('for a graph that finds too little', async () => {
    const graphs = createFakeNeighbourGraphs();
    graphs.blindness = 0.1;
    const keeper = keeperOf(graphs);
    keeper.consider('notes', index);
    await keeper.idle();
    expect(keeper.states().get('notes')).toMatchObject({ state: 'refused', why: expect.stringContaining('% of') });
    expect(await keeper.search(index, unitVector(1), 5)).toBeUndefined();
    expect(await readdir(join(folder.path, 'notes')).catch(() => [])).toEqual([]);
  });

  test('when the process is lost, until the graph is open again', async () => {
    const graphs = createFakeNeighbourGraphs();
    const keeper = keeperOf(graphs);
    keeper.consider('notes', index);
    await keeper.idle();
    graphs.failure = lostGraph();
    expect(await keeper.search(index, unitVector(1), 5)).toBeUndefined();
    graphs.failure = undefined;
    await keeper.idle();
    expect(graphs.added()).toBe(1500);
    expect(await keeper.search(index, unitVector(1), 5)).toEqual(exact(index, unitVector(1), 5));
  });
});

test.skipIf(faissProblem !== undefined)('a FAISS process that is killed loses one search and comes back', async () => {
  const index = indexOf([range(0, 1300)]);
  const graphs = createFaissNeighbours(forkChild, app);
  const keeper = keeperOf(graphs);
  keeper.consider('notes', index);
  await keeper.idle();
  graphs.close();
  expect(await keeper.search(index, unitVector(9), 5).catch(() => undefined)).toBeUndefined();
  await keeper.idle();
  expect(await keeper.search(index, unitVector(9), 5)).toEqual(exact(index, unitVector(9), 5));
});
