import type { Limit } from '../../../src-contract/answer.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { Passage } from '../../../src-contract/passage.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import type { AnswerInProgress } from './answer-in-progress.ts';
import { sourcesStale } from './limits.ts';
import type { SourceFreshness } from './ports.ts';

/** Looking at size and time of the files found. A guess. */
const CHECK_MS = 250;
/**
 * Counting changes of the largest checkout takes about as long (adapters/git/count-changes.ts), and it begins before the
 * writing, with which it shares a thread; this much longer than the answer takes is worth it. A guess.
 */
const COUNT_MS = 250;
/** More files than this are not read while somebody waits. Guesses, unmeasured. */
const MOST_REREAD = 3;
const REREAD_MS = 1500;

export interface Freshened {
  /** Sources were read anew: what was found has to be found again. */
  readonly isReread: boolean;
  readonly limits: readonly Limit[];
}

/**
 * Compares the files behind the passages with what is indexed; few that changed are read anew at once.
 *
 * Only files that were found are looked at: those that are not can change nothing in this answer, but new files and new
 * words in other files are met by following the folder, not here.
 */
export async function freshen(
  deps: { readonly freshness?: SourceFreshness | undefined; readonly clock: Clock; readonly log: Log },
  { answer, passages }: { readonly answer: AnswerInProgress; readonly passages: readonly Passage[] },
  signal: AbortSignal,
): Promise<Freshened> {
  const { freshness, clock, log } = deps;
  const ids = sourcesOf(passages);
  if (freshness === undefined || ids.length === 0) return { isReread: false, limits: [] };
  const checkedAt = new Date().toISOString();
  const checked = await withinBudget({ clock, budgetMs: CHECK_MS, signal }, () => freshness.findStale(ids));
  if (checked.outcome !== 'done') return { isReread: false, limits: [] };
  const { changed, gone } = checked.value;
  const isReread = await reread(deps, freshness, changed, signal);
  const stale = changed.length + gone.length;
  const reindexed = isReread ? changed.length : 0;
  answer.findings.freshness = { checkedAt, sources: ids.length, stale, reindexed, pagesWithoutText: 0 };
  if (stale > 0) log.info('Sources changed since they were read', { stale, reindexed });
  return { isReread, limits: stale > reindexed ? [sourcesStale(stale - reindexed)] : [] };
}

const sourcesOf = (passages: readonly Passage[]): SourceId[] => [...new Set(passages.map(({ source }) => source.id))];

/**
 * Begins to count what changed in the git checkouts of the sources found; `tellCheckouts` takes the result.
 *
 * On the thread of everything else: to be called when nothing is left to do before the writing.
 */
export function beginCheckouts(
  { freshness, log }: { readonly freshness?: SourceFreshness | undefined; readonly log: Log },
  { answer, passages }: { readonly answer: AnswerInProgress; readonly passages: readonly Passage[] },
  signal: AbortSignal,
): void {
  if (freshness === undefined || answer.findings.freshness === undefined) return; // there is no receipt to write it into
  const ids = sourcesOf(passages);
  const counting = new AbortController();
  const found = freshness.checkouts(ids, AbortSignal.any([signal, counting.signal])).catch((thrown: unknown) => {
    log.warn('Git checkouts could not be looked at', { error: String(thrown) });
    return []; // the answer stands without
  });
  answer.checkouts = { found, endCounting: () => counting.abort() };
}

/** Writes into the receipt at which commits its sources were, and how many files of those checkouts had changed. */
export async function tellCheckouts(clock: Clock, answer: AnswerInProgress, signal: AbortSignal): Promise<void> {
  const { checkouts } = answer;
  if (checkouts === undefined) return;
  let timed = await withinBudget({ clock, budgetMs: COUNT_MS, signal }, () => checkouts.found);
  checkouts.endCounting();
  if (timed.outcome === 'late')
    timed = await withinBudget({ clock, budgetMs: CHECK_MS, signal }, () => checkouts.found);
  const { freshness } = answer.findings;
  if (timed.outcome !== 'done' || timed.value.length === 0 || freshness === undefined) return;
  answer.findings.freshness = { ...freshness, checkouts: [...timed.value] };
}

async function reread(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  freshness: SourceFreshness,
  changed: readonly SourceId[],
  signal: AbortSignal,
): Promise<boolean> {
  if (changed.length === 0 || changed.length > MOST_REREAD) return false;
  const timed = await withinBudget({ clock, budgetMs: REREAD_MS, signal }, (either) =>
    freshness.reread(changed, either),
  );
  if (timed.outcome === 'failed') log.warn('Sources could not be read anew', { error: String(timed.thrown) });
  return timed.outcome === 'done';
}
