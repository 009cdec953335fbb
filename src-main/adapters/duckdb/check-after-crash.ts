import { stat } from 'node:fs/promises';
import type { ChildLauncher } from '../../platform/child-process.ts';
import type { Log } from '../../platform/log.ts';
import { hangingCatalog, unreadableCatalog } from './catalog-damage.ts';
import type { CatalogReading } from './read-catalog-through.ts';

/** Opening and starting, on a machine that does much else; a guess. */
const BASE_MS = 30_000;
/** The slowest disk that is not taken for a database that hangs: 10 MB/s, a guess. */
const SLOWEST_BYTES_PER_MS = 10_000;

export interface CrashCheckOptions {
  readonly launcher: ChildLauncher;
  /** URL of `workers/catalog-reading`. */
  readonly entry: URL;
  readonly log: Log;
  /** Instead of the time that the size of the catalog allows. */
  readonly deadlineMs?: number;
}

/**
 * Reads the catalog through in a child process when the last owner did not close it, which its write-ahead log shows.
 *
 * The database can hang or end the process when bytes are damaged; opening a library then fails with a sentence
 * instead. The caller owns the library and has not opened the catalog yet.
 *
 * @throws Failure `corrupt`: `catalog/unreadable`, or `catalog/check-unfinished` after the deadline
 */
export async function checkAfterCrash(path: string, options: CrashCheckOptions): Promise<void> {
  const [catalog, log] = await Promise.all([path, `${path}.wal`].map((file) => stat(file).catch(() => undefined)));
  if (catalog === undefined || log === undefined || log.size === 0) return;
  const deadlineMs = options.deadlineMs ?? BASE_MS + (catalog.size + log.size) / SLOWEST_BYTES_PER_MS;
  const started = performance.now();
  const end = await readInChild(path, options, deadlineMs);
  options.log.info('Read the catalog through after a crash', { end, durationMs: performance.now() - started });
  if (end === 'late') throw hangingCatalog(path, Math.round(deadlineMs / 1000));
  if (typeof end === 'object') throw unreadableCatalog(path, new Error(end.problem));
}

/** `unstarted`: there was no child to ask, which says nothing about the catalog. */
type End = 'sound' | 'late' | 'unstarted' | { readonly problem: string };

/** Resolves when the child is gone, so that its lock on the file is too. */
function readInChild(path: string, { launcher, entry }: CrashCheckOptions, deadlineMs: number): Promise<End> {
  const child = launcher.launch(entry, { name: 'Carrel catalog check' });
  let end: End = 'unstarted';
  return new Promise((resolve) => {
    const finish = (how: End) => {
      end = how;
      child.kill();
    };
    const timer = setTimeout(() => finish('late'), deadlineMs);
    child.onMessage((message) => {
      const said = message as CatalogReading;
      if (said.kind === 'started') {
        end = { problem: 'The process that read it ended' };
        child.send(path);
      } else {
        finish(said.problem === undefined ? 'sound' : { problem: said.problem });
      }
    });
    child.onExit(() => {
      clearTimeout(timer);
      resolve(end);
    });
  });
}
