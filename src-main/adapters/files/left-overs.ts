import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeftOver, LeftOvers } from '../../services/library/ports.ts';
import { fileFailure, hasCode } from './file-failure.ts';

/** What was put aside as damaged, with the time in base 36 at the end of its name. */
const PUT_ASIDE = /\.damaged-([0-9a-z]+)$/;

/**
 * Finds what is kept for a while only: bytes of deleted uploads, and damaged files that were put aside.
 *
 * Nothing else is ever listed, so nothing else can be removed through it.
 */
export function createLeftOvers(folders: {
  readonly library: string;
  readonly index: string;
  readonly deleted: string;
}): LeftOvers {
  return {
    async list() {
      const indexes = (await entriesOf(folders.index)).map((name) => join(folders.index, name));
      const found: LeftOver[] = [];
      for (const folder of [folders.library, ...indexes]) {
        for (const name of await entriesOf(folder)) {
          const time = PUT_ASIDE.exec(name)?.[1];
          if (time === undefined) continue;
          const path = join(folder, name);
          const since = new Date(Number.parseInt(time, 36));
          found.push({ what: 'damaged files', path, since, sizeBytes: await sizeOf(path) });
        }
      }
      for (const name of await entriesOf(folders.deleted)) {
        const path = join(folders.deleted, name);
        const since = (await stat(path).catch(() => undefined))?.mtime;
        if (since !== undefined) found.push({ what: 'deleted uploads', path, since, sizeBytes: await sizeOf(path) });
      }
      return found;
    },
    async remove({ path }) {
      try {
        await rm(path, { recursive: true, force: true });
      } catch (thrown) {
        throw fileFailure('remove', path, thrown);
      }
    },
  };
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return [];
    throw fileFailure('list', folder, thrown);
  }
}

/** Bytes of a file, or of all files in a folder. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined); // gone while we look
  if (found === undefined || !found.isDirectory()) return found?.size ?? 0;
  const sizes = await Promise.all((await entriesOf(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
