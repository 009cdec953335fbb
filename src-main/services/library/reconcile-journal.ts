import type { NewRecovery } from '../../../src-contract/recovery.ts';
import type { LibraryDeps } from './deps.ts';
import { findMissing, isCurrent, type MissingSource } from './find-missing.ts';
import type { JobQueue } from './job-queue.ts';
import type { Acknowledged, JournalContent } from './ports.ts';
import { rereadSources } from './reread.ts';

/** Paths named in a message; the log has all of them. */
const NAMED = 5;

/**
 * Compares what was acknowledged with what the catalog holds; before anything else writes to either.
 *
 * What is missing is read again from its original where that still stands, else reported as lost. With damage in the
 * journal itself nothing is read again: a record that said "removed on purpose" may be among the unreadable ones, and
 * bringing back what somebody deleted would be worse than asking.
 */
export async function reconcileJournal(deps: LibraryDeps, queue: Pick<JobQueue, 'enqueue'>): Promise<void> {
  const journal = await deps.journal.read();
  const catalog = await deps.store.listAcknowledged();
  const missing = findMissing(journal.entries, catalog);
  if (missing.length > 0) {
    deps.log.error('Acknowledged sources are missing from the catalog', {
      count: missing.length,
      paths: missing.slice(0, 1000).map(({ source }) => source.path),
    });
  }
  if (journal.damaged > 0) reportDamage(deps, journal, missing);
  else if (missing.length > 0) await recover(deps, queue, missing);
  if (journal.damaged === 0 && missing.length === 0 && journal.exists && isCurrent(journal, catalog)) return;
  // The job that reads them again must not depend on the log that lost them before their record goes.
  if (missing.length > 0) await deps.store.settle();
  await deps.journal.rewrite(catalog, { keepOld: journal.damaged > 0 });
}

async function recover(
  deps: LibraryDeps,
  queue: Pick<JobQueue, 'enqueue'>,
  missing: readonly MissingSource[],
): Promise<void> {
  const roots = new Map(missing.map(({ root }) => [root.id, root]));
  const { queued, lost } = await rereadSources(deps, queue, [...roots.values()]);
  const isQueued = new Set(queued.map(({ id }) => id));
  const isLost = new Set(lost.map(({ id }) => id));
  const again = missing.filter(({ root }) => isQueued.has(root.id)).map(({ source }) => source);
  const gone = missing.filter(({ root }) => isLost.has(root.id)).map(({ source }) => source);
  report(deps, again, 'source-reread', 'had been acknowledged and were missing from the catalog. They are read again');
  report(
    deps,
    gone,
    'source-lost',
    'had been acknowledged, are missing from the catalog, and their originals are gone, too. Restore a backup, or add them again',
  );
}

function reportDamage(deps: LibraryDeps, journal: JournalContent, missing: readonly MissingSource[]): void {
  deps.recovered({
    kind: 'journal-damaged',
    count: journal.damaged,
    message: `${counted(journal.damaged, 'record')} of the acknowledgement journal could not be read. The file was put aside and made anew from the catalog.`,
  });
  const sources = missing.map(({ source }) => source);
  report(
    deps,
    sources,
    'source-lost',
    'are named by the damaged journal and not in the catalog. Unless you removed them, add them again',
  );
}

function report(
  deps: LibraryDeps,
  sources: readonly Acknowledged[],
  kind: NewRecovery['kind'],
  sentence: string,
): void {
  if (sources.length === 0) return;
  const message = `${counted(sources.length, 'source')} ${sentence}: ${named(sources.map(({ path }) => path))}.`;
  deps.recovered({ kind, count: sources.length, message });
}

/** The first paths, and how many more there are. */
export function named(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return `${paths.slice(0, NAMED).join(', ')}${more}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
