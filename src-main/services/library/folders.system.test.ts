import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { FolderPreview } from '../../../src-contract/folder.ts';
import type { JobId, SourceId, WatchedFolderId } from '../../../src-contract/ids.ts';
import { libraryTest } from '../../testing/library-test.ts';
import { aCall, addAndFollow, followToEnd, type TestLibrary } from '../../testing/test-library.ts';
import type { FolderWatcher } from './ports.ts';

async function listed({ service }: TestLibrary) {
  const query = { sort: 'name', descending: false, offset: 0, limit: 100 } as const;
  return (await service.handlers.listSources(query, aCall())).sources;
}

const pathsOf = async (library: TestLibrary): Promise<string[]> => (await listed(library)).map(({ path }) => path);

async function preview({ service }: TestLibrary, paths: string[], collection?: string): Promise<FolderPreview> {
  const looking = service.handlers.previewFolder({ paths, ...(collection ? { collection } : {}) }, aCall());
  for (;;) {
    const next = await looking.next();
    if (next.done === true) return next.value as FolderPreview;
  }
}

const watchedBy = ({ service }: TestLibrary) => service.handlers.listWatchedFolders({}, aCall());

libraryTest(
  'what a folder leaves out is counted by reason; a file named by itself is always read',
  async (library, docs) => {
    await writeFile(join(docs, '.gitignore'), 'out/\n');
    await writeFile(join(docs, 'a.md'), 'words');
    await writeFile(join(docs, 'yarn.lock'), 'lock');
    await mkdir(join(docs, 'out'));
    await writeFile(join(docs, 'out', 'b.md'), 'made');
    const { summary, sources } = await addAndFollow(library, { paths: [docs, join(docs, 'yarn.lock')] });
    expect(summary.leftOut).toEqual([
      { reason: 'generated', files: 1, folders: 0, examples: [join(docs, 'yarn.lock')] },
      { reason: 'gitignore', files: 0, folders: 1, examples: [join(docs, 'out')] },
      { reason: 'hidden', files: 1, folders: 0, examples: [join(docs, '.gitignore')] },
    ]);
    expect(sources.map(({ path }) => path).sort()).toEqual([join(docs, 'a.md'), join(docs, 'yarn.lock')]);
  },
);

libraryTest('a preview says what would happen and reads nothing', async (library, docs) => {
  await writeFile(join(docs, 'same.md'), 'as it was');
  await addAndFollow(library, { paths: [docs] });
  library.reader.log.length = 0;
  await writeFile(join(docs, 'new.md'), 'twelve bytes');
  await writeFile(join(docs, '.hidden'), '');
  expect(await preview(library, [docs], 'Documents')).toMatchObject({
    files: 1,
    bytes: 12,
    unchanged: 1,
    kinds: [{ kind: 'text', files: 1, bytes: 12 }],
    largest: [{ path: join(docs, 'new.md'), sizeBytes: 12 }],
    leftOut: [{ reason: 'hidden', files: 1 }],
  });
  expect((await preview(library, [docs])).files).toBe(2);
  expect(library.reader.log).toEqual([]);
  expect(await pathsOf(library)).toEqual([join(docs, 'same.md')]);
});

libraryTest('unchanged files are told, and only changed ones are read', async (library, docs) => {
  for (const name of ['a', 'b', 'c']) await writeFile(join(docs, `${name}.md`), name);
  await addAndFollow(library, { paths: [docs] });
  library.reader.log.length = 0;
  await writeFile(join(docs, 'b.md'), 'another b');
  const again = await addAndFollow(library, { paths: [docs] });
  expect(again.summary).toMatchObject({ state: 'done', unchanged: 2, counts: { ok: 1 } });
  expect(
    again.sources
      .filter(({ unchanged }) => unchanged)
      .map(({ path }) => path)
      .sort(),
  ).toEqual([join(docs, 'a.md'), join(docs, 'c.md')]);
  expect(library.reader.log).toEqual(['b.md']);
});

libraryTest('a touched file whose bytes are the same is not read again', async (library, docs) => {
  await writeFile(join(docs, 'a.md'), 'a');
  await addAndFollow(library, { paths: [docs] });
  library.reader.log.length = 0;
  await utimes(join(docs, 'a.md'), 1, 1);
  expect((await addAndFollow(library, { paths: [docs] })).summary).toMatchObject({ unchanged: 1, counts: {} });
  expect(library.reader.log).toEqual([]);
});

