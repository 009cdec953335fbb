import paths, { type PlatformPath } from 'node:path';

/** Begins as the name of a share does on Windows; elsewhere nobody writes a path so. */
const isDouble = (path: string): boolean => /^[\\/]{2}/.test(path);
/** The same, but for \\?\C: and \\.\C:, which are on this machine. */
const isOnShare = (path: string): boolean => isDouble(path) && !/^[\\/]{2}[?.][\\/][A-Za-z]:/.test(path);

/**
 * The folder that a file of a repository names, relative to the folder `from`.
 *
 * A repository may be anybody's: one that lies on this machine and names a share would have Windows connect to it, with
 * the user's name and a hash of the password, because somebody asked a question. Names that begin with \\?\ or \\.\ are
 * refused whatever follows (\\.\C:\..\UNC\host\share is a share, and git writes none), and so are those that climb to
 * one out of a `from` that begins so.
 *
 * @returns undefined for a share, unless `from` is on one
 */
export function namedFolder(from: string, name: string, by: PlatformPath = paths): string | undefined {
  const folder = by.isAbsolute(name) ? name : by.resolve(from, name);
  return !isOnShare(from) && (isDouble(name) || isOnShare(folder)) ? undefined : folder;
}
