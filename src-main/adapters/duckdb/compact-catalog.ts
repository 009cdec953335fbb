/**
 * Writes the catalog anew without the space that deleted rows left in it, when nobody has it open.
 *
 * A mark beside the file says that this is wanted. The copy is made, synced and compared with the original row by row
 * before it takes its place by one rename; killed anywhere, one valid catalog and the mark are there, and the next close
 * or start begins anew. Never while the database is open for others: an instance of it that lingers would take a
 * new file's write-ahead log for its own.
 */
import { renameSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { syncFolder, writeFileAtomic } from '../../platform/atomic-file.ts';
import { freeBytes } from '../files/system-probes.ts';
import { catalogInspector, createCatalogCopier } from './catalog-copy.ts';

/** What became of the wish; `unneeded` without one. A failure leaves the catalog as it was, and the wish. */
export type Compaction =
  | { readonly outcome: 'unneeded' | 'compacted' }
  | {
      readonly outcome: 'postponed';
      readonly reason: 'unclean-end' | 'no-space' | 'differs' | 'late' | 'failed';
      readonly cause?: unknown;
    };

const markOf = (path: string): string => `${path}.compact`;
const draftOf = (path: string): string => `${path}.compacting`;
/** A copy is smaller than its original; both are there for a while. A guess, unmeasured. */
const ROOM = 1.1;
/** As long as reading a catalog through after a crash may take; guesses, as there. */
const BASE_MS = 30_000;
const SLOWEST_BYTES_PER_MS = 10_000;
/** How long a copy that was interrupted may take to let go of the catalog. Guess, unmeasured. */
const GRACE_MS = 5000;

/** Says that the catalog shall be compacted once nobody has it open; on disk when it resolves. */
export async function wantCompaction(path: string): Promise<void> {
  await writeFileAtomic(markOf(path), '');
}

/**
 * Compacts the catalog if that is wanted. The caller owns it, and nothing has it open. Never throws.
 *
 * @param given when to give up, instead of after the time that the size of the catalog allows
 */
export async function compactIfWanted(path: string, given?: AbortSignal): Promise<Compaction> {
  let deadline = given;
  try {
    await removeDraft(path);
    if (!(await exists(markOf(path)))) return { outcome: 'unneeded' };
    if (await exists(`${path}.wal`)) return { outcome: 'postponed', reason: 'unclean-end' };
    const { size } = await stat(path);
    const free = await freeBytes(dirname(path));
    if (free !== undefined && free < size * ROOM) return { outcome: 'postponed', reason: 'no-space' };
    deadline ??= AbortSignal.timeout(BASE_MS + Math.ceil(size / SLOWEST_BYTES_PER_MS));
    return await orLate(compact(path, deadline), deadline);
  } catch (cause) {
    await removeDraft(path).catch(() => undefined); // the next time removes it
    return { outcome: 'postponed', reason: deadline?.aborted === true ? 'late' : 'failed', cause };
  }
}

async function compact(path: string, deadline: AbortSignal): Promise<Compaction> {
  const draft = draftOf(path);
  const before = await copyTo(path, draft, deadline);
  const { digest } = await catalogInspector.inspect(draft, deadline);
  if (digest !== before) {
    await removeDraft(path);
    return { outcome: 'postponed', reason: 'differs' };
  }
  await syncFile(draft);
  await rm(`${draft}.wal`, { force: true });
  if (deadline.aborted) return { outcome: 'postponed', reason: 'late' };
  renameSync(draft, path); // in one step with the look at the deadline: afterwards somebody may have it open
  await syncFolder(dirname(path));
  await rm(markOf(path), { force: true });
  return { outcome: 'compacted' };
}

/**
 * What becomes of the copy, which the deadline interrupts.
 *
 * It has to let go of the catalog before that is opened: closing it later would drop the lock of whoever has it then.
 * But a damaged file can make the database hang (see check-after-crash.ts), and nobody waits for that for ever.
 */
async function orLate(copy: Promise<Compaction>, deadline: AbortSignal): Promise<Compaction> {
  const { promise, resolve } = Promise.withResolvers<Compaction>();
  let timer: NodeJS.Timeout | undefined;
  const giveGrace = (): void => {
    timer = setTimeout(() => resolve({ outcome: 'postponed', reason: 'late' }), GRACE_MS);
  };
  deadline.addEventListener('abort', giveGrace, { once: true });
  try {
    return await Promise.race([copy, promise]);
  } finally {
    deadline.removeEventListener('abort', giveGrace);
    clearTimeout(timer);
  }
}

/** Copies all tables with their sequences; answers with the digest of every row that was read. */
async function copyTo(path: string, draft: string, signal: AbortSignal): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS original (READ_ONLY)`);
    await connection.run('USE original');
    const copier = createCatalogCopier({ read: (work) => work(connection) }, path);
    const { digest } = await copier.copyTo(draft, signal);
    await connection.run('USE memory');
    await connection.run('DETACH original');
    return digest;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeDraft(path: string): Promise<void> {
  for (const file of [draftOf(path), `${draftOf(path)}.wal`]) await rm(file, { force: true });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
