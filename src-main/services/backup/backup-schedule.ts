import type { BackupFile, BackupList } from '../../../src-contract/backup.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { NewRecovery } from '../../../src-contract/recovery.ts';
import type { Log } from '../../platform/log.ts';

const HOUR_MS = 3_600_000;
const INTERVAL_MS = { daily: 24 * HOUR_MS, weekly: 7 * 24 * HOUR_MS } as const;
/** A start is not slowed by a backup that has become due meanwhile. Guess, unmeasured. */
const FIRST_LOOK_MS = 60_000;
/** First part of the name of a scheduled backup; those of other names are never pruned. */
export const SCHEDULED_NAME = 'scheduled';

export interface BackupScheduleDeps {
  readonly settings: () => { readonly every: BackupList['schedule']['every']; readonly keep: number };
  /** Latest first. */
  readonly list: () => Promise<readonly BackupFile[]>;
  readonly create: (signal: AbortSignal) => Promise<unknown>;
  readonly remove: (file: string) => Promise<void>;
  /** Whether there is anything to back up. */
  readonly isWorthwhile: () => Promise<boolean>;
  readonly recovered: (recovery: NewRecovery) => void;
  readonly now: () => Date;
  readonly log: Log;
}

/** Writes a backup when one is due, while the library is open in an app or a server. */
export interface BackupSchedule {
  status(): Promise<BackupList['schedule']>;
  /** Looks soon and then every hour. A short command never calls it. */
  start(): void;
  /** Writes and prunes when one is due; never rejects. */
  look(): Promise<void>;
  /** Stops a backup under way; nothing of it is left. */
  close(): Promise<void>;
}

export function createBackupSchedule(deps: BackupScheduleDeps): BackupSchedule {
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let failure: string | undefined;

  async function dueAt(): Promise<Date | undefined> {
    const { every } = deps.settings();
    if (every === 'off' || !(await deps.isWorthwhile())) return undefined;
    const latest = (await deps.list()).find(({ kind }) => kind === 'scheduled');
    const now = deps.now().getTime();
    if (latest === undefined) return new Date(now);
    // A clock that was wrong when the latest was written must not put the next one off for years.
    return new Date(Math.min(Date.parse(latest.createdAt), now) + INTERVAL_MS[every]);
  }

  async function prune(): Promise<void> {
    const scheduled = (await deps.list()).filter(({ kind }) => kind === 'scheduled');
    for (const { file } of scheduled.slice(deps.settings().keep)) {
      await deps.remove(file);
      deps.log.info('An old scheduled backup was removed', { file });
    }
  }

  async function write(): Promise<void> {
    try {
      const due = await dueAt();
      if (due === undefined || due > deps.now()) return;
      await deps.create(closing.signal);
      failure = undefined;
      deps.log.info('A scheduled backup was written');
      await prune();
    } catch (thrown) {
      if (closing.signal.aborted || (thrown instanceof Failure && thrown.reason === 'backup/running')) return;
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      if (why !== failure)
        deps.recovered({ kind: 'backup-failed', count: 1, message: `A scheduled backup failed: ${why}` });
      failure = why;
    }
  }

  function look(): Promise<void> {
    looking ??= write().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return {
    async status() {
      const due = await dueAt();
      return {
        ...deps.settings(),
        ...(due === undefined ? {} : { dueAt: due.toISOString() }),
        ...(failure === undefined ? {} : { failure }),
      };
    },
    start() {
      const again = (afterMs: number): void => {
        timer = setTimeout(() => void look().then(() => again(HOUR_MS)), afterMs);
        timer.unref();
      };
      if (!closing.signal.aborted) again(FIRST_LOOK_MS);
    },
    look,
    async close() {
      closing.abort(new Failure('cancelled', 'The library is closing'));
      clearTimeout(timer);
      await looking;
      clearTimeout(timer); // a look that ended meanwhile set it anew
    },
  };
}
