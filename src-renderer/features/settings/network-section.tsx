import { Check, Download, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { EgressEntry } from '../../../src-contract/egress.ts';
import { carrel } from '../../lib/client.ts';
import { downloadText } from '../../lib/download-text.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useSystem } from '../../lib/system-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { RemotePart } from './remote-part.tsx';
import { SettingGroup } from './setting-group.tsx';
import { useReconnects } from './use-reconnects.ts';

const FIRST = 50;
/** The most that the contract gives at once. */
const ALL = 1000;

/** The ledger: everything that tried to reach the network, and what became of it; and what may reach it. */
export function NetworkSection() {
  const t = useTranslations('settings.network');
  const reconnects = useReconnects();
  const { denied, allowed } = useSystem((state) => state.status?.egress) ?? { denied: 0, allowed: 0 };
  const [limit, setLimit] = useState(FIRST);
  const [signed, setSigned] = useState<Export>();
  const key = `${limit} ${reconnects} ${denied} ${allowed}`;
  const ledger = useLoaded(key, (signal) => carrel().egress.list({ limit }, { signal }));
  return (
    <>
      <SettingGroup help={t('help')} title={t('kept')} action={<ExportButton onSigned={setSigned} />}>
        <div role="status">
          {signed === undefined ? null : (
            <p className="mb-3 text-small text-n9">
              {t('signed', { key: signed.key })} {signed.notKept === undefined ? '' : t(`notKept.${signed.notKept}`)}
            </p>
          )}
        </div>
        {ledger.state === 'failed' ? <FailureNote failure={ledger.failure} /> : null}
        {ledger.state === 'loading' ? <Skeleton lines={4} className="py-2" /> : null}
        {ledger.state === 'ready' ? (
          <>
            <Summary denied={ledger.value.denied} allowed={ledger.value.allowed} brokenAt={ledger.value.brokenAt} />
            {ledger.value.entries.length === 0 ? null : <EntryList entries={ledger.value.entries} />}
            {limit < ALL && ledger.value.entries.length === limit ? (
              <Button look="outline" className="mt-3" onClick={() => setLimit(ALL)}>
                {t('more')}
              </Button>
            ) : null}
          </>
        ) : null}
      </SettingGroup>
      <VerifyPart />
      <RemotePart />
    </>
  );
}

function Summary({
  denied,
  allowed,
  brokenAt,
}: {
  readonly denied: number;
  readonly allowed: number;
  readonly brokenAt: number | undefined;
}) {
  const t = useTranslations('settings.network');
  const Icon = brokenAt === undefined && allowed === 0 ? ShieldCheck : ShieldAlert;
  return (
    <div className="mb-3 flex gap-3 rounded-lg border border-hairline px-3.5 py-3">
      <Icon
        aria-hidden="true"
        className={classNames(
          'mt-0.5 size-5 shrink-0',
          brokenAt !== undefined ? 'text-bad' : allowed === 0 ? 'text-good' : 'text-info',
        )}
        strokeWidth={1.75}
      />
      <div className="min-w-0">
        <p className="font-medium text-n11">{allowed === 0 ? t('nothingLeft') : t('asked', { allowed })}</p>
        <p className="text-small text-n8">{t('denied', { denied })}</p>
        {brokenAt === undefined ? null : <p className="text-small text-bad">{t('broken', { number: brokenAt })}</p>}
      </div>
    </div>
  );
}

function EntryList({ entries }: { readonly entries: readonly EgressEntry[] }) {
  const t = useTranslations('settings.network');
  const format = useFormat();
  return (
    <ul aria-label={t('list')} className="divide-y divide-hairline border-y border-hairline">
      {entries.map((entry) => (
        <li
          key={entry.number}
          className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 py-2 [contain-intrinsic-size:auto_3rem] [content-visibility:auto]"
        >
          <span className="min-w-0 flex-1 basis-64">
            <span dir="ltr" className="font-mono text-n11 [overflow-wrap:anywhere]">
              {entry.host}
              {entry.port === undefined ? '' : `:${entry.port}`}
            </span>
            <span className="block text-small text-n8">
              {t(`channel.${entry.channel}`)} · {entry.purpose ?? t('by', { name: entry.by })}
              {entry.bytesSent === undefined ? '' : ` · ${t('sent', { size: format.size(entry.bytesSent) })}`}
              {entry.bytesReceived === undefined
                ? ''
                : ` · ${t('received', { size: format.size(entry.bytesReceived) })}`}
            </span>
          </span>
          <span className={classNames('text-small', entry.outcome === 'denied' ? 'text-caution' : 'text-n9')}>
            {t(`outcome.${entry.outcome}`)}
            {entry.status === undefined ? '' : ` · ${entry.status}`}
          </span>
          <time dateTime={entry.at} title={format.exact(entry.at)} className="tabular text-small text-n8">
            {format.relative(entry.at)}
          </time>
        </li>
      ))}
    </ul>
  );
}

type Export = Awaited<ReturnType<ReturnType<typeof carrel>['egress']['export']>>;

function ExportButton({ onSigned }: { readonly onSigned: (signed: Export) => void }) {
  const t = useTranslations('settings.network');
  const save = async (): Promise<void> => {
    const signed = await carrel().egress.export({});
    downloadText(signed.fileName, signed.mediaType, signed.text);
    onSigned(signed);
  };
  return (
    <Button size="small" onClick={() => void save().catch(showFailure)}>
      <Download aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
      {t('export')}
    </Button>
  );
}

type Verdict = Awaited<ReturnType<ReturnType<typeof carrel>['egress']['verify']>>;

/** For whoever was given an export: whether it is as it was signed. */
function VerifyPart() {
  const t = useTranslations('settings.network');
  const format = useFormat();
  const field = useRef<HTMLInputElement>(null);
  const [verdict, setVerdict] = useState<Verdict>();
  const check = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setVerdict(undefined);
    setVerdict(await carrel().egress.verify({ text: await file.text() }));
  };
  return (
    <SettingGroup
      title={t('check')}
      help={t('checkHelp')}
      action={
        <Button size="small" look="outline" onClick={() => field.current?.click()}>
          {t('choose')}
        </Button>
      }
    >
      <input
        ref={field}
        type="file"
        accept="application/json,.json"
        aria-label={t('choose')}
        className="hidden"
        onChange={(event) => {
          void check(event.target.files?.[0]).catch(showFailure);
          event.target.value = '';
        }}
      />
      <div role="status">
        {verdict === undefined ? null : verdict.isGenuine ? (
          <p className="flex gap-2 text-n9">
            <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-good" strokeWidth={2} />
            {t('genuine', {
              when: format.exact(verdict.signedAt ?? ''),
              key: verdict.key ?? '',
              denied: verdict.denied,
              allowed: verdict.allowed,
            })}
            {verdict.isOurs === undefined ? '' : ` ${t(verdict.isOurs ? 'ourKey' : 'otherKey')}`}
          </p>
        ) : (
          <p className="flex gap-2 text-bad">
            <ShieldAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" strokeWidth={2} />
            {t('forged')}
          </p>
        )}
      </div>
    </SettingGroup>
  );
}