libraryTest('a renamed file keeps its id; path and title follow', async (library, docs) => {
  await writeFile(join(docs, 'old name.md'), 'the same words');
  await writeFile(join(docs, 'stays.md'), 'other words');
  await addAndFollow(library, { paths: [docs] });
  const before = (await listed(library)).find(({ title }) => title === 'old name.md');
  await mkdir(join(docs, 'sub'));
  await rename(join(docs, 'old name.md'), join(docs, 'sub', 'new name.md'));
  const { summary } = await addAndFollow(library, { paths: [docs] });
  expect(summary).toMatchObject({ renamed: 1, removed: 0, unchanged: 1 });
  const after = (await listed(library)).find(({ id }) => id === before?.id);
  expect(after).toMatchObject({ path: join(docs, 'sub', 'new name.md'), title: 'new name.md', status: 'ok' });
  expect(await listed(library)).toHaveLength(2);
});

libraryTest('two files that change names are not confused', async (library, docs) => {
  await writeFile(join(docs, 'a.md'), 'first');
  await writeFile(join(docs, 'b.md'), 'the other');
  await addAndFollow(library, { paths: [docs] });
  await rename(join(docs, 'a.md'), join(docs, 'c.md'));
  await rename(join(docs, 'b.md'), join(docs, 'a.md'));
  await addAndFollow(library, { paths: [docs] });
  const texts = await Promise.all(
    (await listed(library)).map(async ({ id, path }) => {
      return [path, (await library.service.handlers.readSource({ id: id as SourceId }, aCall())).text];
    }),
  );
  expect(Object.fromEntries(texts)).toMatchObject({ [join(docs, 'a.md')]: 'the other', [join(docs, 'c.md')]: 'first' });
});

libraryTest(
  'sources go with their files only where the folder is watched, and can be brought back',
  async (library, docs) => {
    await writeFile(join(docs, 'a.md'), 'a');
    await writeFile(join(docs, 'b.md'), 'b');
    await addAndFollow(library, { paths: [docs] });
    await rm(join(docs, 'a.md'));
    expect((await addAndFollow(library, { paths: [docs] })).summary.removed).toBe(0);
    const { job } = await library.service.handlers.watchFolder({ path: docs, collection: 'Documents' }, aCall());
    expect((await followToEnd(library.service, job)).summary.removed).toBe(1);
    expect(await pathsOf(library)).toEqual([join(docs, 'b.md')]);
    await library.service.handlers.restoreRemoved({ id: job as JobId }, aCall());
    expect(await pathsOf(library)).toEqual([join(docs, 'a.md'), join(docs, 'b.md')]);
  },
);

libraryTest('that sources went with their files is told before the other files are read', async (library, docs) => {
  await writeFile(join(docs, 'a.md'), 'a');
  await addAndFollow(library, { paths: [docs] });
  await rm(join(docs, 'a.md'));
  await writeFile(join(docs, 'b.md'), 'b');
  const { deps, service, reader } = library;
  const expandFolder = deps.jobs.expandFolder;
  let [committed, read] = [0, 0];
  Object.assign(deps.jobs, {
    async expandFolder(...plan: Parameters<typeof expandFolder>) {
      const expanded = await expandFolder(...plan);
      committed = service.revision();
      return expanded;
    },
  });
  reader.onRead = async () => {
    read = service.revision();
  };
  const { job } = await service.handlers.watchFolder({ path: docs, collection: 'Documents' }, aCall());
  expect((await followToEnd(service, job)).summary.removed).toBe(1);
  expect(read).toBeGreaterThan(committed);
});

libraryTest('a watched folder is followed: new, changed, renamed and deleted files', async (library, docs) => {
  await writeFile(join(docs, 'a.md'), 'first words');
  await library.service.handlers.addSources(
    { collection: 'Documents', paths: [docs], uploads: [], texts: [], watch: true },
    aCall(),
  );
  library.service.watchFolders();
  await vi.waitFor(
    async () => expect(await watchedBy(library)).toMatchObject([{ state: 'watching', path: docs }]),
    5000,
  );
  await vi.waitFor(async () => expect((await watchedBy(library))[0]?.checkedAt).toBeDefined(), 5000);

  await writeFile(join(docs, 'b.md'), 'new words');
  await vi.waitFor(async () => expect(await pathsOf(library)).toContain(join(docs, 'b.md')), 8000);
  const id = (await listed(library)).find(({ title }) => title === 'b.md')?.id;
  await rename(join(docs, 'b.md'), join(docs, 'c.md'));
  await vi.waitFor(async () => expect((await listed(library)).find((one) => one.id === id)?.title).toBe('c.md'), 8000);
  await rm(join(docs, 'a.md'));
  await vi.waitFor(async () => expect(await pathsOf(library)).toEqual([join(docs, 'c.md')]), 8000);
});

