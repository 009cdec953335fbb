import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSearchLibrary, type SearchLibrary } from '../../testing/search-library.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let library: SearchLibrary;

beforeEach(async () => {
  folder = await aTemporaryFolder();
  library = await openSearchLibrary(folder.path);
  await library.add('Notes', [{ id: 'fish', chunks: ['Salmon swim in rivers.', 'Trout like cold water.'] }]);
  await library.add('Code', [{ id: 'code', chunks: ['function catchSalmon() { return net; }'] }]);
  await library.service.open();
});
afterEach(async () => {
  await library.close();
  await folder[Symbol.asyncDispose]();
});

async function reopen(options: Parameters<typeof openSearchLibrary>[1] = {}): Promise<void> {
  await library.close();
  library = await openSearchLibrary(folder.path, options);
  await library.service.open();
}

const names = () => readdir(join(library.indexFolder, 'notes'));
const found = async (scope = {}) => (await library.search('salmon', { scope })).results.map(({ source }) => source.id);

async function flipABit(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
  await writeFile(file, bytes);
}

it('healing is written down with the name of the collection and what was wrong', async () => {
  await flipABit(join(library.indexFolder, 'notes/gen-1/s1-0.vector'));
  await reopen();
  expect(library.recoveries).toEqual([
    {
      kind: 'index-rebuilt',
      count: 1,
      message: expect.stringMatching(/^The index of Notes was damaged \(s1-0.vector/),
    },
  ]);
  await reopen();
  expect(library.recoveries).toEqual([]);
});

it('without leave to heal, searching the damaged collection fails with the way out, the others are searched, nothing is touched', async () => {
  await flipABit(join(library.indexFolder, 'notes/gen-1/s1-0.lexical'));
  const before = await names();
  await reopen({ autoHeal: false });
  expect(library.service.stats().unusable).toEqual(['Notes']);
  const failure = { code: 'corrupt', reason: 'index/damaged', message: expect.stringContaining('doctor --repair') };
  await expect(found()).rejects.toMatchObject(failure);
  await expect(found({ collections: ['Notes'] })).rejects.toMatchObject(failure);
  expect(await found({ collections: ['Code'] })).toEqual(['code']);
  await library.add('Notes', [{ id: 'new', chunks: ['A new salmon.'] }]);
  await expect(library.service.sync('notes')).rejects.toMatchObject(failure);
  expect(await names()).toEqual(before);

  await library.service.repair();
  expect(library.service.stats().unusable).toEqual([]);
  expect(new Set(await found())).toEqual(new Set(['fish', 'code', 'new']));
  expect(library.recoveries.map(({ kind }) => kind)).toEqual(['index-rebuilt']);
  expect((await names()).filter((name) => name.includes('.damaged-'))).toHaveLength(1);
});

it('a repair finds damage that came after the start', async () => {
  await flipABit(join(library.indexFolder, 'notes/gen-1/manifest.json'));
  await library.service.repair();
  expect(library.recoveries.map(({ kind }) => kind)).toEqual(['index-rebuilt']);
  expect(new Set(await found())).toEqual(new Set(['fish', 'code']));
});

it('a sound index serves while a repair looks through it', async () => {
  const isServing = (): boolean => library.service.stats().collections.get('notes')?.index !== undefined;
  let isRepairing = true;
  const repaired = library.service.repair().finally(() => {
    isRepairing = false;
  });
  let looks = 0;
  for (; isRepairing; looks++) {
    expect(isServing()).toBe(true);
    await setImmediate();
  }
  await repaired;
  expect(looks).toBeGreaterThan(5);
});

it('tells by collection what the index holds, what is gone and what is wrong', async () => {
  await library.change("DELETE FROM chunks WHERE source_id = 'fish' AND ordinal = 1");
  await library.service.sync('notes');
  const { notes, code } = Object.fromEntries(library.service.stats().collections);
  const meaning = { by: 'scan', graph: 'none' };
  expect(notes?.index).toMatchObject({ generation: 2, passages: 1, dimensions: 32, meaning });
  expect(code).toMatchObject({ index: { generation: 1, passages: 1, segments: 1, tombstones: 0 } });
  expect(code?.index?.sizeBytes).toBeGreaterThan(0);
  await flipABit(join(library.indexFolder, 'code/gen-1/s1-0.lexical'));
  await reopen({ autoHeal: false });
  const ill = library.service.stats().collections.get('code');
  expect(ill).toEqual({ problem: expect.stringContaining('doctor --repair') });
});

it('what differs from the catalog at a start is counted', async () => {
  await library.add('Notes', [{ id: 'late', chunks: ['one late salmon', 'another'] }]);
  await library.change("DELETE FROM chunks WHERE source_id = 'fish' AND ordinal = 1");
  await reopen();
  expect(library.recoveries).toMatchObject([{ kind: 'index-corrected', count: 3 }]);
});

it('vectors that no embedder made are not indexed, and handed over to be replaced', async () => {
  await library.add('Notes', [{ id: 'bad', chunks: ['salmon of nan', 'salmon of norm two', 'salmon cut short'] }]);
  const spoil = (text: string, bytes: Uint8Array) =>
    library.catalog.write((connection) =>
      connection.run(
        `UPDATE vectors SET vector = from_hex('${Buffer.from(bytes).toString('hex')}')
         WHERE hash = (SELECT hash FROM chunks WHERE text = '${text}')`,
      ),
    );
  const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer);
  await spoil('salmon of nan', bytesOf(new Float32Array(32).fill(Number.NaN)));
  await spoil('salmon of norm two', bytesOf(Float32Array.from({ length: 32 }, (_, at) => (at === 0 ? 2 : 0))));
  await spoil('salmon cut short', new Uint8Array(8));
  await library.service.sync('notes');
  expect(library.badVectors).toHaveLength(3);
  const { results } = await library.search('salmon', { limit: 10 });
  expect(results.filter(({ source }) => source.id === 'bad')).toHaveLength(3);
  expect(results.every(({ score }) => Number.isFinite(score))).toBe(true);
});
