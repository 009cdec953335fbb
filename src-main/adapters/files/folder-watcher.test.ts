import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { WatchedFolderId } from '../../../src-contract/ids.ts';
import { silentLog } from '../../platform/log.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createFolderWatcher } from './folder-watcher.ts';

const ID = 'w1' as WatchedFolderId;

async function aDesk() {
  const folder = await aTemporaryFolder();
  const docs = join(folder.path, 'docs');
  const library = join(docs, 'library');
  await mkdir(library, { recursive: true });
  const options = { snapshots: join(folder.path, 'watch'), library, log: silentLog };
  return { docs, library, options, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('changes below the folder are told, those of the library itself are not', async () => {
  await using desk = await aDesk();
  let calls = 0;
  const watch = await createFolderWatcher(desk.options).watch(
    desk.docs,
    () => calls++,
    () => {},
  );
  expect(watch.isPolling).toBe(false);
  await writeFile(join(desk.library, 'own.bin'), 'own');
  await mkdir(join(desk.docs, 'deep', 'er'), { recursive: true });
  await writeFile(join(desk.docs, 'deep', 'er', 'a.md'), 'a');
  await vi.waitFor(() => expect(calls).toBeGreaterThan(0), 5000);
  await watch.close();
});

test('a snapshot that was kept tells whether anything changed since; a discarded one does not count', async () => {
  await using desk = await aDesk();
  const watcher = createFolderWatcher(desk.options);
  await writeFile(join(desk.docs, 'a.md'), 'a');
  expect(await watcher.hasChanged(ID, desk.docs)).toBeUndefined();
  await (await watcher.snapshot(ID, desk.docs))?.keep();
  expect(await watcher.hasChanged(ID, desk.docs)).toBe(false);
  await writeFile(join(desk.docs, 'b.md'), 'b');
  await (await watcher.snapshot(ID, desk.docs))?.discard();
  expect(await watcher.hasChanged(ID, desk.docs)).toBe(true);
  await watcher.forget(ID);
  expect(await watcher.hasChanged(ID, desk.docs)).toBeUndefined();
});

test('a damaged snapshot is as good as none', async () => {
  await using desk = await aDesk();
  const watcher = createFolderWatcher(desk.options);
  await mkdir(desk.options.snapshots, { recursive: true });
  await writeFile(join(desk.options.snapshots, `${ID}.snapshot`), 'not a snapshot at all');
  await writeFile(join(desk.docs, 'a.md'), 'a');
  expect(await watcher.hasChanged(ID, desk.docs)).not.toBe(false);
});

test('where the native part does not load, folders are polled and it is said why', async () => {
  await using desk = await aDesk();
  const load = async () => {
    throw new Error('no such module');
  };
  const watcher = createFolderWatcher({ ...desk.options, load });
  const watch = await watcher.watch(
    desk.docs,
    () => {},
    () => {},
  );
  expect(watch).toMatchObject({ isPolling: true, problem: expect.stringContaining('every 30 seconds') });
  expect(await watcher.hasChanged(ID, desk.docs)).toBeUndefined();
  expect(await watcher.snapshot(ID, desk.docs)).toBeUndefined();
  await watch.close();
});

test('a folder that the system refuses to watch is polled', async () => {
  await using desk = await aDesk();
  const watcher = createFolderWatcher(desk.options);
  const watch = await watcher.watch(
    join(desk.docs, 'missing'),
    () => {},
    () => {},
  );
  expect(watch.isPolling).toBe(true);
  await watch.close();
});
