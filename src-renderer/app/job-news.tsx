import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';
import type { Job } from '../../src-contract/job.ts';
import { carrel } from '../lib/client.ts';
import { isQuietJob } from '../lib/quiet-jobs.ts';
import { showUndo } from '../lib/show-undo.ts';
import { useSystem } from '../lib/system-store.ts';
import { announce } from './announcer.tsx';
import { go } from './route.ts';

/** Says in one sentence what a job did when it has ended, with a way to what failed. */
export function JobNews() {
  const t = useTranslations('jobs');
  const common = useTranslations('common');
  const jobs = useSystem((state) => state.status?.jobs);
  const stateById = useRef<Map<string, Job['state']> | undefined>(undefined);

  useEffect(() => {
    if (jobs === undefined) return;
    const known = stateById.current;
    stateById.current = new Map(jobs.map((job) => [job.id, job.state]));
    // Jobs that had ended before this window opened are no news; a short one may be seen only when it has ended.
    if (known === undefined) return;
    for (const job of jobs) {
      if (known.get(job.id) === job.state || isQuietJob(job.id)) continue;
      if (job.state === 'done') tell(job);
      if (job.state === 'failed') toast.error(t('failed', { collection: job.collection, error: job.error ?? '' }));
    }
    function tell(job: Job): void {
      if (job.kind === 'rebuild') {
        const rebuilt = t('rebuilt', { collection: job.collection });
        announce(rebuilt);
        toast(rebuilt);
        return;
      }
      const { ok = 0, partial = 0, ...rest } = job.counts;
      const empty = job.empty ?? 0;
      const failed = Object.values(rest).reduce((sum, count) => sum + count, 0) - empty;
      const sentence = t('ended', {
        ready: ok + partial,
        failed,
        empty,
        unchanged: job.unchanged,
        leftOut: job.kind === 'watch' ? 0 : job.leftOut.reduce((sum, { files, folders }) => sum + files + folders, 0),
        collection: job.collection,
      });
      const isNews = job.removed === 0 || ok + partial + failed + empty > 0;
      if (isNews) {
        announce(sentence);
        toast(sentence, {
          ...(failed === 0 ? {} : { action: { label: t('show'), onClick: () => go('library', job.collectionId) } }),
        });
      }
      if (job.removed > 0) {
        const gone = t('gone', { count: job.removed, collection: job.collection });
        announce(gone);
        showUndo(gone, common('undo'), async () => void (await carrel().library.restoreRemoved({ id: job.id })));
      }
    }
  }, [jobs, t, common]);
  return null;
}
