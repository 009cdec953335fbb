import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../src-contract/failure.ts';
import { createFileExclusive, errorCode, writeFileAtomic } from './atomic-file.ts';
import { isProcessAlive, processStart } from './process-identity.ts';

const LOCK_FILE = 'lock';
const KEY_FILE = 'owner.key';
/** How often to look again at a lock that is being written or was just given up. */
const ATTEMPTS = 20;
const ATTEMPT_WAIT_MS = 50;

/** What the lock file says. `token` tells two locks of one process apart. */
const lockSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  token: z.string(),
  started: z.string().optional(),
  url: z.string().optional(),
});
type LockRecord = z.infer<typeof lockSchema>;

/** The process that owns a folder; `url` and `key` open its loopback host, once it published it. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly url?: string;
  readonly key?: string;
}

/** Held by the one process that owns a folder. */
export interface OwnerLock {
  /** The secret that opens the owner's loopback host; on disk only in a file that the user alone can read. */
  readonly key: string;
  /** Writes the address of the loopback host into the lock file, so that other processes can attach. */
  publishAddress(url: string): Promise<void>;
  /** Deletes key and lock. Does nothing when the lock is no longer ours. */
  release(): Promise<void>;
}

/**
 * Makes this process the owner of `folder`.
 *
 * The lock file is created exclusively. The lock of a process that is gone (id unknown on this host, or used again by
 * a process with another start time) is taken over; the lock of another host is respected.
 *
 * @throws Failure `unavailable`, reason `library/owned`, with pid, host and address of the owner in the details
 */
export async function acquireOwnerLock(folder: string): Promise<OwnerLock> {
  const lockFile = join(folder, LOCK_FILE);
  const started = await processStart(process.pid);
  const record: LockRecord = {
    pid: process.pid,
    host: hostname(),
    token: randomBytes(12).toString('hex'),
    ...(started === undefined ? {} : { started }),
  };
  await takeLock(folder, lockFile, record);
  const key = randomBytes(32).toString('base64url');
  await writeFileAtomic(join(folder, KEY_FILE), key, { mode: 0o600 });

  return {
    key,
    async publishAddress(url) {
      await assertOurs(lockFile, record);
      await writeFileAtomic(lockFile, JSON.stringify({ ...record, url }));
    },
    async release() {
      const current = await loadLock(lockFile);
      if (current === undefined || current === 'unreadable' || current.token !== record.token) return;
      await rm(join(folder, KEY_FILE), { force: true });
      await rm(lockFile, { force: true });
    },
  };
}

/** Finds the living owner of `folder`; undefined when nobody owns it. */
export async function readOwner(folder: string): Promise<Owner | undefined> {
  const record = await loadLock(join(folder, LOCK_FILE));
  if (record === undefined || record === 'unreadable' || (await isStale(record))) return undefined;
  const key = await readFile(join(folder, KEY_FILE), 'utf8').catch(() => undefined); // another user's key stays closed
  return {
    pid: record.pid,
    host: record.host,
    ...(record.url === undefined ? {} : { url: record.url }),
    ...(key === undefined || key === '' ? {} : { key }),
  };
}

async function takeLock(folder: string, lockFile: string, record: LockRecord): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await createFileExclusive(lockFile, JSON.stringify(record))) {
      await assertOurs(lockFile, record);
      return;
    }
    const current = await loadLock(lockFile);
    if (current === 'unreadable' && attempt < ATTEMPTS / 2) {
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_WAIT_MS)); // it may be half written
    } else if (current !== undefined && (current === 'unreadable' || (await isStale(current)))) {
      await removeStale(lockFile, current);
    } else if (current !== undefined) {
      throw owned(folder, current);
    }
  }
  throw new Failure('unavailable', `The library ${folder} could not be locked. Try again in a moment.`, {
    reason: 'library/lock-busy',
  });
}

/**
 * Removes a stale lock without removing the fresh one of somebody who was faster.
 *
 * The lock is renamed to a name of our own first: of several processes one gets it. If what we got is not what we
 * judged stale, it is put back.
 */
async function removeStale(lockFile: string, judged: LockRecord | 'unreadable'): Promise<void> {
  const aside = `${lockFile}.${randomBytes(6).toString('hex')}.stale`;
  try {
    await rename(lockFile, aside);
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return;
    throw thrown;
  }
  const taken = await loadLock(aside);
  const isJudged =
    taken === judged || (typeof taken === 'object' && typeof judged === 'object' && taken.token === judged.token);
  if (!isJudged) {
    await link(aside, lockFile).catch((thrown: unknown) => {
      if (errorCode(thrown) !== 'EEXIST') throw thrown; // a third was faster: the lock is taken either way
    });
  }
  await rm(aside, { force: true });
}

async function assertOurs(lockFile: string, record: LockRecord): Promise<void> {
  const current = await loadLock(lockFile);
  if (typeof current === 'object' && current.token === record.token) return;
  throw new Failure('unavailable', 'Another process took the library over. Close this one and start it again.', {
    reason: 'library/lock-lost',
  });
}

async function loadLock(lockFile: string): Promise<LockRecord | 'unreadable' | undefined> {
  let text: string;
  try {
    text = await readFile(lockFile, 'utf8');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw new Failure('unavailable', `The lock file ${lockFile} cannot be read. Check its permissions.`, {
      reason: 'library/lock-unreadable',
      cause: thrown,
    });
  }
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch {
    return 'unreadable'; // cut short by a crash, or being written
  }
}

async function isStale(record: LockRecord): Promise<boolean> {
  if (record.host !== hostname()) return false;
  if (!isProcessAlive(record.pid)) return true;
  const started = await processStart(record.pid);
  return record.started !== undefined && started !== undefined && record.started !== started;
}

function owned(folder: string, owner: LockRecord): Failure {
  const where = owner.host === hostname() ? '' : ` on the computer ${owner.host}`;
  const advice =
    owner.host === hostname()
      ? 'Close that program, or work through it.'
      : `Close it there; if that computer no longer runs Carrel, delete the file ${join(folder, LOCK_FILE)}.`;
  return new Failure('unavailable', `The library ${folder} is open in process ${owner.pid}${where}. ${advice}`, {
    reason: 'library/owned',
    details: { pid: owner.pid, host: owner.host, folder, ...(owner.url === undefined ? {} : { url: owner.url }) },
  });
}
