import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { CollectionId, SourceId, UploadId } from '../../../src-contract/ids.ts';
import { libraryTest } from '../../testing/library-test.ts';
import { aCall, addAndFollow, type TestLibrary } from '../../testing/test-library.ts';

async function* bytesOf(text: string): AsyncGenerator<Uint8Array, void, void> {
  yield new TextEncoder().encode(text);
}

async function listPaths(library: TestLibrary): Promise<string[]> {
  const query = { sort: 'name', descending: false, offset: 0, limit: 1000 } as const;
  const { sources } = await library.service.handlers.listSources(query, aCall());
  return sources.map((source) => source.path).sort();
}

async function chunkIds(library: TestLibrary): Promise<number[]> {
  return library.catalog.read(async (connection) => {
    const rows = await connection.runAndReadAll('SELECT id::INTEGER FROM chunks ORDER BY id');
    return rows.getRowsJS().map((row) => Number(row[0]));
  });
}

libraryTest('a file becomes a source with text and passages', async (library, docs) => {
  await writeFile(join(docs, 'a.md'), '# Title\n\nSome words.\n');
  const { sources, summary, collectionId } = await addAndFollow(library, { paths: [docs] });

  expect(summary).toMatchObject({ state: 'done', counts: { ok: 1 }, unchanged: 0, bytes: 21 });
  expect(sources).toMatchObject([
    { path: join(docs, 'a.md'), status: 'ok', chunks: 2, excerpt: '# Title Some words.' },
  ]);
  expect(await library.service.counts()).toEqual({ collections: 1, sources: 1, chunks: 2 });
  expect(library.index.synced).toContain(collectionId);
  const id = sources[0]?.id as SourceId;
  expect(await library.service.handlers.readSource({ id }, aCall())).toMatchObject({
    text: '# Title\n\nSome words.\n',
  });
  const details = await library.service.handlers.getSource({ id }, aCall());
  expect(details).toMatchObject({ origin: 'file', originalAvailable: true, coverage: [{ page: 1, state: 'text' }] });
});

libraryTest('walks folders, without links, hidden entries and node_modules', async (library, docs) => {
  for (const folder of ['sub', '.git', 'node_modules', '.cache']) {
    await mkdir(join(docs, folder));
    await writeFile(join(docs, folder, 'x.txt'), 'words');
  }
  await writeFile(join(docs, '.env'), 'SECRET=1');
  await symlink(join(docs, 'sub'), join(docs, 'loop'));
  await symlink(join(docs, 'sub', 'x.txt'), join(docs, 'link.txt'));
  await addAndFollow(library, { paths: [docs, join(docs, 'sub')] });
  expect(await listPaths(library)).toEqual([join(docs, 'sub', 'x.txt')]);
});

libraryTest('what did not change is not read again', async (library, docs) => {
  const file = join(docs, 'a.txt');
  await writeFile(file, 'one\ntwo');
  await addAndFollow(library, { paths: [docs] });
  const before = await chunkIds(library);

  const same = await addAndFollow(library, { paths: [docs] });
  expect(same.summary).toMatchObject({ counts: {}, unchanged: 1, bytes: 7 });
  expect(same.sources).toMatchObject([{ path: file, unchanged: true, chunks: 2 }]);

  await utimes(file, new Date(), new Date(Date.now() + 5000));
  expect((await addAndFollow(library, { paths: [file] })).summary.unchanged).toBe(1);
  expect(library.reader.log).toEqual(['a.txt']);
  expect(await chunkIds(library)).toEqual(before);
});

libraryTest('a changed file keeps its source and gets new passages', async (library, docs) => {
  const file = join(docs, 'a.txt');
  await writeFile(file, 'one\ntwo');
  const first = await addAndFollow(library, { paths: [docs] });
  const before = await chunkIds(library);
  await writeFile(file, 'one\nthree\nfour');
  const second = await addAndFollow(library, { paths: [docs] });

  expect(second.sources[0]?.id).toBe(first.sources[0]?.id);
  expect(second.summary).toMatchObject({ counts: { ok: 1 }, unchanged: 0 });
  const after = await chunkIds(library);
  expect(after).toHaveLength(3);
  expect(Math.min(...after)).toBeGreaterThan(Math.max(...before));
});

libraryTest('tells the index of its passages before it has them published', async (library, docs) => {
  await writeFile(join(docs, 'a.txt'), 'one\ntwo');
  await addAndFollow(library, { paths: [docs] });
  const { told } = library.index;
  expect(told.slice(told.indexOf('one'))).toEqual(['one', 'two', expect.stringMatching(/^sync /)]);
  await writeFile(join(docs, 'a.txt'), 'three');
  await addAndFollow(library, { paths: [docs] });
  expect(told.slice(told.indexOf('three'))).toEqual(['three', expect.stringMatching(/^sync /)]);
});

