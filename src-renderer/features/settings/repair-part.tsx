import { Wrench } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Recovery } from '../../../src-contract/recovery.ts';
import { announce } from '../../app/announcer.tsx';
import { carrel } from '../../lib/client.ts';
import { useSystem } from '../../lib/system-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { SettingGroup } from './setting-group.tsx';

/** Recoveries shown; the file in the library holds more. */
const SHOWN = 20;

/** What was put right by itself, and the button that puts right what can be. */
export function RepairPart({ onRepaired }: { readonly onRepaired: () => void }) {
  const t = useTranslations('settings.checkup');
  const total = useSystem((state) => state.status?.recoveries.total ?? 0);
  const [run, setRun] = useState<{ readonly state: 'idle' | 'running' | 'done'; readonly failure?: unknown }>({
    state: 'idle',
  });
  const found = useLoaded(String(total), (signal) => carrel().system.recoveries({ limit: SHOWN }, { signal }));
  const repair = async (): Promise<void> => {
    setRun({ state: 'running' });
    try {
      const { recoveries } = await carrel().system.repair({});
      setRun({ state: 'done' });
      announce(t('repaired', { count: recoveries.length }));
      onRepaired();
    } catch (failure) {
      setRun({ state: 'idle', failure });
    }
  };
  return (
    <SettingGroup
      title={t('recoveries')}
      help={t('recoveriesHelp')}
      action={
        <Button size="small" disabled={run.state === 'running'} onClick={() => void repair()}>
          <Wrench aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          {run.state === 'running' ? t('repairing') : t('repair')}
        </Button>
      }
    >
      {run.failure === undefined ? null : <FailureNote failure={run.failure} />}
      {found.state === 'failed' ? <FailureNote failure={found.failure} /> : null}
      {found.state === 'ready' ? <RecoveryList recoveries={found.value.recoveries} /> : null}
    </SettingGroup>
  );
}

function RecoveryList({ recoveries }: { readonly recoveries: readonly Recovery[] }) {
  const t = useTranslations('settings.checkup');
  const format = useFormat();
  if (recoveries.length === 0) return <p className="py-2.5 text-n8">{t('noRecoveries')}</p>;
  return (
    <ul aria-label={t('recoveries')} className="divide-y divide-hairline border-y border-hairline">
      {recoveries.map(({ number, at, message }) => (
        <li key={number} className="py-2.5">
          <p lang="en" className="text-n10 [overflow-wrap:anywhere]">
            {message}
          </p>
          <p className="text-small text-n8">{format.exact(at)}</p>
        </li>
      ))}
    </ul>
  );
}
