import { basename, dirname, join, relative } from 'node:path';
import type { BackupSummary } from '../../../src-contract/backup.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { assertNameForDatabase } from '../../platform/database-name.ts';
import { BACKUP_EXTENSION, BACKUP_VERSION, CATALOG_NAME } from './backup-format.ts';
import type { CatalogCopier } from './ports.ts';
import {
  absolute,
  assertSpace,
  type BackupReaderDeps,
  inSteps,
  type Report,
  seconds,
  TEMPORARY_PREFIX,
  verifyBackup,
} from './restore-backup.ts';

export interface BackupWriterDeps extends BackupReaderDeps {
  /** Absolute path of the library. */
  readonly libraryFolder: string;
  readonly catalog: CatalogCopier;
  /** Version of this program. */
  readonly program: string;
  readonly now: () => Date;
}

/** Headers, manifest and what the archive adds to each file. Guess, generous. */
const SPARE_BYTES = 32 * 1024 * 1024;

/**
 * Writes a backup of the open library and verifies it by reading it back.
 *
 * A snapshot of the catalog first, the originals after it: an original is stored before the catalog knows it, so none
 * that the snapshot names can be missing. Everything happens in a folder beside the target; the file appears by one
 * rename after it has been read back, its checksums compared, and its catalog opened and compared row by row.
 *
 * @param name first part of the file name when `file` is empty
 */
export async function createBackup(
  deps: BackupWriterDeps,
  input: { readonly file: string; readonly overwrite: boolean; readonly name?: string },
  options: { readonly signal: AbortSignal; readonly report?: Report },
): Promise<BackupSummary> {
  const started = performance.now();
  const { files, libraryFolder } = deps;
  const backups = join(libraryFolder, 'backups');
  const file = input.file === '' ? await defaultFile(deps, backups, input.name ?? 'carrel') : input.file;
  await checkTarget(deps, file, input.overwrite);
  if (dirname(file) === backups) await files.sweepTemporary(backups, TEMPORARY_PREFIX);
  const work = await files.makeTemporary(dirname(file), TEMPORARY_PREFIX);
  try {
    const packed = join(work, 'packed');
    const { content, digest } = await writeAndVerify(deps, work, packed, options);
    if (content.digest !== digest) {
      throw new Failure(
        'corrupt',
        `The backup ${file} did not read back as it was written. Check the disk and try again.`,
        {
          reason: 'backup/verification-failed',
        },
      );
    }
    // Somebody may have put a file there while we worked; that one is not ours to replace.
    await checkTarget(deps, file, input.overwrite);
    if (options.signal.aborted) throw new Failure('cancelled', 'The backup was stopped');
    await files.publishFile(packed, file);
    return { file, sizeBytes: await files.sizeOf(file), ...content.counts, seconds: seconds(started) };
  } finally {
    await files.remove(work);
  }
}

async function writeAndVerify(
  deps: BackupWriterDeps,
  work: string,
  packed: string,
  options: { readonly signal: AbortSignal; readonly report?: Report },
) {
  const { files, libraryFolder } = deps;
  const { signal, report } = options;
  const catalogBytes = await deps.catalog.sizeBytes();
  const listed = await files.listLibraryFiles(libraryFolder);
  const originalBytes = listed.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  // The copy, the archive (at worst as large as its content), and the copy once more to verify.
  await assertSpace(files, work, 3 * catalogBytes + originalBytes + SPARE_BYTES);

  report?.({ type: 'progress', stage: 'catalog', done: 0, total: catalogBytes });
  const copy = join(work, CATALOG_NAME);
  const content = await deps.catalog.copyTo(copy, signal);
  report?.({ type: 'progress', stage: 'catalog', done: catalogBytes, total: catalogBytes });
  const entries = [
    { name: CATALOG_NAME, file: copy, sizeBytes: await files.sizeOf(copy) },
    ...(await files.listLibraryFiles(libraryFolder)),
  ];
  await deps.archive.pack({
    file: packed,
    header: {
      format: 'carrel-backup',
      version: BACKUP_VERSION,
      createdAt: deps.now().toISOString(),
      program: deps.program,
    },
    entries,
    content,
    onBytes: inSteps((done, total) => report?.({ type: 'progress', stage: 'packing', done, total })),
    signal,
  });
  await files.remove(copy);
  const { digest } = await verifyBackup(deps, packed, { ...options, workFolder: work });
  return { content, digest };
}

async function defaultFile(deps: BackupWriterDeps, backups: string, name: string): Promise<string> {
  await deps.files.makeFolder(backups);
  const stem = `${name}-${timeStamp(deps.now())}`;
  for (let attempt = 1; ; attempt++) {
    const file = join(backups, `${stem}${attempt === 1 ? '' : `-${attempt}`}${BACKUP_EXTENSION}`);
    if ((await deps.files.kindOf(file)) === 'absent') return file;
  }
}

async function checkTarget(deps: BackupWriterDeps, file: string, overwrite: boolean): Promise<void> {
  absolute(file, 'backup');
  assertNameForDatabase(dirname(file), 'backup'); // the catalog is copied beside it first
  const inLibrary = relative(deps.libraryFolder, file).replaceAll('\\', '/');
  if (!inLibrary.startsWith('..') && !inLibrary.startsWith('backups/') && dirname(file) !== file) {
    const message = `A backup cannot be written to ${file}, among the files of the library. Choose another folder.`;
    throw new Failure('refused', message, { reason: 'backup/inside-library' });
  }
  const kind = await deps.files.kindOf(file);
  if (kind === 'folder' || kind === 'empty-folder') {
    throw new Failure('invalid-input', `${file} is a folder. Give the name of a file in it.`, {
      reason: 'backup/target-is-folder',
    });
  }
  if (kind === 'file' && !overwrite) {
    throw new Failure('conflict', `${file} exists already. Choose another name, or allow it to be overwritten.`, {
      reason: 'backup/target-exists',
    });
  }
  if ((await deps.files.kindOf(dirname(file))) === 'absent') {
    throw new Failure(
      'not-found',
      `The folder ${dirname(file)} for ${basename(file)} does not exist. Create it first.`,
      {
        reason: 'backup/no-folder',
      },
    );
  }
}

/** Local time, as people name files: 2026-03-09-174502. */
function timeStamp(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
