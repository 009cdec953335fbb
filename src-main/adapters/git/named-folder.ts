import { isAbsolute, resolve } from 'node:path';

/** Names of another machine's share on Windows; elsewhere nobody writes a path so. */
const ON_A_SHARE = /^[\\/]{2}/;

/**
 * The folder that a file of a repository names, relative to the folder `from`.
 *
 * A repository may be anybody's: one that lies on this machine and names a share would have Windows connect to it, with
 * the user's name and a hash of the password, because somebody asked a question.
 *
 * @returns undefined for a share, unless `from` is on one
 */
export function namedFolder(from: string, name: string): string | undefined {
  if (ON_A_SHARE.test(name) && !ON_A_SHARE.test(from)) return undefined;
  return isAbsolute(name) ? name : resolve(from, name);
}