libraryTest('names with newline, emoji, quotes and 250 characters are names like others', async (library, docs) => {
  const names = [
    'a\nb.txt',
    '😀.txt',
    `${'x'.repeat(246)}.txt`,
    'q\'u"ote;--.txt',
    ' spaced .txt',
    'x!',
    'ä\u0301.txt',
  ];
  for (const name of names) await writeFile(join(docs, name), `words of ${name.length}`);
  const { summary } = await addAndFollow(library, { paths: [docs] });
  expect(summary.counts).toEqual({ ok: names.length });
  expect(await listPaths(library)).toEqual(names.map((name) => join(docs, name)).sort());
  expect((await addAndFollow(library, { paths: [docs] })).summary.unchanged).toBe(names.length);
});

libraryTest(
  'a file that vanishes, is too large or turns into a folder becomes a status',
  async (library, docs) => {
    for (const name of ['a-first.txt', 'b-gone.txt', 'c-folder.txt', 'd-large.txt'])
      await writeFile(join(docs, name), 'x');
    await writeFile(join(docs, 'd-large.txt'), new Uint8Array(2 ** 20 + 1));
    await writeFile(join(docs, 'e-odd.bin'), 'x');
    library.reader.onRead = async () => {
      library.reader.onRead = async () => {};
      await rm(join(docs, 'b-gone.txt'), { force: true });
      await rm(join(docs, 'c-folder.txt'), { force: true });
      await mkdir(join(docs, 'c-folder.txt'));
    };
    const { summary, sources, job } = await addAndFollow(library, { paths: [docs] });
    expect(summary).toMatchObject({ state: 'done', counts: { ok: 1, invalid: 2, 'too-large': 1, unsupported: 1 } });
    expect(sources.find((source) => source.path.endsWith('b-gone.txt'))?.reason).toMatch(/gone/);
    expect(sources.find((source) => source.path.endsWith('c-folder.txt'))?.reason).toMatch(/folder/);
    expect(sources.find((source) => source.path.endsWith('d-large.txt'))?.reason).toMatch(/1\.0 MB/);
    const listed = library.service.jobs().find(({ id }) => id === job);
    expect(listed?.failures.map(({ status, count }) => [status, count])).toEqual([
      ['invalid', 2],
      ['too-large', 1],
      ['unsupported', 1],
    ]);
  },
  { readers: 1 },
);

libraryTest('a path that is not there, and an empty request, fail at once', async (library, docs) => {
  const add = (paths: string[]) =>
    library.service.handlers.addSources({ collection: 'Notes', paths, uploads: [], texts: [] }, aCall());
  await expect(add([join(docs, 'missing')])).rejects.toMatchObject({
    code: 'not-found',
    reason: 'library/no-such-path',
  });
  await expect(add([])).rejects.toMatchObject({ code: 'invalid-input' });
  expect(library.service.jobs()).toEqual([]);
});

libraryTest('uploads of one name: same bytes are one source, other bytes get a number', async (library) => {
  const upload = async (text: string): Promise<UploadId> =>
    library.deps.uploads.receive('C:\\notes.txt', bytesOf(text));
  const first = await addAndFollow(library, { uploads: [await upload('one')] });
  const copies = [await upload('one'), await upload('two'), await upload('two'), await upload('three')];
  const second = await addAndFollow(library, { uploads: copies });

  expect(first.sources).toMatchObject([{ path: 'notes.txt', title: 'notes.txt' }]);
  expect(await listPaths(library)).toEqual(['notes (2).txt', 'notes (3).txt', 'notes.txt']);
  expect(second.summary).toMatchObject({ counts: { ok: 2 }, unchanged: 2 });
  expect(await library.deps.originals.list()).toHaveLength(3);
  const original = await library.service.openOriginal(first.sources[0]?.id as SourceId);
  expect(await readFile(original.file ?? '', 'utf8')).toBe('one');
  await expect(addAndFollow(library, { uploads: [first.sources[0]?.id as string as UploadId] })).rejects.toMatchObject({
    reason: 'library/upload-taken',
  });
});

libraryTest(
  'files of a dropped folder keep their paths; a dot in the name of a folder is no extension',
  async (library) => {
    const upload = async (path: string, text: string): Promise<UploadId> =>
      library.deps.uploads.receive(path, bytesOf(text));
    await addAndFollow(library, {
      uploads: [await upload('site/a/index.txt', 'one'), await upload('site/b/index.txt', 'one')],
    });
    await addAndFollow(library, {
      uploads: [await upload('site/v.2/READ', 'one'), await upload('site/v.2/READ', 'two')],
    });
    expect(await listPaths(library)).toEqual([
      'site/a/index.txt',
      'site/b/index.txt',
      'site/v.2/READ',
      'site/v.2/READ (2)',
    ]);
  },
);

