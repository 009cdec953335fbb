import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import {
  aCall,
  addAndFollow,
  aTemporaryFolder,
  openTestLibrary,
  type TestLibrary,
} from '../../testing/test-library.ts';
import { findMissing } from './find-missing.ts';
import type { Acknowledged } from './ports.ts';

const collection = { id: 'c' as CollectionId, name: 'Documents' };

function aSource(id: string, change: Partial<Acknowledged> = {}): Acknowledged {
  return {
    id: id as SourceId,
    hash: 'h',
    origin: 'file',
    path: `/${id}`,
    parentId: undefined,
    collection,
    at: 1,
    ...change,
  };
}

const journalOf = (...sources: readonly Acknowledged[]) => new Map(sources.map((source) => [source.id, source]));

test('absent and older rows are missing; younger rows and members of a rewritten archive are not', () => {
  const zip = aSource('zip', { at: 5 });
  const member = aSource('m', { origin: 'member', parentId: zip.id, at: 3 });
  expect(findMissing(journalOf(aSource('a')), [])).toMatchObject([{ source: { id: 'a' }, root: { id: 'a' } }]);
  expect(findMissing(journalOf(aSource('a', { hash: 'new', at: 2 })), [aSource('a')])).toHaveLength(1);
  expect(findMissing(journalOf(aSource('a')), [aSource('a', { hash: 'new', at: 2 })])).toEqual([]);
  expect(findMissing(journalOf(zip, member), [zip])).toEqual([]);
  expect(findMissing(journalOf(zip, { ...member, at: 6 }), [zip])).toMatchObject([{ root: { id: 'zip' } }]);
});

/** Loses rows as a damaged write-ahead log does: without telling anyone. */
async function lose(library: TestLibrary, where: string): Promise<void> {
  await library.catalog.write(async (connection) => {
    await connection.run(`DELETE FROM chunks WHERE source_id IN (SELECT id FROM sources WHERE ${where})`);
    await connection.run(`DELETE FROM pages WHERE source_id IN (SELECT id FROM sources WHERE ${where})`);
    await connection.run(`DELETE FROM sources WHERE ${where}`);
  });
}

async function sourcePaths(library: TestLibrary): Promise<string[]> {
  const { sources } = await library.service.handlers.listSources(
    { offset: 0, limit: 50, sort: 'name', descending: false },
    aCall(),
  );
  return sources.map(({ path }) => path).sort();
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resume) => setTimeout(resume, 10));
}

test('what the catalog lost is named and read again at the next start; what is gone everywhere is reported', async () => {
  await using folder = await aTemporaryFolder();
  const [kept, gone] = [join(folder.path, 'kept.txt'), join(folder.path, 'gone.txt')];
  await writeFile(kept, 'a heron');
  await writeFile(gone, 'an otter');
  const path = join(folder.path, 'library');
  const before = await openTestLibrary(path);
  await addAndFollow(before, { paths: [kept, gone], texts: [{ title: 'Note', text: 'a badger' }] });
  await lose(before, 'true');
  await before.catalog.write((connection) => connection.run('DELETE FROM collections'));
  await before.close();
  await rm(gone);

  const after = await openTestLibrary(path);
  expect(after.recoveries).toMatchObject([
    { kind: 'source-reread', count: 2, message: expect.stringContaining(kept) },
    { kind: 'source-lost', count: 1, message: expect.stringContaining(gone) },
  ]);
  await until(async () => (await sourcePaths(after)).length === 2);
  expect(await sourcePaths(after)).toEqual(['Note', kept].sort());
  await after.close();
  const last = await openTestLibrary(path);
  expect(last.recoveries).toEqual([]);
  await last.close();
});

test('what was removed on purpose is not missed', async () => {
  await using folder = await aTemporaryFolder();
  const path = join(folder.path, 'library');
  const file = join(folder.path, 'a.txt');
  await writeFile(file, 'a heron');
  const before = await openTestLibrary(path, { undoMs: 0 });
  const { sources, collectionId } = await addAndFollow(before, {
    paths: [file],
    texts: [{ title: 'Note', text: 'x' }],
  });
  await before.service.handlers.deleteSources({ ids: sources.slice(0, 1).map(({ id }) => id) }, aCall());
  await before.service.handlers.deleteCollection({ id: collectionId }, aCall());
  await until(async () => (await before.deps.store.listAcknowledged()).length === 0);
  await before.close();
  const after = await openTestLibrary(path);
  expect(after.recoveries).toEqual([]);
  expect(after.service.jobs().filter(({ state }) => state !== 'done')).toEqual([]);
  await after.close();
});

test('with a damaged journal nothing is read again, and both are said', async () => {
  await using folder = await aTemporaryFolder();
  const path = join(folder.path, 'library');
  const before = await openTestLibrary(path);
  await addAndFollow(before, { texts: [{ title: 'Note', text: 'a badger' }] });
  await lose(before, 'true');
  await before.close();
  await writeFile(before.folder.journal, 'garbage\n', { flag: 'a' });
  const after = await openTestLibrary(path);
  expect(after.recoveries.map(({ kind }) => kind)).toEqual(['journal-damaged', 'source-lost']);
  expect(await sourcePaths(after)).toEqual([]);
  await after.close();
});

test('a library from before the journal gets one without a word', async () => {
  await using folder = await aTemporaryFolder();
  const before = await openTestLibrary(folder.path);
  await addAndFollow(before, { texts: [{ title: 'Note', text: 'a badger' }] });
  await before.close();
  await rm(before.folder.journal);
  const after = await openTestLibrary(folder.path);
  expect(after.recoveries).toEqual([]);
  expect((await after.deps.journal.read()).entries.size).toBe(1);
  await after.close();
});
