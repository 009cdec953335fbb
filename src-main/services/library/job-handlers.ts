import type { JobId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { JobEvent } from '../../../src-contract/job.ts';
import type { LibraryDeps } from './deps.ts';
import type { JobFeed } from './job-feed.ts';
import type { JobQueue } from './job-queue.ts';
import { isOver } from './job-tracker.ts';
import type { ToldItem } from './ports.ts';

type JobHandlers = Pick<
  CarrelHandlers['library'],
  'listJobs' | 'followJob' | 'pauseJob' | 'resumeJob' | 'cancelJob' | 'retryJob'
>;

/** Acknowledged items read at once when a follower comes late. */
const REPLAY_WINDOW = 2000;

/** Handlers that look at jobs and steer them. */
export function createJobHandlers(deps: LibraryDeps, queue: JobQueue, feed: JobFeed): JobHandlers {
  return {
    listJobs: async () => queue.snapshots().reverse(),
    /** First what was acknowledged before the follower came, then the news; each source once. */
    async *followJob({ id }, { signal }) {
      const reader = feed.follow(id);
      try {
        const tracker = await queue.tracker(id);
        const wasOver = isOver(tracker.state());
        const seen = new Set<number>();
        yield* replay(deps, id, seen, { firstSeq: 0, endSeq: Number.POSITIVE_INFINITY });
        yield tracker.progress(deps.now());
        // Its end is the last news: what came before is told, however slowly it is taken.
        while (!wasOver) {
          const news = await reader.next(signal);
          if (news.kind === 'over') break;
          if (news.kind === 'progress') yield news.event;
          else if (news.kind === 'settled') yield* replay(deps, id, seen, news);
          else for (const item of news.items) if (!seen.has(item.seq)) yield sourceEvent(item);
        }
        return tracker.summary(deps.now());
      } finally {
        reader.close();
      }
    },
    async pauseJob({ id }) {
      await queue.pause(id);
      return {};
    },
    async resumeJob({ id }) {
      await queue.resume(id);
      return {};
    },
    async cancelJob({ id }) {
      await queue.cancel(id);
      return {};
    },
    retryJob: async ({ id }) => ({ job: await queue.retry(id) }),
  };
}

/** What is done with these numbers, as far as it was not told. */
async function* replay(
  deps: LibraryDeps,
  id: JobId,
  seen: Set<number>,
  { firstSeq, endSeq }: { readonly firstSeq: number; readonly endSeq: number },
): AsyncGenerator<JobEvent, void, void> {
  for (let after = firstSeq - 1; after < endSeq - 1; ) {
    const window = await deps.jobs.doneItems(id, after, REPLAY_WINDOW);
    for (const item of window) {
      if (item.seq >= endSeq || seen.has(item.seq)) continue;
      seen.add(item.seq);
      yield sourceEvent(item);
    }
    const last = window.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

function sourceEvent({ source, unchanged }: ToldItem): JobEvent {
  const { id, path, title, status, reason, chunks, pages, excerpt } = source;
  return {
    type: 'source',
    id,
    path,
    title,
    status,
    reason,
    chunks,
    pages,
    excerpt,
    ...(unchanged ? { unchanged } : {}),
  };
}
