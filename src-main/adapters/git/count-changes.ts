/**
 * Counts the files of a checkout that differ from its commit, as `git diff --name-only HEAD` does, without running git.
 *
 * Two comparisons, one count: the commit's tree with the index (what is staged), and the index with the disk, where
 * size and time decide and only files that look different are read. Files that git does not follow are counted only among
 * those asked about, submodules not at all. Bytes that git would change on the way in (other than line ends) count as
 * changed once touched; who may run a file is not looked at, since git's settings say whether that counts.
 */
import { type BigIntStats, lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { readWhole } from '../files/read-plain-file.ts';
import { blobId, type OpenCheckout } from './find-checkout.ts';
import { type GitObjects, openGitObjects } from './git-objects.ts';
import { type CachedTree, type IndexEntry, LONGEST_PATH, parseIndex } from './index-entries.ts';

// Guesses. Timed once by hand, on two busy cores with a warm cache: 20,000 files took 130 to 320 ms, in which the index
// is read in one go of 16 ms; the 1,700 of this project 18 to 40 ms.
const MOST_FILES = 20_000;
const LARGEST_INDEX = 8 * 2 ** 20; // 400 bytes for each file
const LARGEST_READ = 16 * 2 ** 20;
const MOST_TREES = 2_000;
/** After this long whatever else waits gets its turn; one file that has to be read may take longer. */
const TURN_MS = 1;
const LINK = 0o120000;
const SUBMODULE = 0o160000;
const FOLDER = 0o040000;

/** What a count is asked for. */
export interface CountWish {
  /** Files below the root, absolute: those among them that git does not follow are counted as well. */
  readonly files: readonly string[];
  readonly signal: AbortSignal;
  readonly platform?: NodeJS.Platform;
}

export interface CheckoutChanges {
  readonly changed: number;
  /** Of the files asked about. */
  readonly untracked: number;
}

/** @returns undefined when it cannot be told: no index that can be read, too many files, or `signal` */
export async function countChanges(checkout: OpenCheckout, wish: CountWish): Promise<CheckoutChanges | undefined> {
  try {
    return await count(checkout, wish);
  } catch (thrown) {
    if (thrown instanceof RangeError || wish.signal.aborted) return undefined; // lengths that lie, or no more time
    throw thrown;
  }
}

async function count(
  { root, gitFolder, commonFolder, commit }: OpenCheckout,
  { files, signal, platform = process.platform }: CountWish,
): Promise<CheckoutChanges | undefined> {
  const path = join(gitFolder, 'index');
  const turn = takeTurns(signal);
  const facts = await stat(path).catch(() => undefined);
  const bytes = await readWhole(path, LARGEST_INDEX);
  if (facts === undefined || bytes === undefined) return undefined;
  const index = parseIndex(bytes, MOST_FILES);
  if (index === undefined || !index.entries.every(isInside)) return undefined;
  const staged = await stagedPaths(openGitObjects(commonFolder), commit, index, turn);
  if (staged === undefined) return undefined;
  const changed = new Set(staged);
  const disk: Disk = { root, platform, indexedMs: facts.mtimeMs, links: new Map() };
  const untracked = new Set(files.map((file) => alike(relative(root, file).split(sep).join('/'))));
  for (const entry of index.entries) {
    await turn();
    if (isChangedOnDisk(disk, entry)) changed.add(entry.path);
    if (untracked.size > 0) strikeOut(untracked, entry);
  }
  return { changed: changed.size, untracked: untracked.size };
}

/** Takes away what git follows; a folder, which ends in "/", stands for all in it where the rest is not checked out. */
function strikeOut(untracked: Set<string>, { path, mode }: IndexEntry): void {
  const followed = alike(path);
  untracked.delete(followed);
  if (mode !== FOLDER) return;
  for (const file of untracked) if (file.startsWith(followed)) untracked.delete(file);
}

/** Systems write a name with other capitals, or its accents apart; better too few untracked files than one too many. */
const alike = (path: string): string => path.normalize('NFC').toLowerCase();

/** To be awaited after each step: lets others have a turn when its own is over, and throws when time is up. */
function takeTurns(signal: AbortSignal): () => Promise<void> {
  let turnedAt = performance.now();
  return async () => {
    signal.throwIfAborted();
    if (performance.now() - turnedAt <= TURN_MS) return;
    await new Promise(setImmediate);
    turnedAt = performance.now();
  };
}

/** An index that names files outside of its checkout is not looked at. */
const isInside = ({ path }: IndexEntry): boolean =>
  !path.startsWith('/') && !/(?:^|[\\/])\.\.(?:[\\/]|$)|^[A-Za-z]:/.test(path);

interface Disk {
  readonly root: string;
  readonly platform: NodeJS.Platform;
  /** When the index was written, in ms since 1970. */
  readonly indexedMs: number;
  /** Folders of the checkout that were looked at: whether they are links, or behind one. */
  readonly links: Map<string, boolean>;
}

function isChangedOnDisk(disk: Disk, entry: IndexEntry): boolean {
  if (entry.stage !== 0 || entry.isIntended) return true;
  if (entry.isSkipped || entry.mode === SUBMODULE || entry.mode === FOLDER) return false;
  if (isBehindLink(disk, entry.path)) return true; // git, too, takes the file for deleted
  const path = join(disk.root, entry.path);
  let facts: BigIntStats;
  try {
    facts = lstatSync(path, { bigint: true });
  } catch {
    return true; // deleted, or out of reach
  }
  const isLink = facts.isSymbolicLink();
  // Where Windows lets nobody make links, git writes the target of one to a plain file.
  const isFile = facts.isFile() && (entry.mode !== LINK || disk.platform === 'win32');
  if (!(isLink ? entry.mode === LINK : isFile)) return true; // reading a pipe or a device may never end
  const isSized = BigInt.asUintN(32, facts.size) === BigInt(entry.size);
  if (!isSized && entry.size !== 0) return true; // 0 is also written for files that git has never looked at
  const modifiedMs = Number(facts.mtimeNs / 1_000_000n);
  // A file that was changed within the tick in which the index was written looks the same and may not be.
  if (isSized && modifiedMs === entry.modifiedMs && modifiedMs < Math.floor(disk.indexedMs)) return false;
  return !hasBytes(path, isLink, entry.id);
}

/** A folder above the path is a link: what lies there is not of the checkout, and may be anywhere. */
function isBehindLink(disk: Disk, path: string): boolean {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf(sep));
  if (end <= 0) return false;
  const folder = path.slice(0, end);
  const known = disk.links.get(folder);
  if (known !== undefined) return known;
  const found = isBehindLink(disk, folder) || isLinkAt(join(disk.root, folder));
  disk.links.set(folder, found);
  return found;
}

