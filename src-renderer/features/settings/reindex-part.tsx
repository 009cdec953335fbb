import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { announce } from '../../app/announcer.tsx';
import { isUnderWay, JobRow } from '../../app/jobs-button.tsx';
import { carrel } from '../../lib/client.ts';
import { useSystem } from '../../lib/system-store.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { SettingGroup } from './setting-group.tsx';

/** Makes the index anew, with the model in force; its jobs can be followed, paused and stopped here. */
export function ReindexPart() {
  const t = useTranslations('settings.advanced');
  const jobs = useSystem((state) => state.status?.jobs);
  const [run, setRun] = useState<{ readonly isStarting: boolean; readonly failure?: unknown }>({ isStarting: false });
  const underWay = (jobs ?? []).filter((job) => job.kind === 'rebuild' && isUnderWay(job));
  const start = async (): Promise<void> => {
    setRun({ isStarting: true });
    try {
      const { jobs: started } = await carrel().library.reindex({});
      setRun({ isStarting: false });
      announce(t('reindexStarted', { count: started.length }));
    } catch (failure) {
      setRun({ isStarting: false, failure });
    }
  };
  return (
    <SettingGroup
      title={t('reindex')}
      help={t('reindexHelp')}
      action={
        <Button size="small" disabled={run.isStarting || underWay.length > 0} onClick={() => void start()}>
          <RefreshCw aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          {t('reindexNow')}
        </Button>
      }
    >
      {run.failure === undefined ? null : <FailureNote failure={run.failure} />}
      {underWay.length === 0 ? null : (
        <ul aria-label={t('reindex')} className="space-y-3 py-2.5">
          {underWay.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
    </SettingGroup>
  );
}
