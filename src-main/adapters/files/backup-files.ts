import { mkdir, mkdtemp, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import { syncFolder } from '../../platform/atomic-file.ts';
import { type ArchiveEntry, type BackupFiles, isBackupName, LIBRARY_NAME } from '../../services/backup/ports.ts';
import { fileFailure, hasCode } from './file-failure.ts';
import { freeBytes } from './system-probes.ts';

/** The file system as backups see it. */
export const backupFiles: BackupFiles = {
  async kindOf(path) {
    try {
      const found = await stat(path);
      if (!found.isDirectory()) return 'file';
      return (await readdir(path)).length === 0 ? 'empty-folder' : 'folder';
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return 'absent';
      throw fileFailure('look at', path, thrown);
    }
  },
  sizeOf: (file) => attempt('look at', file, async () => (await stat(file)).size),
  makeFolder: (path) =>
    attempt('create the folder', path, async () => {
      await mkdir(path, { recursive: true });
    }),
  makeTemporary: (parent, prefix) => attempt('write in the folder', parent, () => mkdtemp(join(parent, prefix))),
  sweepTemporary: (parent, prefix) =>
    attempt('clean up', parent, async () => {
      for (const entry of await readdir(parent, { withFileTypes: true })) {
        if (entry.isDirectory() && entry.name.startsWith(prefix)) {
          await rm(join(parent, entry.name), { recursive: true, force: true });
        }
      }
    }),
  remove: (path) => attempt('remove', path, () => rm(path, { recursive: true, force: true })),
  listFiles: (folder, ending) => attempt('list', folder, () => listFiles(folder, ending)),
  freeBytes,
  listLibraryFiles,
  publishFile: (from, to) =>
    attempt('save', to, async () => {
      await rename(from, to);
      await syncFolder(dirname(to));
    }),
  async publishFolder(from, to) {
    try {
      await syncFolder(from);
      // Not every system renames onto an empty folder, so it goes first; rmdir never removes one with content.
      await rmdir(to).catch((thrown: unknown) => {
        if (!hasCode(thrown, 'ENOENT')) throw thrown;
      });
      await rename(from, to);
      await syncFolder(dirname(to));
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'EXDEV')) throw fileFailure('restore into', to, thrown);
      const message = `The folder ${to} is not empty or is in use. Restore into a folder that does not exist yet.`;
      throw new Failure('conflict', message, { reason: 'backup/target-not-empty', cause: thrown });
    }
  },
};

async function listFiles(folder: string, ending: string) {
  const found: { file: string; sizeBytes: number; modifiedAt: Date }[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((thrown: unknown) => {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw thrown;
  });
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith(ending)) continue;
    const file = join(folder, entry.name);
    const { size, mtime } = await stat(file);
    found.push({ file, sizeBytes: size, modifiedAt: mtime });
  }
  return found;
}

async function attempt<T>(action: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw fileFailure(action, path, thrown);
  }
}

async function listLibraryFiles(library: string): Promise<readonly ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  for (const name of [LIBRARY_NAME, 'settings.json']) await add(entries, library, name);
  await addFolder(entries, library, 'uploads');
  return entries;
}

/** Files that are not ours by name, links and the like stay out; the library never makes them. */
async function addFolder(entries: ArchiveEntry[], library: string, folder: string): Promise<void> {
  let found: Awaited<ReturnType<typeof listFolder>>;
  try {
    found = await listFolder(join(library, folder));
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return; // no uploads yet, or removed while we look
    throw fileFailure('read the folder', join(library, folder), thrown);
  }
  for (const entry of found) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) await addFolder(entries, library, name);
    else if (entry.isFile() && isBackupName(name)) await add(entries, library, name);
  }
}

function listFolder(path: string) {
  return readdir(path, { withFileTypes: true });
}

async function add(entries: ArchiveEntry[], library: string, name: string): Promise<void> {
  const file = join(library, name);
  try {
    const found = await stat(file);
    if (found.isFile()) entries.push({ name, file, sizeBytes: found.size });
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw fileFailure('look at', file, thrown);
  }
}
