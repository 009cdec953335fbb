/**
 * Says what is checked out where a file stands, by reading `.git` as files.
 *
 * Nothing is run: a hostile `.git/config` can make git itself start programs (docs/SECURITY.md). Only HEAD, one ref and
 * `packed-refs` are read, each up to a limit, and only names that git allows for refs. Trees and the index are read in
 * count-changes.ts.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readPart } from '../files/read-plain-file.ts';
import { namedFolder } from './named-folder.ts';

export interface Checkout {
  /** Absolute path of the work tree's root. */
  readonly root: string;
  /** 40 or 64 hex digits; absent before the first commit, and where HEAD cannot be read. */
  readonly commit?: string;
}

const MOST_FOLDERS_UP = 40;
const SMALL_FILE = 4096;
/** packed-refs of the Linux kernel has about 1 MB. */
const PACKED_REFS = 8 * 1024 * 1024;

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const REF = /^refs\/[\w./@+-]{1,200}$/;

/** A checkout with the folders in which git keeps it; `commonFolder` has the objects that work trees share. */
export interface OpenCheckout extends Checkout {
  readonly gitFolder: string;
  readonly commonFolder: string;
}

/** The git checkout that holds a path; undefined when there is none. Never throws for what it finds there. */
export async function findCheckout(path: string): Promise<Checkout | undefined> {
  const found = await openCheckout(path);
  if (found === undefined) return undefined;
  const { root, commit } = found;
  return commit === undefined ? { root } : { root, commit };
}

/** The same, with where git keeps it. */
export async function openCheckout(path: string): Promise<OpenCheckout | undefined> {
  return checkoutOf(dirname(path));
}

/** The checkout that a folder is, or is in. */
export async function checkoutOf(start: string): Promise<OpenCheckout | undefined> {
  let folder = start;
  for (let up = 0; up < MOST_FOLDERS_UP; up += 1) {
    const gitFolder = await gitFolderIn(folder);
    if (gitFolder !== undefined) {
      const common = (await readStart(join(gitFolder, 'commondir'), SMALL_FILE))?.trim();
      const commonFolder = common === undefined ? gitFolder : namedFolder(gitFolder, common);
      if (commonFolder === undefined) return undefined;
      const commit = await readCommit(gitFolder, commonFolder);
      return { root: folder, gitFolder, commonFolder, ...(commit === undefined ? {} : { commit }) };
    }
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

/** `.git` itself, or the folder that a `.git` file of a work tree or submodule names. */
async function gitFolderIn(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git');
  try {
    if ((await stat(path)).isDirectory()) return path;
  } catch {
    return undefined; // none here
  }
  const named = /^gitdir: (.+)$/m.exec((await readStart(path, SMALL_FILE)) ?? '')?.[1]?.trim();
  return named === undefined ? undefined : namedFolder(folder, named);
}

async function readCommit(gitFolder: string, commonFolder: string): Promise<string | undefined> {
  const head = (await readStart(join(gitFolder, 'HEAD'), SMALL_FILE))?.trim();
  if (head === undefined) return undefined;
  if (COMMIT.test(head)) return head;
  const ref = /^ref: (\S+)$/.exec(head)?.[1];
  if (ref === undefined || !REF.test(ref) || ref.includes('..')) return undefined;
  for (const folder of new Set([gitFolder, commonFolder])) {
    const loose = (await readStart(join(folder, ref), SMALL_FILE))?.trim();
    if (loose !== undefined && COMMIT.test(loose)) return loose;
    const packed = (await readStart(join(folder, 'packed-refs'), PACKED_REFS)) ?? '';
    const line = packed.split('\n').find((text) => text.endsWith(` ${ref}`));
    const commit = line?.split(' ')[0];
    if (commit !== undefined && COMMIT.test(commit)) return commit;
  }
  return undefined;
}

const readStart = async (path: string, bytes: number): Promise<string | undefined> =>
  (await readPart(path, 0, bytes))?.toString('utf8');

/** The id that git gives to these bytes (git-hash-object): SHA-1 of "blob", their length, a zero byte and them. */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
