import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WalkedFile } from '../../services/library/ports.ts';

/** Folders with installed packages rather than the user's own words. Hidden ones are left out by their dot. */
const SKIPPED_FOLDERS = new Set(['node_modules']);
/** What Node puts where the bytes of a name are not UTF-8. */
const UNDECODABLE = '\uFFFD';
/** Files looked at together; the thread pool of Node has four threads. Guess, unmeasured. */
const SIDE_BY_SIDE = 64;

/**
 * Files below `folder`, depth first, by name within each folder.
 *
 * Links are not followed, so a walk ends and stays inside the folder. Hidden entries are left out: `.git`, caches,
 * `.env` with its secrets. A folder that cannot be listed is given like a file: whoever reads it says why it failed.
 * A file that vanishes meanwhile is left out, one whose name is no UTF-8 is given: it cannot be opened by that name,
 * and whoever reads it says so.
 */
export async function* walkFiles(folder: string, signal: AbortSignal): AsyncGenerator<WalkedFile, void, void> {
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    signal.throwIfAborted();
    let entries: Dirent[];
    try {
      entries = await readdir(at, { withFileTypes: true });
    } catch {
      yield { path: at, sizeBytes: 0 };
      continue;
    }
    const visible = entries.filter((entry) => !entry.name.startsWith('.')).sort(byName);
    for (const entry of visible.toReversed()) {
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) pending.push(join(at, entry.name));
    }
    const paths = visible.filter((entry) => entry.isFile()).map((entry) => join(at, entry.name));
    for (let start = 0; start < paths.length; start += SIDE_BY_SIDE) {
      const sized = await Promise.all(paths.slice(start, start + SIDE_BY_SIDE).map(withSize));
      for (const file of sized) if (file !== undefined) yield file;
    }
  }
}

async function withSize(path: string): Promise<WalkedFile | undefined> {
  try {
    return { path, sizeBytes: (await lstat(path)).size };
  } catch {
    if (path.includes(UNDECODABLE)) return { path, sizeBytes: 0 };
    return undefined; // gone between listing and looking
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
