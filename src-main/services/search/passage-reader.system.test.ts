import { cp, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ChunkId } from '../../../src-contract/ids.ts';
import { createChunkStore } from '../../adapters/duckdb/chunk-store.ts';
import { createSegmentWriter } from '../../adapters/files/segment-writer.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { silentLog } from '../../platform/log.ts';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { loadVectorScanModule } from '../../testing/vector-scan-module.ts';
import { createIndexStore } from './index-store.ts';
import type { IndexStore } from './index-store-type.ts';
import { createPassageReader, type PassageReader } from './passage-reader.ts';
import type { HydratedChunk } from './ports.ts';

vi.setConfig({ testTimeout: 120_000 });

const embedder = createFakeEmbedder();
const NOTES = [{ id: 'notes', name: 'Notes' }];
let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;
let store: IndexStore;
let reader: PassageReader;
/** How often the catalog was asked for passages. */
let asked: number;

beforeEach(async () => {
  folder = await aTemporaryFolder();
  await openIn('library');
});
afterEach(async () => {
  await close();
  await folder[Symbol.asyncDispose]();
});

async function openIn(name: string): Promise<void> {
  library = await openSearchLibrary(join(folder.path, name), { embedder });
  const { chunks, files, vectors } = library;
  store = createIndexStore({
    chunks,
    files,
    vectors,
    writer: createSegmentWriter(locateApp(import.meta.url).worker('index-build')),
    embedders: { wanted: async () => embedder, find: async () => embedder },
    readersModel: embedder,
    vectorScan: loadVectorScanModule(),
    log: silentLog,
    autoHeal: () => true,
    recovered: () => {},
    onBadVectors: async () => {},
  });
  asked = 0;
  const counting = {
    ...chunks,
    hydrate: (ids: readonly ChunkId[]) => {
      asked += 1;
      return chunks.hydrate(ids);
    },
  };
  reader = createPassageReader(counting, store, silentLog);
}

async function close(): Promise<void> {
  await store.close();
  await library.close();
}

const idsUpTo = (last: number): ChunkId[] => Array.from({ length: last }, (_, at) => (at + 1) as ChunkId);
const read = (last: number, collections = NOTES): Promise<readonly HydratedChunk[]> =>
  reader.read(idsUpTo(last), collections);
/** What the catalog says now, remembered by nobody. */
const truth = (last: number): Promise<readonly HydratedChunk[]> =>
  createChunkStore(library.catalog, { revision: () => 0 }).hydrate(idsUpTo(last));

it('reads what the catalog holds, from the index alone', async () => {
  await library.add('Notes', [
    { id: 'fish', path: '/sea/Fish.md', title: 'Fish of the sea', chunks: ['trout', 'salmon · 鮭'] },
    { id: 'scan', kind: 'pdf', chunks: ['read by eye'] },
  ]);
  await library.change(
    "UPDATE chunks SET page = 2, start_line = NULL, heading = 'Sea › Deep' WHERE source_id = 'scan'",
  );
  await library.change("INSERT INTO pages VALUES ('scan', 2, 'ocr', NULL, 'read by eye', 61.3)");
  await store.sync('notes');
  const found = await read(3);
  expect(asked).toBe(0);
  expect(found).toEqual(await truth(3));
  expect(found.map(({ id, heading, position: { page }, ocr }) => ({ id, heading, page, ocr }))).toEqual([
    { id: 1 },
    { id: 2 },
    { id: 3, heading: 'Sea › Deep', page: 2, ocr: { confidence: expect.closeTo(61.3, 4) } },
  ]);
});

it('asks the catalog after a change until a census says that nothing is gone', async () => {
  await library.add('Notes', [{ id: 'fish', chunks: ['trout', 'salmon'] }]);
  await store.sync('notes');
  await library.add('Other', [{ id: 'else', chunks: ['bread'] }]);
  const before = await read(2);
  expect(asked).toBe(1);
  await vi.waitFor(async () => {
    const had = asked;
    expect(await read(2)).toEqual(before);
    expect(asked).toBe(had);
  });
  await library.change("UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = 'fish'");
  for (let round = 0; round < 4; round += 1) expect(await read(2)).toEqual([]);
});

type Step =
  | 'add'
  | 'ahead'
  | 'replace'
  | 'delete'
  | 'restore'
  | 'purge'
  | 'rename'
  | 'sync'
  | 'rebuild'
  | 'open'
  | 'look';
const STEPS: Step[] = [
  'add',
  'ahead',
  'replace',
  'delete',
  'restore',
  'purge',
  'rename',
  'sync',
  'rebuild',
  'open',
  'look',
];

