import { Pause, Play, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Job } from '../../src-contract/job.ts';
import { carrel } from '../lib/client.ts';
import { showFailure } from '../lib/show-failure.ts';
import { useFormat } from '../lib/use-format.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Popover } from '../ui/popover.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';

/** Whether a job still has work to do. */
export const isUnderWay = (job: Job): boolean => ['queued', 'running', 'paused'].includes(job.state);

/** How far a job is, by bytes where they are known: one large file must not look like nothing. */
export function shareDone(job: Pick<Job, 'bytesTotal' | 'bytesDone' | 'filesTotal' | 'filesDone'>): number | undefined {
  if (job.bytesTotal > 0) return job.bytesDone / job.bytesTotal;
  return job.filesTotal > 0 ? job.filesDone / job.filesTotal : undefined;
}

/** Jobs under way in the status bar, with their share and time left; each can be paused or stopped. */
export function JobsButton({ jobs }: { readonly jobs: readonly Job[] }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const active = jobs.filter(isUnderWay);
  if (active.length === 0) return null;
  const shares = active.map(shareDone).filter((share) => share !== undefined);
  const share = shares.length === 0 ? 0 : shares.reduce((sum, one) => sum + one, 0) / shares.length;
  const secondsLeft = Math.max(0, ...active.map((job) => job.secondsLeft ?? 0));
  return (
    <Popover
      side="top"
      label={t('title')}
      trigger={
        <button type="button" className="relative hover:bg-n3">
          <span
            className="absolute bottom-0 start-0 h-0.5 bg-accent"
            style={{ width: `${Math.round(share * 100)}%` }}
          />
          {t('summary', { count: active.length, percent: Math.round(share * 100) })}
          {secondsLeft > 0 ? ` · ${t('left', { time: format.seconds(secondsLeft) })}` : ''}
        </button>
      }
    >
      <h2 className="mb-2 font-semibold text-n11">{t('title')}</h2>
      <ul className="space-y-3">
        {active.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
    </Popover>
  );
}

/** One job: its name, bar, rate and time left, pause and stop. */
export function JobRow({ job }: { readonly job: Job }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const name = t(`name.${job.kind}`, { count: job.filesTotal, collection: job.collection });
  const act = (work: Promise<unknown>): void => void work.catch(showFailure);
  const facts = [
    job.questions !== undefined
      ? t('questions', job.questions)
      : job.pages === undefined
        ? t('done', { done: job.filesDone, total: job.filesTotal })
        : t('pages', job.pages),
    job.kind !== 'rebuild' && job.kind !== 'ocr' && job.state === 'running' && job.filesPerSecond > 0
      ? t('rate', { rate: job.filesPerSecond })
      : undefined,
    job.state === 'running' && job.secondsLeft !== undefined
      ? t('left', { time: format.seconds(job.secondsLeft) })
      : undefined,
    job.state === 'running' ? undefined : t(`state.${job.state}`),
  ].filter((fact) => fact !== undefined);
  return (
    <li>
      <div className="flex items-center gap-1">
        <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
        {job.state === 'paused' ? (
          <IconButton icon={Play} label={t('resume')} onClick={() => act(carrel().library.resumeJob({ id: job.id }))} />
        ) : (
          <IconButton icon={Pause} label={t('pause')} onClick={() => act(carrel().library.pauseJob({ id: job.id }))} />
        )}
        <IconButton icon={X} label={t('stop')} onClick={() => act(carrel().library.cancelJob({ id: job.id }))} />
      </div>
      <ProgressBar share={shareDone(job)} label={name} />
      <p className="tabular mt-1 truncate text-small text-n7">{facts.join(' · ')}</p>
    </li>
  );
}
