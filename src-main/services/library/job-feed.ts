import { Failure } from '../../../src-contract/failure.ts';
import type { JobId } from '../../../src-contract/ids.ts';
import type { JobEvent } from '../../../src-contract/job.ts';
import type { DoneItem } from './ports.ts';

/**
 * What followers of a job hear; `done` items become `source` events.
 *
 * `settled`: items from `firstSeq` up to, but not, `endSeq` are done; who follows reads them, the job need not wait.
 */
export type JobNews =
  | { readonly kind: 'done'; readonly items: readonly DoneItem[] }
  | { readonly kind: 'settled'; readonly firstSeq: number; readonly endSeq: number }
  | { readonly kind: 'progress'; readonly event: JobEvent }
  | { readonly kind: 'over' };

/** One follower: news in order, kept until they are taken. */
export interface NewsReader {
  /** The next news. @throws Failure `cancelled` when the follower leaves, `unavailable` when the library closes */
  next(signal: AbortSignal): Promise<JobNews>;
  close(): void;
}

/** Hands the news of jobs to those who follow them. */
export interface JobFeed {
  publish(job: JobId, news: JobNews): void;
  follow(job: JobId): NewsReader;
  close(): void;
}

export function createJobFeed(): JobFeed {
  const followersByJob = new Map<JobId, Set<(news: JobNews | undefined) => void>>();
  let isClosed = false;

  return {
    publish(job, news) {
      for (const tell of followersByJob.get(job) ?? []) tell(news);
    },
    follow(job) {
      const queue: JobNews[] = [];
      let hasEnded = isClosed;
      let wake = (): void => {};
      const tell = (news: JobNews | undefined): void => {
        if (news === undefined) hasEnded = true;
        else if (news.kind === 'progress' && queue.at(-1)?.kind === 'progress') queue[queue.length - 1] = news;
        else queue.push(news);
        wake();
      };
      const followers = followersByJob.get(job) ?? new Set();
      followersByJob.set(job, followers.add(tell));
      return {
        async next(signal) {
          for (;;) {
            if (signal.aborted) throw new Failure('cancelled', 'Cancelled by caller');
            const news = queue.shift();
            if (news !== undefined) return news;
            if (hasEnded)
              throw new Failure('unavailable', 'The library is closing; the job goes on at the next start.');
            await new Promise<void>((resolve) => {
              wake = () => {
                signal.removeEventListener('abort', wake);
                resolve();
              };
              signal.addEventListener('abort', wake, { once: true });
            });
          }
        },
        close() {
          followers.delete(tell);
          if (followers.size === 0) followersByJob.delete(job);
        },
      };
    },
    close() {
      isClosed = true;
      for (const followers of followersByJob.values()) for (const tell of followers) tell(undefined);
    },
  };
}
