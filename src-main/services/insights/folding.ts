import type { Log } from '../../platform/log.ts';
import type { InsightsSettings, SpanSink, TraceStore } from './ports.ts';

export interface FoldingDeps {
  readonly store: Pick<TraceStore, 'fold' | 'removeBefore'>;
  readonly spans: Pick<SpanSink, 'removeBefore'>;
  readonly settings: () => InsightsSettings;
  readonly log: Log;
  readonly now: () => Date;
  readonly foldAfterMs?: number;
}

/** Decides when rows leave the journal and when old days go. */
export interface Folding {
  rowWritten(): void;
  /** Now; what cannot be folded stays in the journal and is read from there. Never throws. */
  fold(): Promise<void>;
  stop(): void;
}

/** Long enough to fold a burst of answers once, short enough for who looks at the files. Guesses, unmeasured. */
const FOLD_AFTER_MS = 2_000;
const FOLD_AT_LATEST_MS = 15_000;
/** Spans are for looking into what just happened. A guess. */
const KEEP_SPANS_DAYS = 7;
const DAY_MS = 86_400_000;

/** Folds a moment after the last row, and what an earlier process left a moment after the start. */
export function createFolding(deps: FoldingDeps): Folding {
  const { store, spans, settings, log, now, foldAfterMs = FOLD_AFTER_MS } = deps;
  let timer: NodeJS.Timeout | undefined;
  let waitingSince: number | undefined;
  let isStopped = false;

  function plan(): void {
    if (isStopped) return;
    clearTimeout(timer);
    waitingSince ??= performance.now();
    const left = FOLD_AT_LATEST_MS - (performance.now() - waitingSince);
    timer = setTimeout(() => void fold(), Math.max(0, Math.min(foldAfterMs, left)));
    timer.unref(); // closing folds as well
  }

  async function fold(): Promise<void> {
    clearTimeout(timer);
    waitingSince = undefined;
    try {
      await store.fold();
      await removeOld();
    } catch (thrown) {
      log.warn('Answer traces stay in their journal for now', { error: thrown });
    }
  }

  async function removeOld(): Promise<void> {
    const keepDays = settings()['traces.keepDays'];
    await store.removeBefore(dayBefore(now(), keepDays - 1));
    await spans.removeBefore(dayBefore(now(), Math.min(keepDays, KEEP_SPANS_DAYS) - 1));
  }

  plan();
  return {
    rowWritten: plan,
    fold,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** The day so many days before, in UTC; negative: after. */
function dayBefore(time: Date, days: number): string {
  return new Date(time.getTime() - days * DAY_MS).toISOString().slice(0, 10);
}
