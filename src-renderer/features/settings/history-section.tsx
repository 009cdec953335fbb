import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { carrel } from '../../lib/client.ts';
import { useSettings } from '../../lib/settings-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SettingGroup } from './setting-group.tsx';
import { useSettingName, useSettingValue } from './setting-name.ts';
import { useReconnects } from './use-reconnects.ts';

type Changes = Awaited<ReturnType<ReturnType<typeof carrel>['settings']['history']>>;

const FIRST = 50;
/** The most that the contract gives. */
const ALL = 1000;

/** What was changed, when and from where, latest first. */
export function HistorySection() {
  const t = useTranslations('settings.history');
  const reconnects = useReconnects();
  const snapshot = useSettings((state) => state.snapshot);
  const [limit, setLimit] = useState(FIRST);
  const key = `${limit} ${reconnects} ${JSON.stringify(snapshot?.effective)}`;
  const history = useLoaded(key, (signal) => carrel().settings.history({ limit }, { signal }));
  return (
    <SettingGroup help={t('help')}>
      {history.state === 'failed' ? <FailureNote failure={history.failure} /> : null}
      {history.state === 'loading' ? <Skeleton lines={8} className="py-2" /> : null}
      {history.state === 'ready' && history.value.length === 0 ? <p className="py-6 text-n8">{t('none')}</p> : null}
      {history.state === 'ready' && history.value.length > 0 ? <ChangeTable changes={history.value} /> : null}
      {history.state === 'ready' && limit < ALL && history.value.length === limit ? (
        <Button look="outline" className="mt-3" onClick={() => setLimit(ALL)}>
          {t('all')}
        </Button>
      ) : null}
    </SettingGroup>
  );
}

function ChangeTable({ changes }: { readonly changes: Changes }) {
  const t = useTranslations('settings.history');
  const format = useFormat();
  const nameOf = useSettingName();
  return (
    <ul aria-label={t('list')} className="divide-y divide-hairline border-y border-hairline">
      {changes.map((change) => (
        <li
          key={`${change.changedAt} ${change.key}`}
          className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 py-2.5 [contain-intrinsic-size:auto_3rem] [content-visibility:auto]"
        >
          <span className="min-w-0 flex-1 basis-64">
            <span className="font-medium text-n11">{nameOf(change.key)}</span>
            <span className="flex flex-wrap items-center gap-x-1.5 text-small text-n8">
              <Value name={change.key} value={change.before} />
              <ArrowRight aria-label={t('became')} className="size-3 shrink-0 rtl:rotate-180" strokeWidth={2} />
              <Value name={change.key} value={change.after} />
            </span>
          </span>
          <span className="tabular text-small text-n8">
            {callerName(change.caller, t)} ·{' '}
            <time dateTime={change.changedAt} title={format.exact(change.changedAt)}>
              {format.relative(change.changedAt)}
            </time>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Value({ name, value }: { readonly name: string; readonly value: Changes[number]['before'] }) {
  const t = useTranslations('settings.history');
  const format = useFormat();
  const words = useSettingValue()(name, value ?? undefined);
  if (value === null) return <span className="text-n7">{t('default')}</span>;
  if (value === '') return <span className="text-n7">{t('empty')}</span>;
  if (words !== undefined) return <span>{words}</span>;
  return (
    <span dir="ltr" className="font-mono [overflow-wrap:anywhere]">
      {typeof value === 'string' ? value : typeof value === 'number' ? format.number(value) : JSON.stringify(value)}
    </span>
  );
}

function callerName(caller: string, t: ReturnType<typeof useTranslations<'settings.history'>>): string {
  switch (caller) {
    case 'window':
    case 'websocket':
    case 'http':
    case 'cli':
    case 'mcp':
      return t(`caller.${caller}`);
    default:
      return caller;
  }
}
