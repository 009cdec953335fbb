import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addAndFollow, aTemporaryFolder, openTestLibrary } from '../../testing/test-library.ts';

const name = fc.constantFrom('a', 'b', 'c.txt', 'd e.md', '😀', 'q\'u"ote', 'x.bin');
const filePath = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('-/')}.f`);
/** Writes, deletions and additions of whole folders, in any order. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), path: filePath, text: fc.constantFrom('one', 'two\nlines', '') }),
  fc.record({ kind: fc.constant('delete' as const), path: filePath }),
  fc.record({ kind: fc.constant('add' as const) }),
);

test('whatever is written and added, there is one source for each path that was ever added', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      await using folder = await aTemporaryFolder();
      const docs = join(folder.path, 'docs');
      await mkdir(docs);
      const library = await openTestLibrary(join(folder.path, 'library'));
      const present = new Map<string, string>();
      const added = new Map<string, string>();
      for (const one of [...steps, { kind: 'add' as const }]) {
        if (one.kind === 'write') {
          await mkdir(dirname(join(docs, one.path)), { recursive: true });
          await writeFile(join(docs, one.path), one.text);
          present.set(one.path, one.text);
        } else if (one.kind === 'delete') {
          await rm(join(docs, one.path), { force: true });
          present.delete(one.path);
        } else {
          const { sources } = await addAndFollow(library, { paths: [docs] });
          expect(sources).toHaveLength(present.size);
          for (const [path, text] of present) added.set(path, text);
        }
      }
      const lines = [...added.values()].flatMap((text) => text.split('\n')).filter((line) => line !== '').length;
      expect(await library.service.counts()).toMatchObject({ sources: added.size, chunks: lines });
      await library.close();
    }),
    { numRuns: 8, seed: 4 },
  );
});
