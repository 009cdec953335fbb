import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSegmentWriter } from '../../adapters/files/segment-writer.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { type Log, silentLog } from '../../platform/log.ts';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { loadVectorScanModule } from '../../testing/vector-scan-module.ts';
import { createIndexStore } from './index-store.ts';
import type { IndexStore } from './index-store-type.ts';
import type { IndexableChunk, SegmentWriter } from './ports.ts';

vi.setConfig({ testTimeout: 60_000 });

const embedder = createFakeEmbedder();
let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;
let writer: SegmentWriter;
let store: IndexStore;
/** Ids of the passages that the index read from the catalog. */
let read: number[];
let warnings: string[];

beforeEach(async () => {
  folder = await aTemporaryFolder();
  library = await openSearchLibrary(folder.path, { embedder });
  writer = createSegmentWriter(locateApp(import.meta.url).worker('index-build'));
  read = [];
  warnings = [];
  store = openStore();
});
afterEach(async () => {
  await store.close();
  await library.close();
  await folder[Symbol.asyncDispose]();
});

function openStore(): IndexStore {
  const { chunks, files, vectors } = library;
  const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
  return createIndexStore({
    chunks: {
      ...chunks,
      readForIndex(ids, model) {
        read.push(...ids);
        return chunks.readForIndex(ids, model);
      },
    },
    files,
    vectors,
    writer,
    embedders: { wanted: async () => embedder, find: async () => embedder },
    readersModel: embedder,
    vectorScan: loadVectorScanModule(),
    log,
    autoHeal: () => true,
    recovered: () => {},
    onBadVectors: async () => {},
  });
}

/** Adds a source of two passages; ids go on from `first`. */
async function add(id: string, first: number): Promise<readonly IndexableChunk[]> {
  await library.add('Notes', [{ id, chunks: [`${id} swims`, `${id} sleeps in the reeds`] }]);
  return library.chunks.readForIndex(Uint32Array.of(first, first + 1), embedder.name);
}

const idsFound = (word: string): number[] => [...store.view(['notes']).lexical.search([word], 99).ids].sort();
const sumsOf = async (): Promise<unknown> =>
  (await library.files.load('notes', (why) => expect.unreachable(why)))?.segments.map(({ record }) => record);

it('publishes what was built ahead, the same bytes as from the catalog, without reading it', async () => {
  await store.ahead('notes', await add('trout', 1));
  await store.ahead('notes', await add('heron', 3));
  await store.sync('notes');
  expect([read, idsFound('swim'), idsFound('heron')]).toEqual([[], [1, 3], [3, 4]]);
  const ahead = await sumsOf();
  await store.drop('notes');
  await store.sync('notes');
  expect([read, idsFound('swim')]).toEqual([
    [1, 2, 3, 4],
    [1, 3],
  ]);
  expect(await sumsOf()).toEqual(ahead);
});

it('reads the passages that came without notice behind those built ahead', async () => {
  await store.ahead('notes', await add('trout', 1));
  await add('heron', 3);
  await store.sync('notes');
  expect([read, idsFound('swim')]).toEqual([
    [3, 4],
    [1, 3],
  ]);
});

it.each([
  ['one of the passages is gone meanwhile', () => library.change("DELETE FROM chunks WHERE source_id = 'trout'")],
  ['its source was deleted', () => library.change("UPDATE sources SET deleted_at = now() WHERE id = 'trout'")],
])('builds from the catalog when %s', async (_, change) => {
  await store.ahead('notes', await add('trout', 1));
  await store.ahead('notes', await add('heron', 3));
  await change();
  await store.sync('notes');
  expect([read, idsFound('swim'), idsFound('trout')]).toEqual([[3, 4], [3], []]);
});

it('builds from the catalog when passages are missing in between', async () => {
  await add('trout', 1);
  await store.ahead('notes', await add('heron', 3));
  await store.sync('notes');
  expect([read, idsFound('swim')]).toEqual([
    [1, 2, 3, 4],
    [1, 3],
  ]);
});

it('begins anew after each publication, of each collection', async () => {
  await store.ahead('notes', await add('trout', 1));
  await library.add('Other', [{ id: 'else', chunks: ['bread'] }]);
  await store.ahead('other', await library.chunks.readForIndex(Uint32Array.of(3), embedder.name));
  await store.sync('notes');
  await store.ahead('notes', await add('heron', 4));
  await store.sync('notes');
  await store.sync('other');
  expect([read, idsFound('swim')]).toEqual([[], [1, 4]]);
  expect([...store.view(['other']).lexical.search(['bread'], 9).ids]).toEqual([3]);
});

it('builds from the catalog when a vector cannot be right, and leaves that one out', async () => {
  const [first, second] = await add('trout', 1);
  await store.ahead('notes', [first!, { ...second!, vector: second!.vector.map(() => Number.NaN) }]);
  await store.ahead('notes', await add('heron', 3));
  await store.sync('notes');
  expect([read, idsFound('swim')]).toEqual([
    [1, 2, 3, 4],
    [1, 3],
  ]);
});

it('builds from the catalog, with a warning, when the thread that builds ended', async () => {
  await store.ahead('notes', await add('trout', 1));
  await writer.close();
  await store.ahead('notes', await add('heron', 3));
  await store.sync('notes');
  expect([read, idsFound('swim')]).toEqual([
    [1, 2, 3, 4],
    [1, 3],
  ]);
  expect(warnings).toEqual(['A segment could not be built ahead; it is built from the catalog']);
});

it('builds from the catalog, with a warning, when the thread ended after all was built', async () => {
  await store.ahead('notes', await add('trout', 1));
  await store.ahead('notes', await add('heron', 3)); // until the first two are taken up
  await writer.close();
  await store.sync('notes');
  expect([read, idsFound('swim')]).toEqual([
    [1, 2, 3, 4],
    [1, 3],
  ]);
  expect(warnings).toHaveLength(1);
});

it('holds each passage once when publications come in between', async () => {
  const running: Promise<void>[] = [];
  for (let at = 0; at < 12; at += 1) {
    const added = await add(`trout ${at}`, at * 2 + 1);
    running.push(store.ahead('notes', added), store.sync('notes'));
    if (at % 5 === 4) await Promise.all(running);
  }
  await Promise.all(running);
  await store.sync('notes');
  const ids = Array.from({ length: 24 }, (_, at) => at + 1);
  expect(store.indexOf('notes')?.segments.flatMap((segment) => [...segment.ids])).toEqual(ids);
  expect(idsFound('trout').sort((one, other) => one - other)).toEqual(ids);
});

it('gives up what was built for a collection that is gone', async () => {
  await store.ahead('notes', await add('trout', 1));
  await store.drop('notes');
  await store.sync('notes');
  expect([read, idsFound('swim')]).toEqual([[1, 2], [1]]);
});