function isLinkAt(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false; // deleted, or out of reach
  }
}

function hasBytes(path: string, isLink: boolean, id: string): boolean {
  try {
    if (!isLink && statSync(path).size > LARGEST_READ) return false;
    const bytes = isLink ? Buffer.from(readlinkSync(path)) : readFileSync(path);
    if (blobId(bytes) === id) return true;
    if (!bytes.includes('\r\n')) return false;
    return blobId(Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')) === id;
  } catch {
    return false; // it went away between the two looks
  }
}

/** Paths whose staged bytes or modes are not those of the commit; undefined when its trees cannot be read. */
async function stagedPaths(
  objects: GitObjects,
  commit: string | undefined,
  { entries, tree: cached }: { readonly entries: readonly IndexEntry[]; readonly tree: CachedTree | undefined },
  turn: () => Promise<void>,
): Promise<readonly string[] | undefined> {
  if (commit === undefined) return entries.map(({ path }) => path);
  const root = await objects.treeOf(commit);
  if (root === undefined) return undefined;
  const committed = new Map<string, string>();
  /** Folders whose tree is known to be what is staged; they end in "/". */
  const same = new Set<string>();
  let trees = 0;

  async function walk(id: string, prefix: string, known: CachedTree | undefined): Promise<boolean> {
    if (known?.id === id) {
      same.add(prefix);
      return true;
    }
    const found = ++trees > MOST_TREES ? undefined : await objects.entriesOf(id);
    await turn();
    if (found === undefined) return false;
    for (const { name, mode, id: entry } of found) {
      if (committed.size >= MOST_FILES || prefix.length + name.length > LONGEST_PATH) return false;
      if (mode !== FOLDER) committed.set(prefix + name, `${mode} ${entry}`);
      else if (!(await walk(entry, `${prefix}${name}/`, known?.children.get(name)))) return false;
    }
    return true;
  }

  if (!(await walk(root, '', cached))) return undefined;
  const changed: string[] = [];
  for (const { path, mode, id } of entries) {
    await turn();
    if (mode === FOLDER || isWithin(same, path)) continue;
    if (committed.get(path) !== `${mode} ${id}`) changed.push(path);
    committed.delete(path);
  }
  return [...changed, ...committed.keys()];
}

/** One of the folders, which end in "/", holds the path; '' holds all. */
function isWithin(folders: ReadonlySet<string>, path: string): boolean {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (folders.has(path.slice(0, end + 1))) return true;
  }
  return folders.has('');
}