it('equals the catalog after any changes, index made or not', async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(3), fc.string({ unit: 'grapheme' })), { maxLength: 14 }),
      async (steps) => {
        await close();
        made += 1;
        await openIn(`run ${made}`);
        let name = 'Notes';
        let last = 0;
        const add = async (id: string, text: string): Promise<void> => {
          await library.add('Notes', [{ id, path: `/n/${id}.md`, chunks: [text, `${text} again`] }]);
          last += 2;
        };
        const remove = (id: string): Promise<void> => library.change(`DELETE FROM sources WHERE id = '${id}'`);
        const run: Record<Step, (id: string, text: string) => Promise<unknown>> = {
          add: (id, text) => add(`${id}-${last}`, text),
          async ahead(id, text) {
            await add(`${id}-${last}`, text);
            const added = Uint32Array.of(last - 1, last);
            await store.ahead('notes', await library.chunks.readForIndex(added, embedder.name));
          },
          async replace(id, text) {
            await library.change(`DELETE FROM chunks WHERE source_id = '${id}'`);
            await remove(id);
            await add(id, text);
          },
          delete: (id) => library.change(`UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = '${id}'`),
          restore: (id) => library.change(`UPDATE sources SET deleted_at = NULL WHERE id = '${id}'`),
          async purge(id) {
            await library.change(`DELETE FROM chunks WHERE source_id = '${id}'`);
            await remove(id);
          },
          async rename(_, text) {
            name = `Name ${text.replaceAll("'", '')}`;
            await library.change(`UPDATE collections SET name = '${name}'`);
          },
          sync: () => store.sync('notes'),
          rebuild: () => store.rebuild('notes', { signal: new AbortController().signal }),
          open: () => store.open(),
          look: () => read(last, [{ id: 'notes', name }]),
        };
        await add('0', 'begin');
        for (const [step, number, text] of steps) {
          await run[step](String(number), text);
          expect(await read(last, [{ id: 'notes', name }])).toEqual(await truth(last));
        }
      },
    ),
    { numRuns: 12 },
  );
});

it('reads from the catalog what was damaged in an open file', async () => {
  await library.add('Notes', [{ id: 'fish', chunks: ['trout', 'salmon'] }]);
  await store.sync('notes');
  const file = await open(join(library.indexFolder, 'notes', 'gen-1', 's1-0.passages'), 'r+');
  const { size } = await file.stat();
  await file.write(Buffer.from('X'), 0, 1, size - 1);
  await file.close();
  const found = await read(2);
  expect(asked).toBe(1);
  expect(found).toEqual(await truth(2));
});

it('builds anew the index of a catalog that went back: its ids are given to other passages', async () => {
  const fish = Array.from({ length: 12 }, (_, at) => `trout ${at}`); // so many that the index keeps its files
  await library.add('Notes', [{ id: 'fish', chunks: fish }]);
  await close();
  await cp(join(folder.path, 'library'), join(folder.path, 'older'), { recursive: true });
  await openIn('library');
  await library.add('Notes', [{ id: 'cake', chunks: ['butter', 'sugar'] }]);
  await store.sync('notes');
  await close();
  await cp(library.indexFolder, join(folder.path, 'older', 'index'), { recursive: true });
  await openIn('older');
  await store.open();
  await library.add('Notes', [{ id: 'bread', chunks: ['flour', 'salt'] }]);
  await store.sync('notes');
  expect((await read(14)).map(({ text }) => text)).toEqual([...fish, 'flour', 'salt']);
  expect(asked).toBe(0);
  const { lexical } = store.view(['notes']);
  expect([lexical.search(['butter'], 9).ids.length, lexical.search(['flour'], 9).ids.length]).toEqual([0, 1]);
});

it('leaves no word of an erased source in any file once the index is rebuilt', async () => {
  await library.add('Notes', [
    { id: 'fish', chunks: ['trout'] },
    { id: 'secret', path: '/n/secret.md', chunks: ['xylophone'] },
  ]);
  await store.sync('notes');
  await library.change("DELETE FROM chunks WHERE source_id = 'secret'");
  await library.change("DELETE FROM sources WHERE id = 'secret'");
  await store.sync('notes');
  await store.rebuild('notes', { signal: new AbortController().signal });
  const files = await readdir(library.indexFolder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  );
  expect(texts.filter((text) => /xylophon|secret/.test(text))).toEqual([]);
  expect(texts.some((text) => text.includes('trout'))).toBe(true);
});
