import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogInspector, createCatalogCopier } from '../../src-main/adapters/duckdb/catalog-copy.ts';
import { backupReaderDeps } from '../../src-main/backup-deps.ts';
import { createBackup } from '../../src-main/services/backup/index.ts';
import { addAndFollow, openTestLibrary, type TestLibrary } from '../../src-main/testing/test-library.ts';
import { inScratch } from './trial.ts';

/** Reads `count` small documents into a library in `folder`; one job for each four, so that there are many commits. */
export async function makeLibrary(
  folder: string,
  count: number,
  known?: TestLibrary,
): Promise<{ library: TestLibrary; documents: string }> {
  const documents = join(folder, 'documents');
  await mkdir(documents, { recursive: true });
  const library = known ?? (await openTestLibrary(join(folder, 'library')));
  for (let from = 0; from < count; from += 4) {
    const paths = Array.from({ length: Math.min(4, count - from) }, (_, n) => join(documents, `${from + n}.txt`));
    for (const path of paths) await writeFile(path, `the words of ${path.slice(documents.length)}\nand a heron\n`);
    await addAndFollow(library, { paths });
  }
  await addAndFollow(library, { texts: [{ title: `Note ${count}`, text: 'an otter' }] });
  return { library, documents };
}

/** Backs a small library up; `digest` is of all rows of its catalog, `uploads` of the originals in it. */
export async function makeBackup(folder: string): Promise<{ file: string; digest: string; upload: string }> {
  const { library } = await makeLibrary(join(folder, 'made'), 12);
  const file = join(folder, 'whole.carrel-backup');
  const options = { signal: new AbortController().signal };
  const deps = {
    ...backupReaderDeps,
    libraryFolder: library.folder.path,
    catalog: createCatalogCopier(library.catalog, library.folder.catalog),
    program: 'torture',
    now: () => new Date(),
  };
  await createBackup(deps, { file, overwrite: false }, options);
  const { digest } = await inScratch(async (scratch) => {
    const copy = join(scratch, 'catalog.duckdb');
    await createCatalogCopier(library.catalog, library.folder.catalog).copyTo(copy, options.signal);
    return catalogInspector.inspect(copy);
  });
  const [kept] = await library.deps.originals.list();
  const upload = kept === undefined ? '' : await readFile(library.deps.originals.pathOf(kept.id), 'utf8');
  await library.close();
  return { file, digest, upload };
}
