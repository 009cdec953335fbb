import { CircleCheck, CircleX, type LucideIcon, RefreshCw, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { DoctorReport } from '../../../src-contract/system.ts';
import { carrel } from '../../lib/client.ts';
import { useHostText } from '../../lib/use-host-text.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { reportText } from './checkup-report.ts';
import { IndexPart } from './index-part.tsx';
import { CopyButton } from './path-line.tsx';
import { RepairPart } from './repair-part.tsx';
import { SettingGroup } from './setting-group.tsx';
import { useReconnects } from './use-reconnects.ts';

type Check = DoctorReport['checks'][number];

const MARKS: Readonly<Record<Check['state'], readonly [LucideIcon, string]>> = {
  ok: [CircleCheck, 'text-good'],
  warning: [TriangleAlert, 'text-caution'],
  failed: [CircleX, 'text-bad'],
};

/** Looks at the installation and the library once, and says what it found and what to do. */
export function CheckupSection() {
  const t = useTranslations('settings.checkup');
  const reconnects = useReconnects();
  const [runs, setRuns] = useState(0);
  const report = useLoaded(`${runs} ${reconnects}`, (signal) => carrel().system.doctor({}, { signal }));
  const action = (
    <span className="flex gap-1">
      {report.state === 'ready' ? (
        <CopyButton text={reportText(report.value)} what={t('report')} label={t('copyReport')} />
      ) : null}
      <Button size="small" disabled={report.state === 'loading'} onClick={() => setRuns(runs + 1)}>
        <RefreshCw aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        {t('again')}
      </Button>
    </span>
  );
  return (
    <>
      <SettingGroup title={report.state === 'ready' ? sentence(report.value.checks, t) : t('looking')} action={action}>
        {report.state === 'failed' ? <FailureNote failure={report.failure} /> : null}
        {report.state === 'loading' ? <Skeleton lines={9} className="py-3" /> : null}
        {report.state === 'ready' ? (
          <ul aria-label={t('report')} className="divide-y divide-hairline border-y border-hairline">
            {report.value.checks.map((check) => (
              <CheckRow key={check.name} check={check} />
            ))}
          </ul>
        ) : null}
      </SettingGroup>
      <IndexPart asked={`${runs} ${reconnects}`} />
      <RepairPart onRepaired={() => setRuns(runs + 1)} />
      {report.state === 'ready' ? <Unknown settings={report.value.unknownSettings} /> : null}
      {report.state === 'ready' ? <Versions versions={report.value.versions} /> : null}
    </>
  );
}

function sentence(checks: readonly Check[], t: ReturnType<typeof useTranslations<'settings.checkup'>>): string {
  const failed = checks.filter(({ state }) => state === 'failed').length;
  const warnings = checks.filter(({ state }) => state === 'warning').length;
  if (failed > 0) return t('someFailed', { count: failed });
  return warnings > 0 ? t('someWarn', { count: warnings }) : t('allWell');
}

function CheckRow({ check }: { readonly check: Check }) {
  const t = useTranslations('settings.checkup');
  const hostText = useHostText();
  const message = hostText(check.message, check.messageCodes);
  const advice = check.advice === undefined ? undefined : hostText(check.advice, check.adviceCode);
  const [Icon, ink] = MARKS[check.state];
  return (
    <li className="flex gap-3 py-2.5">
      <Icon
        role="img"
        aria-label={t(`state.${check.state}`)}
        className={`mt-0.5 size-4 shrink-0 ${ink}`}
        strokeWidth={1.75}
      />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-n11">{checkName(check.name, t)}</p>
        <p lang={message.lang} className="text-n8 [overflow-wrap:anywhere]">
          {message.text}
        </p>
        {advice === undefined ? null : (
          <p lang={advice.lang} className="text-n10 [overflow-wrap:anywhere]">
            {advice.text}
          </p>
        )}
      </div>
    </li>
  );
}

/** The host names its checks in English; the ones we know are named in the language of the page. */
function checkName(name: string, t: ReturnType<typeof useTranslations<'settings.checkup'>>): string {
  switch (name) {
    case 'Readiness':
      return t('name.readiness');
    case 'Library folder':
      return t('name.folder');
    case 'Free space':
      return t('name.space');
    case 'Catalog':
      return t('name.catalog');
    case 'Index':
      return t('name.index');
    case 'Vector search':
      return t('name.vectors');
    case 'Search caches':
      return t('name.caches');
    case 'Embedding model':
      return t('name.embedder');
    case 'Chat models':
      return t('name.models');
    case 'Program parts':
      return t('name.parts');
    case 'Settings':
      return t('name.settings');
    case 'Recoveries':
      return t('name.recoveries');
    case 'Backups':
      return t('name.backups');
    case 'Left-overs':
      return t('name.leftOvers');
    case 'Privacy':
      return t('name.privacy');
    default:
      return name;
  }
}

function Unknown({ settings }: { readonly settings: DoctorReport['unknownSettings'] }) {
  const t = useTranslations('settings.checkup');
  if (settings.length === 0) return null;
  return (
    <SettingGroup title={t('unknown')} help={t('unknownHelp')}>
      <ul className="divide-y divide-hairline border-y border-hairline">
        {settings.map(({ key, where, nearest }) => (
          <li key={`${where} ${key}`} className="py-2.5 [overflow-wrap:anywhere]">
            <code className="font-mono text-small text-n11">{key}</code>
            {nearest === undefined ? null : (
              <span className="text-n9">
                {' · '}
                {t.rich('nearest', { key: () => <code className="font-mono text-small text-n11">{nearest}</code> })}
              </span>
            )}
            <span dir="ltr" className="block font-mono text-small text-n8">
              {where}
            </span>
          </li>
        ))}
      </ul>
    </SettingGroup>
  );
}

function Versions({ versions }: { readonly versions: DoctorReport['versions'] }) {
  const t = useTranslations('settings.checkup');
  return (
    <SettingGroup title={t('versions')}>
      <dl className="tabular grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-x-8 border-t border-hairline">
        {Object.entries(versions).map(([name, version]) => (
          <div key={name} className="flex gap-3 border-b border-hairline py-1.5">
            <dt className="min-w-0 flex-1 text-n8 [overflow-wrap:anywhere]">{name}</dt>
            <dd className="text-n10">{version}</dd>
          </div>
        ))}
      </dl>
    </SettingGroup>
  );
}