libraryTest(
  'paused folders are not followed; resuming catches up; removing leaves the sources',
  async (library, docs) => {
    await writeFile(join(docs, 'a.md'), 'a');
    library.service.watchFolders();
    const { folder } = await library.service.handlers.watchFolder({ path: docs, collection: 'Documents' }, aCall());
    await vi.waitFor(async () => expect(await pathsOf(library)).toEqual([join(docs, 'a.md')]), 5000);
    const paused = await library.service.handlers.pauseWatchedFolder(
      { id: folder.id as WatchedFolderId, paused: true },
      aCall(),
    );
    expect(paused.state).toBe('paused');
    await writeFile(join(docs, 'b.md'), 'b');
    await library.service.handlers.pauseWatchedFolder({ id: folder.id as WatchedFolderId, paused: false }, aCall());
    await vi.waitFor(async () => expect(await pathsOf(library)).toContain(join(docs, 'b.md')), 8000);
    await library.service.handlers.unwatchFolder({ id: folder.id as WatchedFolderId }, aCall());
    expect(await watchedBy(library)).toEqual([]);
    expect(await pathsOf(library)).toHaveLength(2);
  },
);

libraryTest('a folder that is gone is trouble that is shown, and nothing is removed', async (library, docs) => {
  await writeFile(join(docs, 'a.md'), 'a');
  const { job } = await library.service.handlers.watchFolder({ path: docs, collection: 'Documents' }, aCall());
  await followToEnd(library.service, job);
  await rename(docs, `${docs}-elsewhere`);
  library.service.watchFolders();
  await vi.waitFor(async () => expect(await watchedBy(library)).toMatchObject([{ state: 'trouble' }]), 5000);
  expect((await watchedBy(library))[0]?.problem).toContain(docs);
  expect(await pathsOf(library)).toEqual([join(docs, 'a.md')]);
});

libraryTest('an archive and a file that cannot be read do not keep a watched folder busy', async (library, docs) => {
  library.reader.onRead = async (target) => {
    if (target.name.endsWith('broken.md')) throw new Error('cannot be read');
  };
  await writeFile(join(docs, 'broken.md'), 'words');
  await writeFile(join(docs, 'all.farc'), JSON.stringify({ 'in.md': 'inside' }));
  library.service.watchFolders();
  await library.service.handlers.watchFolder({ path: docs, collection: 'Documents' }, aCall());
  await vi.waitFor(async () => expect((await watchedBy(library))[0]?.checkedAt).toBeDefined(), 8000);
  for (const name of ['a', 'b', 'c']) {
    await writeFile(join(docs, `${name}.md`), name);
    await vi.waitFor(async () => expect(await pathsOf(library)).toContain(join(docs, `${name}.md`)), 8000);
  }
  const isIdle = () => library.service.jobs().every(({ state }) => state === 'done');
  await vi.waitFor(() => expect(isIdle()).toBe(true), 8000);
  // the first look, one more at the unreadable file, and at most two for each of the three files
  expect(library.service.jobs().length).toBeLessThanOrEqual(8);
  expect(library.reader.log.filter((name) => name === 'all.farc')).toHaveLength(1);
});

const poller: FolderWatcher = {
  watch: async () => ({ isPolling: true, problem: 'No events here.', close: async () => {} }),
  hasChanged: async () => undefined,
  snapshot: async () => undefined,
  forget: async () => {},
};

libraryTest(
  'where the system tells nothing, the folder is compared at the start',
  async (library, docs) => {
    const { job } = await library.service.handlers.watchFolder({ path: docs, collection: 'Documents' }, aCall());
    await followToEnd(library.service, job);
    await writeFile(join(docs, 'a.md'), 'a');
    library.service.watchFolders();
    await vi.waitFor(async () => expect(await pathsOf(library)).toEqual([join(docs, 'a.md')]), 8000);
    expect(await watchedBy(library)).toMatchObject([{ state: 'polling', problem: 'No events here.' }]);
  },
  { watcher: poller },
);

libraryTest('a folder inside a watched one is not watched twice', async (library, docs) => {
  const inner = join(docs, 'inner');
  await mkdir(inner);
  await library.service.handlers.watchFolder({ path: inner, collection: 'Documents' }, aCall());
  await library.service.handlers.watchFolder({ path: docs, collection: 'Documents' }, aCall());
  await library.service.handlers.watchFolder({ path: inner, collection: 'Documents' }, aCall());
  expect((await watchedBy(library)).map(({ path, state }) => [path, state])).toEqual([[docs, 'resting']]);
});
