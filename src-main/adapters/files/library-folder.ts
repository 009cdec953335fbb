import { access, constants, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { createFileExclusive, errorCode } from '../../platform/atomic-file.ts';
import { assertNameForDatabase } from '../../platform/database-name.ts';
import { newId } from '../../platform/new-id.ts';

const LIBRARY_FILE = 'library.json';
const CATALOG_FILE = 'catalog.duckdb';
/** What only a library with a catalog has. */
const TRACES_OF_USE = [`${CATALOG_FILE}.wal`, 'index', 'uploads'];
/** Version of the layout of the folder; the catalog has a version of its own. */
const FORMAT = 1;
const recordSchema = z.object({ id: z.string().min(1), format: z.int().positive(), created: z.iso.datetime() });

/** A library's folder and what stands where in it. */
export interface LibraryFolder {
  readonly path: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly catalog: string;
  readonly index: string;
  readonly uploads: string;
  readonly backups: string;
  /** Snapshots of watched folders; made when needed. */
  readonly watch: string;
  readonly logs: string;
  /** What answers took, by day; made when needed. */
  readonly traces: string;
  readonly settings: string;
  readonly deleted: string;
  readonly journal: string;
  readonly recoveries: string;
  /** The ledger of attempts to reach the network. */
  readonly egress: string;
  /** Remote backends that were added, without keys. */
  readonly remotes: string;
}

/**
 * Opens the library in `path`, making one when the folder is missing or empty.
 *
 * Does not lock: take the owner lock next, before the catalog is opened.
 *
 * @throws Failure `invalid-input` for an empty path, one with a question mark, or a file, `refused` for a folder that holds something else or
 * cannot be written, `corrupt` for a damaged or newer `library.json`, and when the catalog of a used library is gone
 */
export async function openLibraryFolder(path: string): Promise<LibraryFolder> {
  if (path.trim() === '') {
    throw new Failure('invalid-input', 'The path of the library is empty. Name a folder with --library.', {
      reason: 'library/empty-path',
    });
  }
  const folder = resolve(path);
  assertNameForDatabase(folder, 'library');
  await ensureFolder(folder);
  const record = (await loadRecord(folder)) ?? (await createRecord(folder));
  await assertWritable(folder);
  await assertCatalogNotLost(folder);
  return {
    path: folder,
    id: record.id,
    createdAt: new Date(record.created),
    catalog: join(folder, CATALOG_FILE),
    index: join(folder, 'index'),
    uploads: join(folder, 'uploads'),
    backups: join(folder, 'backups'),
    watch: join(folder, 'watch'),
    logs: join(folder, 'logs'),
    traces: join(folder, 'traces'),
    settings: join(folder, 'settings.json'),
    deleted: join(folder, 'deleted'),
    journal: join(folder, 'acknowledged.journal'),
    recoveries: join(folder, 'recoveries.jsonl'),
    egress: join(folder, 'egress.jsonl'),
    remotes: join(folder, 'remotes.json'),
  };
}

/** Whether a library stands in `path`; nothing is created. */
export async function isLibraryFolder(path: string): Promise<boolean> {
  if (path.trim() === '') return false;
  try {
    return (await stat(join(resolve(path), LIBRARY_FILE))).isFile();
  } catch {
    return false;
  }
}

async function ensureFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 }); // nobody else's business; a folder that exists keeps its mode
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new Failure('invalid-input', `${folder} is a file, not a folder. Name a folder for the library.`, {
        reason: 'library/not-a-folder',
        cause: thrown,
      });
    }
    throw notWritable(folder, thrown);
  }
}

async function loadRecord(folder: string): Promise<z.infer<typeof recordSchema> | undefined> {
  const file = join(folder, LIBRARY_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw new Failure('refused', `${file} cannot be read. Check the permissions of the folder.`, {
      reason: 'library/unreadable',
      cause: thrown,
    });
  }
  const record = parseRecord(text);
  if (record === undefined) {
    throw new Failure('corrupt', `${file} is damaged. Restore a backup with "carrel restore" into a new folder.`, {
      reason: 'library/damaged',
    });
  }
  if (record.format > FORMAT) {
    throw new Failure(
      'corrupt',
      `The library ${folder} was written by a newer Carrel (format ${record.format}, this program knows ${FORMAT}). Update Carrel.`,
      { reason: 'library/format-too-new' },
    );
  }
  return record;
}

function parseRecord(text: string): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function createRecord(folder: string): Promise<z.infer<typeof recordSchema>> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (thrown) {
    throw notWritable(folder, thrown);
  }
  if (names.some((name) => !name.startsWith('.') && name !== LIBRARY_FILE)) {
    throw new Failure(
      'refused',
      `${folder} is not empty and is not a library. Name an empty or a new folder; your documents are added afterwards.`,
      { reason: 'library/folder-not-empty' },
    );
  }
  const record = { id: newId(), format: FORMAT, created: new Date().toISOString() };
  try {
    if (await createFileExclusive(join(folder, LIBRARY_FILE), `${JSON.stringify(record, undefined, 2)}\n`))
      return record;
  } catch (thrown) {
    throw notWritable(folder, thrown);
  }
  const theirs = await loadRecord(folder); // another process was faster
  if (theirs !== undefined) return theirs;
  throw new Failure('unavailable', `The library ${folder} could not be created. Try again.`, {
    reason: 'library/create-race',
  });
}

async function assertWritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK);
  } catch (thrown) {
    throw notWritable(folder, thrown);
  }
}

/** A new catalog would make a used library look empty, and drop the index that tells what it held. */
async function assertCatalogNotLost(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.includes(CATALOG_FILE)) return;
  const trace = TRACES_OF_USE.find((name) => names.includes(name));
  if (trace === undefined) return;
  throw new Failure(
    'corrupt',
    `The catalog ${join(folder, CATALOG_FILE)} is gone, but ${trace} is there. Put it back, or restore a backup with "carrel restore" into a new folder.`,
    { reason: 'catalog/missing' },
  );
}

function notWritable(folder: string, cause: unknown): Failure {
  return new Failure('refused', `The folder ${folder} cannot be written. Choose another, or change its permissions.`, {
    reason: 'library/not-writable',
    cause,
  });
}