libraryTest('a pasted text is kept and found under its title', async (library) => {
  const { sources } = await addAndFollow(library, { texts: [{ title: 'On / desks', text: 'A carrel is a desk.' }] });
  expect(sources).toMatchObject([{ path: 'On / desks', title: 'On / desks', status: 'ok' }]);
  expect(await library.service.openOriginal(sources[0]?.id as SourceId)).toMatchObject({ sizeBytes: 19 });
});

libraryTest('collections have unique names and can be brought back', async (library) => {
  const { handlers } = library.service;
  const { id } = await handlers.createCollection({ name: 'Physics' }, aCall());
  await expect(handlers.createCollection({ name: 'PHYSICS' }, aCall())).rejects.toMatchObject({ code: 'conflict' });
  const both = await Promise.allSettled(['Art', 'art'].map((name) => handlers.createCollection({ name }, aCall())));
  expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  await handlers.deleteCollection({ id: id as CollectionId }, aCall());
  expect((await handlers.listCollections({}, aCall())).map((collection) => collection.name.toLowerCase())).toEqual([
    'art',
  ]);
  await handlers.restoreCollection({ id: id as CollectionId }, aCall());
  await handlers.renameCollection({ id: id as CollectionId, name: 'physics' }, aCall());
  await expect(handlers.renameCollection({ id: id as CollectionId, name: 'ART' }, aCall())).rejects.toMatchObject({
    reason: 'library/name-taken',
  });
});

libraryTest('originals open only while they are what was read', async (library, docs) => {
  const file = join(docs, 'a.txt');
  await writeFile(file, 'first');
  const { sources } = await addAndFollow(library, { paths: [file] });
  const id = sources[0]?.id as SourceId;
  await utimes(file, new Date(), new Date(Date.now() + 5000));
  expect(await library.service.openOriginal(id)).toMatchObject({
    file,
    sizeBytes: 5,
    mediaType: 'text/plain; charset=utf-8',
  });
  await writeFile(file, 'other');
  await expect(library.service.openOriginal(id)).rejects.toMatchObject({ code: 'conflict' });
  await rm(file);
  await expect(library.service.openOriginal(id)).rejects.toMatchObject({ code: 'not-found' });
  expect(await library.service.handlers.getSource({ id }, aCall())).toMatchObject({ originalAvailable: false });
  expect(await library.service.handlers.readSource({ id }, aCall())).toMatchObject({ text: 'first' });
});

libraryTest('lists filter, sort and page', async (library, docs) => {
  for (const [index, name] of ['b.txt', 'a.txt', 'c.bin'].entries())
    await writeFile(join(docs, name), 'x\n'.repeat(index + 1));
  const { collectionId } = await addAndFollow(library, { paths: [docs] });
  const { listSources } = library.service.handlers;
  const base = { sort: 'name', descending: false, offset: 0, limit: 10 } as const;
  const titles = async (query: Parameters<typeof listSources>[0]) =>
    (await listSources(query, aCall())).sources.map((source) => source.title);
  expect(await titles({ ...base, collection: collectionId })).toEqual(['a.txt', 'b.txt', 'c.bin']);
  expect(await titles({ ...base, sort: 'chunks', descending: true, limit: 1 })).toEqual(['a.txt']);
  expect(await titles({ ...base, text: 'A.TXT' })).toEqual(['a.txt']);
  expect(await titles({ ...base, status: ['unsupported'] })).toEqual(['c.bin']);
  expect(await listSources({ ...base, offset: 2 }, aCall())).toMatchObject({ total: 3, sources: [{ title: 'c.bin' }] });
});

libraryTest(
  'what Carrel cannot read is not tried again either, but a file that would not open is',
  async (library, docs) => {
    for (const name of ['a.bin', 'b.locked', 'c.txt']) await writeFile(join(docs, name), 'x');
    const { read } = library.reader;
    const reader = library.reader as { read: typeof read };
    reader.read = async (target, limits, signal) => ({ ...(await read(target, limits, signal)), hash: '' });
    library.reader.onRead = async ({ name }) => {
      if (name === 'c.txt') await rm(join(docs, name));
    };
    expect((await addAndFollow(library, { paths: [docs] })).summary.counts).toEqual({
      unsupported: 1,
      password: 1,
      invalid: 1,
    });
    await writeFile(join(docs, 'c.txt'), 'x');
    library.reader.onRead = async () => {};
    expect((await addAndFollow(library, { paths: [docs] })).summary).toMatchObject({ counts: { ok: 1 }, unchanged: 2 });
  },
);
