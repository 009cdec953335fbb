import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  aCall,
  addAndFollow,
  aTemporaryFolder,
  openTestLibrary,
  type TestLibrary,
} from '../../testing/test-library.ts';

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resume) => setTimeout(resume, 10));
}

async function aLibrary(path: string): Promise<{ library: TestLibrary; files: string[] }> {
  const files = ['a', 'b', 'c'].map((name) => join(path, `${name}.txt`));
  const library = await openTestLibrary(join(path, 'library'));
  for (const file of files) await writeFile(file, `first line of ${file}\nsecond line\n`);
  await addAndFollow(library, { paths: files });
  return { library, files };
}

const run = (library: TestLibrary, sql: string) => library.catalog.write((connection) => connection.run(sql));
const signal = new AbortController().signal;

/** Whether the catalog is sound and everything is read. */
async function isWhole(library: TestLibrary): Promise<boolean> {
  const { name, dimensions } = library.reader.embedder;
  const found = await library.deps.care.find(name, dimensions);
  const isBusy = library.service.jobs().some(({ state }) => state === 'running' || state === 'queued');
  return !isBusy && found.miscounted.length + found.withoutVector.length + found.misshapenVectors === 0;
}

test('a sound catalog is left as it is', async () => {
  await using folder = await aTemporaryFolder();
  const { library } = await aLibrary(folder.path);
  await library.service.repair(signal);
  expect(library.recoveries).toEqual([]);
  await library.close();
});

test.each([
  ['passages that are gone', 'DELETE FROM chunks WHERE source_id = (SELECT min(id) FROM sources)'],
  ['vectors that are gone', 'DELETE FROM vectors WHERE hash = (SELECT min(hash) FROM vectors)'],
  [
    'vectors of another length',
    "UPDATE vectors SET vector = 'abcd'::BLOB WHERE hash = (SELECT min(hash) FROM vectors)",
  ],
])('%s come back from the original', async (_, sql) => {
  await using folder = await aTemporaryFolder();
  const { library } = await aLibrary(folder.path);
  await run(library, sql);
  expect(await isWhole(library)).toBe(false);
  await library.service.repair(signal);
  await until(() => isWhole(library));
  expect(library.recoveries.at(-1)).toMatchObject({ kind: 'catalog-corrected', count: expect.any(Number) });
  expect(await library.service.counts()).toMatchObject({ sources: 3 });
  await library.close();
});

test('rows that belong to nothing go, a missing collection is made again, an original that is gone is named', async () => {
  await using folder = await aTemporaryFolder();
  const { library, files } = await aLibrary(folder.path);
  await run(library, `DELETE FROM sources WHERE path = '${files[0]}'`);
  await run(library, 'DELETE FROM collections');
  await run(library, `DELETE FROM chunks WHERE source_id = (SELECT id FROM sources WHERE path = '${files[1]}')`);
  await rm(files[1] ?? '');
  await library.service.repair(signal);
  await library.service.repair(signal);
  expect((await library.service.handlers.listCollections({}, aCall())).map(({ name }) => name)).toEqual(['Recovered']);
  const messages = library.recoveries.map(({ message }) => message).join(' ');
  expect(messages).toContain('belonged to no source');
  expect(messages).toContain('originals are gone');
  expect((await library.deps.care.find('x', 1)).orphans).toBe(0);
  await library.close();
});
