import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { openVerified, recordOf } from './verified-file.ts';

it('reads any part, also when the file was removed meanwhile, until it is closed', async () => {
  await using folder = await aTemporaryFolder();
  const path = join(folder.path, 'rows');
  await writeFile(
    path,
    Uint8Array.from({ length: 300 }, (_, at) => at % 251),
  );
  const file = await openVerified(path, await recordOf(path));
  await rm(path);
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  file.read(250, shared);
  expect([...shared]).toEqual([250, 0, 1, 2]);
  expect(() => file.read(298, new Uint8Array(3))).toThrow(/rows of the index: it ends early/);
  file.close();
  file.close();
  expect(() => file.read(0, shared)).toThrow(/it is closed/);
});
