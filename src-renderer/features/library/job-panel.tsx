import { ChevronRight, RotateCcw, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { CollectionId } from '../../../src-contract/ids.ts';
import type { Job } from '../../../src-contract/job.ts';
import { isUnderWay, JobRow } from '../../app/jobs-button.tsx';
import { go } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useSystem } from '../../lib/system-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { dismissJob, useDismissedJobs } from './dismissed-jobs.ts';
import { splitPath } from './file-name.ts';
import { type JobReport, reportsToShow } from './job-reports.ts';
import { filterByStatus, useLibrary } from './library-store.ts';
import { StatusChip } from './status-chip.tsx';

const NO_JOBS: readonly Job[] = [];

/** Reports shown at once; the others come up as these are put away. */
const REPORTS = 2;

/** Work on a collection, or on any: what runs, then what ended with something left to do. */
export function JobPanel({ collection }: { readonly collection: CollectionId | undefined }) {
  const t = useTranslations('library');
  const all = useSystem((state) => state.status?.jobs) ?? NO_JOBS;
  const dismissed = useDismissedJobs((state) => state.ids);
  const jobs = collection === undefined ? all : all.filter((job) => job.collectionId === collection);
  const active = jobs.filter(isUnderWay);
  const reports = reportsToShow(jobs, dismissed).slice(0, REPORTS);
  if (active.length + reports.length === 0) return null;
  return (
    <section
      aria-label={t('report.title')}
      className="max-h-[45%] shrink-0 overflow-y-auto border-b border-hairline px-4 py-2.5 max-middle:px-3"
    >
      <ul className="space-y-2.5">
        {active.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
        {reports.map((report) => (
          <Report key={report.job.id} report={report} />
        ))}
      </ul>
    </section>
  );
}

/** One ended job in a sentence, with what failed grouped by reason behind it. */
function Report({ report }: { readonly report: JobReport }) {
  const t = useTranslations('library.report');
  const format = useFormat();
  const { job, canRetry } = report;
  const retry = (): void => {
    carrel()
      .library.retryJob({ id: job.id })
      .then(() => dismissJob(job.id), showFailure);
  };
  return (
    <li>
      <div className="flex items-start gap-1">
        <p className="min-w-0 flex-1 pt-1 text-n9 [overflow-wrap:anywhere]">
          <Sentence report={report} />{' '}
          {job.finishedAt === undefined ? null : (
            <time dateTime={job.finishedAt} title={format.exact(job.finishedAt)} className="text-small text-n7">
              {format.relative(job.finishedAt)}
            </time>
          )}
        </p>
        {canRetry ? (
          <Button size="small" onClick={retry}>
            <RotateCcw aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
            <span className="max-middle:sr-only">{t('retry')}</span>
          </Button>
        ) : null}
        <IconButton icon={X} label={t('dismiss')} onClick={() => dismissJob(job.id)} />
      </div>
      {job.failures.length === 0 ? null : (
        <details className="group/why">
          <summary className="inline-flex cursor-default select-none items-center gap-1 rounded-control pe-1.5 text-small text-n8 hover:text-n11 [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden="true"
              className="size-3.5 transition-transform duration-(--quick) group-open/why:rotate-90 rtl:-scale-x-100"
              strokeWidth={1.75}
            />
            {t('why')}
          </summary>
          <Failures job={job} />
        </details>
      )}
    </li>
  );
}

function Sentence({ report: { job, ready, unread, empty } }: { readonly report: JobReport }) {
  const t = useTranslations('library.report');
  const { collection, unchanged, filesDone: done, filesTotal: total } = job;
  if (job.kind === 'rebuild')
    return t(job.state === 'failed' ? 'rebuildFailed' : 'rebuildStopped', { collection, error: job.error ?? '' });
  if (job.state === 'cancelled') return t('cancelled', { collection, done, total });
  if (job.state === 'failed') return t('failed', { collection, done, total, error: job.error ?? '' });
  return t('ingest', { collection, ready, unread, empty, unchanged });
}

function Failures({ job }: { readonly job: Job }) {
  const t = useTranslations('library');
  return (
    <ul className="mb-1 mt-1.5 space-y-2.5 ps-4.5">
      {job.failures.map(({ status, count, examples }) => (
        <li key={status} className="text-small">
          <div className="flex flex-wrap items-center gap-x-2">
            <span className="tabular font-medium text-n10">{count}</span>
            <StatusChip status={status} />
            <Button
              size="small"
              className="-my-1 text-accent!"
              onClick={() => {
                useLibrary.setState({ text: '' });
                filterByStatus([status]);
                go('library', job.collectionId);
              }}
            >
              {t('report.show')}
            </Button>
          </div>
          {status === 'ok' ? null : <p className="text-n8">{t(`advice.${status}`)}</p>}
          <p className="truncate text-n7" title={examples.join('\n')}>
            {examples.map((path) => splitPath(path).name).join(', ')}
            {count > examples.length ? ` ${t('report.more', { count: count - examples.length })}` : ''}
          </p>
        </li>
      ))}
    </ul>
  );
}
