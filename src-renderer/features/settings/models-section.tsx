import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { carrel } from '../../lib/client.ts';
import { modelsChanged, useModelWork } from '../../lib/model-work.ts';
import { useSettings } from '../../lib/settings-store.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ModelAdd } from './model-add.tsx';
import { ModelFetch } from './model-fetch.tsx';
import { ModelRow } from './model-row.tsx';
import { NumberSetting } from './number-setting.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';
import { TextSetting } from './text-setting.tsx';
import { useReconnects } from './use-reconnects.ts';

/** Models as files: what there is and takes, how it comes and goes. Which one is used for what is on its row, too. */
export function ModelsSection() {
  const t = useTranslations('settings.models');
  const folder = useSettings((state) => state.snapshot?.paths.models ?? '');
  const context = useSettings((state) => state.snapshot?.values['answer.contextTokens'] ?? 0);
  const reconnects = useReconnects();
  const revision = useModelWork((state) => state.revision);
  const key = `${folder} ${context} ${reconnects} ${revision}`;
  const found = useLoaded(key, (signal) => carrel().models.installed({}, { signal }));
  return (
    <>
      <SettingGroup
        title={t('title')}
        help={t('help', { folder })}
        action={
          <Button size="small" onClick={modelsChanged}>
            <RefreshCw aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
            {t('again')}
          </Button>
        }
      >
        {found.state === 'failed' ? <FailureNote failure={found.failure} /> : null}
        {found.state === 'loading' ? <Skeleton lines={3} className="py-2" /> : null}
        {found.state === 'ready' && found.value.models.length === 0 ? <p className="text-n8">{t('none')}</p> : null}
        {found.state === 'ready' && found.value.models.length > 0 ? (
          <ul aria-label={t('title')} className="divide-y divide-hairline border-y border-hairline">
            {found.value.models.map((model) => (
              <ModelRow key={model.id} model={model} />
            ))}
          </ul>
        ) : null}
        {found.state === 'ready' && found.value.removed.length > 0 ? <Removed names={found.value.removed} /> : null}
      </SettingGroup>
      <UnderWay />
      <ModelAdd />
      <ModelFetch
        partials={found.state === 'ready' ? found.value.downloads : []}
        freeBytes={found.state === 'ready' ? found.value.freeDiskBytes : undefined}
      />
      <SettingGroup title={t('running')}>
        <SettingRows>
          <NumberSetting name="models.idleMinutes" label={t('idle')} help={t('idleHelp')} />
          <TextSetting name="models.mirror" label={t('mirror')} help={t('mirrorHelp')} usual={t('unset')} />
          <TextSetting name="models.proxy" label={t('proxy')} help={t('proxyHelp')} usual={t('unset')} />
        </SettingRows>
      </SettingGroup>
    </>
  );
}

function Removed({ names }: { readonly names: readonly string[] }) {
  const t = useTranslations('settings.models');
  const restore = (id: string): void => void carrel().models.restore({ id }).then(modelsChanged, showFailure);
  return (
    <div className="mt-3">
      <p className="text-small text-n8">{t('removedTitle')}</p>
      <ul aria-label={t('removedTitle')}>
        {names.map((name) => (
          <li key={name} className="flex flex-wrap items-center gap-x-3">
            <span dir="ltr" className="min-w-0 flex-1 font-mono text-small text-n9 [overflow-wrap:anywhere]">
              {name}
            </span>
            <Button size="small" aria-label={`${t('restore')}: ${name}`} onClick={() => restore(name)}>
              {t('restore')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Copies and fetches that run, each with how far it is and a way to stop it. */
function UnderWay() {
  const t = useTranslations('settings.models');
  const format = useFormat();
  const work = useModelWork((state) => state.work);
  if (work.length === 0) return null;
  return (
    <ul className="mt-4 space-y-3">
      {work.map(({ id, kind, name, doneBytes, totalBytes, stop }) => {
        const label = t(kind, { name });
        return (
          <li key={id} className="rounded-lg border border-hairline px-3.5 py-2.5">
            <div className="mb-1.5 flex flex-wrap items-center gap-x-3">
              <span className="min-w-0 flex-1 text-n10 [overflow-wrap:anywhere]">{label}</span>
              <span className="tabular text-small text-n8">
                {totalBytes === undefined
                  ? format.size(doneBytes)
                  : t('of', { done: format.size(doneBytes), total: format.size(totalBytes) })}
              </span>
              <Button size="small" onClick={stop}>
                {t(kind === 'fetching' ? 'pause' : 'stop')}
              </Button>
            </div>
            <ProgressBar label={label} share={totalBytes === undefined ? undefined : doneBytes / totalBytes} />
          </li>
        );
      })}
    </ul>
  );
}
