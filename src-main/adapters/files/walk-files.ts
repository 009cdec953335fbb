import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { LeftOutReason } from '../../../src-contract/folder.ts';
import { judgeFolderContent, judgeFolderName } from '../../engine/triage/folder-marks.ts';
import { judgeFileName } from '../../engine/triage/judge-file.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import type { WalkedEntry } from '../../services/library/ports.ts';
import { type IgnoreRules, rulesAround } from './ignore-rules.ts';

/** What Node puts where the bytes of a name are not UTF-8. */
const UNDECODABLE = '\uFFFD';
/**
 * The walk hands over what it has and lets others work this often. It asks the disk synchronously: a file costs 3 µs
 * that way and 20 µs through the thread pool.
 */
const SLICE_MS = 8;
/** Entries between two looks at the clock. */
const LOOK_EVERY = 64;

interface Pending {
  readonly folder: string;
  readonly rules: IgnoreRules;
  /** Whether somebody named it, or a rule wants it: then it is not judged by what lies in it. */
  readonly isWanted: boolean;
}

/**
 * Everything below `folder`, depth first, by name within each folder, in slices: files to read, and what is left out
 * with the reason.
 *
 * Links are not followed, so a walk ends and stays inside the folder. A folder that cannot be listed is given like a
 * file: whoever reads it says why it failed. So is a file that cannot be looked at, or whose name is no UTF-8: it cannot
 * be opened by that name. A file that vanishes meanwhile is not given. What is inside a file is not looked at here.
 */
export async function* walkFiles(folder: string, signal: AbortSignal): AsyncGenerator<readonly WalkedEntry[]> {
  const pending: Pending[] = [{ folder, rules: rulesAround(folder), isWanted: true }];
  let slice: WalkedEntry[] = [];
  let until = performance.now() + SLICE_MS;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { files, folders } = listFolder(at, slice);
    pending.push(...folders.reverse());
    for (const [index, file] of files.entries()) {
      const entry = lookAt(file.path, file.isWanted);
      if (entry !== undefined) slice.push(entry);
      if (index % LOOK_EVERY !== LOOK_EVERY - 1 || performance.now() < until) continue;
      yield slice;
      slice = [];
      until = await nextSlice(signal);
    }
    if (performance.now() < until) continue;
    yield slice;
    slice = [];
    until = await nextSlice(signal);
  }
  signal.throwIfAborted();
  if (slice.length > 0) yield slice;
}

async function nextSlice(signal: AbortSignal): Promise<number> {
  await setImmediate();
  signal.throwIfAborted();
  return performance.now() + SLICE_MS;
}

/** Sorts the entries of one folder; what is left out goes to `slice`. */
function listFolder(at: Pending, slice: WalkedEntry[]) {
  const files: { readonly path: string; readonly isWanted: boolean }[] = [];
  const folders: Pending[] = [];
  let entries: Dirent[];
  try {
    entries = readdirSync(at.folder, { withFileTypes: true });
  } catch {
    slice.push({ kind: 'file', path: at.folder, sizeBytes: 0, modifiedAt: undefined, isWanted: true });
    return { files, folders };
  }
  const names = new Set(entries.map((entry) => entry.name));
  const verdict = at.isWanted ? undefined : judgeWhole(names);
  if (verdict !== undefined) {
    slice.push({ kind: 'left-out', path: at.folder, isFolder: true, reason: verdict });
    return { files, folders };
  }
  const rules = at.rules.enter(at.folder, names, at.isWanted);
  for (const entry of entries.sort(byName)) {
    const path = join(at.folder, entry.name);
    const isFolder = entry.isDirectory();
    const judged = judge(entry, path, rules, names);
    const isWanted = judged === 'wanted';
    if (judged !== undefined && !isWanted) slice.push({ kind: 'left-out', path, isFolder, reason: judged });
    else if (isFolder) folders.push({ folder: path, rules, isWanted });
    else files.push({ path, isWanted });
  }
  return { files, folders };
}

function judge(
  entry: Dirent,
  path: string,
  rules: IgnoreRules,
  siblings: ReadonlySet<string>,
): LeftOutReason | 'wanted' | undefined {
  const isFolder = entry.isDirectory();
  if (!isFolder && !entry.isFile()) return 'link';
  const byRule = rules.judge(path, isFolder);
  if (byRule !== undefined && (byRule !== 'wanted' || entry.name !== '.git')) return byRule;
  if (entry.name.startsWith('.')) return 'hidden';
  return isFolder ? judgeFolderName(entry.name, siblings) : judgeFileName(entry.name);
}

function judgeWhole(names: ReadonlySet<string>): LeftOutReason | undefined {
  // A library read into itself would never come to rest.
  if (names.has('library.json') && names.has('catalog.duckdb')) return 'library';
  return judgeFolderContent(names);
}

function lookAt(path: string, isWanted: boolean): WalkedEntry | undefined {
  try {
    const state = lstatSync(path, { throwIfNoEntry: false });
    if (state !== undefined) {
      return { kind: 'file', path, sizeBytes: state.size, modifiedAt: new Date(Math.floor(state.mtimeMs)), isWanted };
    }
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOTDIR') return undefined;
    return { kind: 'file', path, sizeBytes: 0, modifiedAt: undefined, isWanted };
  }
  if (path.includes(UNDECODABLE)) return { kind: 'file', path, sizeBytes: 0, modifiedAt: undefined, isWanted };
  return undefined; // gone between listing and looking
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
