import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aCall, aTemporaryFolder, followToEnd, openTestLibrary } from '../../testing/test-library.ts';

test('a file becomes a source with text and passages', async () => {
  await using folder = await aTemporaryFolder();
  const library = await openTestLibrary(join(folder.path, 'library'));
  const docs = join(folder.path, 'docs');
  await mkdir(docs);
  await writeFile(join(docs, 'a.md'), '# Title\n\nSome words.\n');

  const { handlers } = library.service;
  const added = await handlers.addSources({ collection: 'Notes', paths: [docs], uploads: [], texts: [] }, aCall());
  const { sources, summary } = await followToEnd(library.service, added.job);

  expect(summary).toMatchObject({ state: 'done', counts: { ok: 1 }, unchanged: 0 });
  expect(sources).toMatchObject([
    { path: join(docs, 'a.md'), status: 'ok', chunks: 2, excerpt: '# Title Some words.' },
  ]);
  expect(await library.service.counts()).toEqual({ collections: 1, sources: 1, chunks: 2 });
  expect(library.index.synced).toContain(added.collectionId);
  await library.close();
});
