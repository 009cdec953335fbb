import { dirname, isAbsolute, join, parse, relative } from 'node:path';
import type { BackupSummary } from '../../../src-contract/backup.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { assertNameForDatabase } from '../../platform/database-name.ts';
import { type BackupManifest, CATALOG_NAME, LIBRARY_NAME } from './backup-format.ts';
import type { BackupArchive, BackupFiles, CatalogInspector } from './ports.ts';

/** What reading a backup needs; no library has to be open. */
export interface BackupReaderDeps {
  readonly archive: BackupArchive;
  readonly files: BackupFiles;
  readonly inspector: CatalogInspector;
  /** The newest catalog this program can open. */
  readonly catalogVersion: number;
}

export interface BackupProgress {
  readonly type: 'progress';
  readonly stage: 'catalog' | 'originals' | 'packing' | 'verifying' | 'unpacking';
  readonly done: number;
  readonly total: number;
}

export type Report = (progress: BackupProgress) => void;

export const TEMPORARY_PREFIX = '.carrel-backup-';

/** Unpacking must leave the disk usable. Guess, unmeasured. */
const SPARE_BYTES = 32 * 1024 * 1024;

/**
 * Checks a backup completely: every byte against its SHA-256, and the catalog by opening and reading it.
 *
 * @param workFolder where the catalog is unpacked for the check; a temporary folder beside the backup when absent
 * @throws Failure `corrupt`, `invalid-input`, `unsupported`, `exhausted`
 */
export async function verifyBackup(
  deps: BackupReaderDeps,
  file: string,
  options: { readonly signal: AbortSignal; readonly report?: Report; readonly workFolder?: string },
): Promise<{ readonly manifest: BackupManifest; readonly digest: string }> {
  const folder = options.workFolder ?? (await deps.files.makeTemporary(dirname(file), TEMPORARY_PREFIX));
  try {
    const manifest = await unpackTo(deps, file, folder, (name) => name === CATALOG_NAME, 'verifying', options);
    const content = await deps.inspector.inspect(join(folder, CATALOG_NAME), options.signal);
    assertSameCounts(file, manifest, content.tables);
    return { manifest, digest: content.digest };
  } finally {
    if (options.workFolder === undefined) await deps.files.remove(folder);
  }
}

/**
 * Unpacks a backup into a new or empty folder.
 *
 * Everything is unpacked and checked in a folder beside the target first; the target appears by one rename, whole, or
 * not at all. The index is not in a backup: it is built again when the library is opened.
 *
 * @throws Failure `conflict` when the target has content, `invalid-input` when no library can be kept there, and as
 * `verifyBackup`
 */
export async function restoreBackup(
  deps: BackupReaderDeps,
  input: { readonly file: string; readonly into: string },
  options: { readonly signal: AbortSignal; readonly report?: Report },
): Promise<BackupSummary & { library: string }> {
  const started = performance.now();
  const { files } = deps;
  const into = await checkTarget(files, input.into);
  const sizeBytes = await files.sizeOf(absolute(input.file, 'backup'));
  await files.makeFolder(dirname(into));
  const work = await files.makeTemporary(dirname(into), TEMPORARY_PREFIX);
  try {
    const manifest = await unpackTo(deps, input.file, work, () => true, 'unpacking', options);
    const content = await deps.inspector.inspect(join(work, CATALOG_NAME), options.signal);
    assertSameCounts(input.file, manifest, content.tables);
    if (options.signal.aborted) throw new Failure('cancelled', 'The restore was stopped');
    await files.publishFolder(work, into);
    return { file: input.file, library: into, sizeBytes, ...content.counts, seconds: seconds(started) };
  } finally {
    await files.remove(work);
  }
}

/** Lets through the first, the last, and one for each hundredth on the way. */
export function inSteps(report: (done: number, total: number) => void): (done: number, total: number) => void {
  let shown = Number.NEGATIVE_INFINITY;
  return (done, total) => {
    if (done < total && done - shown < total / 100) return;
    shown = done;
    report(done, total);
  };
}

export function seconds(started: number): number {
  return (performance.now() - started) / 1000;
}

/** @throws Failure `invalid-input` */
export function absolute(path: string, what: string): string {
  if (isAbsolute(path) && !path.includes('\0')) return path;
  throw new Failure('invalid-input', `The path of the ${what} must be absolute; ${JSON.stringify(path)} is not.`, {
    reason: 'backup/relative-path',
  });
}

async function unpackTo(
  deps: BackupReaderDeps,
  file: string,
  folder: string,
  wants: (name: string) => boolean,
  stage: BackupProgress['stage'],
  options: { readonly signal: AbortSignal; readonly report?: Report },
): Promise<BackupManifest> {
  const manifest = await deps.archive.unpack({
    file,
    folder,
    wants,
    signal: options.signal,
    onHeader: ({ totalBytes }) => assertSpace(deps.files, folder, totalBytes + SPARE_BYTES),
    onBytes: inSteps((done, total) => options.report?.({ type: 'progress', stage, done, total })),
  });
  const names = new Set(manifest.entries.map(({ name }) => name));
  if (!names.has(CATALOG_NAME) || !names.has(LIBRARY_NAME)) {
    throw new Failure('corrupt', `The backup ${file} holds no library. Choose another backup.`, {
      reason: 'backup/incomplete',
    });
  }
  if (manifest.catalog.version > deps.catalogVersion) {
    throw new Failure('unsupported', `The backup ${file} was written by a newer Carrel. Update Carrel and try again.`, {
      reason: 'catalog/format-too-new',
    });
  }
  return manifest;
}

/** @throws Failure `exhausted` */
export async function assertSpace(files: BackupFiles, folder: string, neededBytes: number): Promise<void> {
  const free = await files.freeBytes(folder);
  if (free === undefined || free >= neededBytes) return;
  const inMb = (bytes: number): number => Math.ceil(bytes / 1e6);
  throw new Failure(
    'exhausted',
    `There is not enough free space in ${folder}: ${inMb(neededBytes)} MB are needed, ${inMb(free)} MB are free. Make room or choose another disk.`,
    { reason: 'backup/no-space', details: { neededBytes, freeBytes: free } },
  );
}

async function checkTarget(files: BackupFiles, path: string): Promise<string> {
  const into = absolute(path, 'library folder').replace(/(?<=.)[\\/]+$/, '');
  if (relative(parse(into).root, into) === '') {
    throw new Failure('invalid-input', `A library cannot be restored into ${into}. Name a folder in it.`, {
      reason: 'backup/target-is-root',
    });
  }
  assertNameForDatabase(into, 'library');
  const kind = await files.kindOf(into);
  if (kind === 'absent' || kind === 'empty-folder') return into;
  throw new Failure(
    'conflict',
    kind === 'file'
      ? `${into} is a file. Restore into a folder that does not exist yet.`
      : `The folder ${into} is not empty. Restore into a folder that does not exist yet; nothing was changed.`,
    { reason: 'backup/target-not-empty' },
  );
}

function assertSameCounts(file: string, manifest: BackupManifest, tables: Readonly<Record<string, number>>): void {
  const expected = Object.entries(manifest.catalog.tables);
  const isSame = expected.length === Object.keys(tables).length && expected.every(([name, n]) => tables[name] === n);
  if (isSame) return;
  throw new Failure(
    'corrupt',
    `The catalog in the backup ${file} does not hold what its manifest says. Choose another backup.`,
    {
      reason: 'backup/counts-differ',
    },
  );
}
