import { randomBytes } from 'node:crypto';
import { link, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Errors a virus scanner or an indexer causes for a moment on Windows when it holds the target open. */
const PASSING_RENAME_ERRORS = new Set(['EPERM', 'EBUSY', 'EACCES']);
/** Waits between attempts to rename, in milliseconds; about 1.5 s together. Guess, unmeasured. */
const RENAME_WAITS_MS = [10, 30, 80, 180, 400, 800];
/** File systems without hard links (FAT, some network shares) answer with one of these. */
const NO_LINK_ERRORS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK']);

interface WriteOptions {
  /** Permission bits of a new file; 0o666 less the umask when absent. */
  readonly mode?: number;
}

/**
 * Replaces `path` by `content`, so that after a crash at any moment either the old or the new content stands there.
 *
 * Temporary file in the same folder, fsync, rename, fsync of the folder. Resolves when the change is durable.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const temporary = await writeTemporary(path, content, options);
  try {
    await renamePatiently(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  await syncFolder(dirname(path));
}

/**
 * Creates `path` with `content`, whole from the first moment; false when something already stands there.
 *
 * A hard link makes name and content appear together; where links do not exist, an exclusive open is used, and a
 * reader may then see the file before its content.
 */
export async function createFileExclusive(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<boolean> {
  const temporary = await writeTemporary(path, content, options);
  try {
    await link(temporary, path);
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false;
    if (!NO_LINK_ERRORS.has(errorCode(thrown) ?? '')) throw thrown;
    if (!(await createByExclusiveOpen(path, content, options))) return false;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

/** Makes renames and new names in `folder` durable. Does nothing where folders cannot be opened (Windows). */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The `code` of a system error, such as `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

async function writeTemporary(path: string, content: string | Uint8Array, options: WriteOptions): Promise<string> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, content, { flag: 'wx', flush: true, ...options });
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  return temporary;
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const waitMs of RENAME_WAITS_MS) {
    try {
      await rename(from, to);
      return;
    } catch (thrown) {
      if (!PASSING_RENAME_ERRORS.has(errorCode(thrown) ?? '')) throw thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  await rename(from, to);
}

async function createByExclusiveOpen(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions,
): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx', flush: true, ...options });
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}
