import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import type { LibraryDeps } from '../services/library/index.ts';
import { aTemporaryFolder, openTestLibrary, type TestLibrary } from './test-library.ts';

/** Declares a test that has an open library and an empty folder for documents of its own. */
export function libraryTest(
  name: string,
  body: (library: TestLibrary, docs: string) => Promise<void>,
  changed: Partial<LibraryDeps> = {},
): void {
  test(name, async () => {
    await using folder = await aTemporaryFolder();
    const docs = join(folder.path, 'docs');
    await mkdir(docs);
    const library = await openTestLibrary(join(folder.path, 'library'), changed);
    try {
      await body(library, docs);
    } finally {
      await library.close();
    }
  });
}
