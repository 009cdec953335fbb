import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { REMOTE_PREFIX, type ShownRemote } from '../../../src-contract/remote.ts';
import type { SettingKey } from '../../../src-contract/settings.ts';
import { carrel } from '../../lib/client.ts';
import { useSettings } from '../../lib/settings-store.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { RemoteForm } from './remote-form.tsx';
import { SettingGroup } from './setting-group.tsx';
import { useReconnects } from './use-reconnects.ts';

/** Which setting a purpose is chosen by, and what it goes back to. */
const PURPOSES = {
  chat: { key: 'answer.generator', off: 'auto' },
  embedding: { key: 'embedding.model', off: 'carrel-static' },
  rerank: { key: 'search.reranker', off: 'off' },
} as const satisfies Readonly<Record<string, { key: SettingKey; off: string }>>;
type Purpose = keyof typeof PURPOSES;

/** Models on other computers: none until one is added, none used until one is switched on. */
export function RemotePart() {
  const t = useTranslations('settings.remote');
  const reconnects = useReconnects();
  const [looks, setLooks] = useState(0);
  const [isAdding, setIsAdding] = useState(false);
  const remotes = useLoaded(`${looks} ${reconnects}`, (signal) => carrel().remote.list({}, { signal }));
  const reload = (): void => setLooks((count) => count + 1);
  const keychain = remotes.state === 'ready' && remotes.value.keychain;
  return (
    <SettingGroup
      title={t('title')}
      help={t('help')}
      action={
        isAdding ? null : (
          <Button size="small" look="outline" onClick={() => setIsAdding(true)}>
            <Plus aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
            {t('add')}
          </Button>
        )
      }
    >
      {isAdding ? (
        <RemoteForm
          hasKeychain={keychain}
          onCancel={() => setIsAdding(false)}
          onAdded={() => {
            setIsAdding(false);
            reload();
          }}
        />
      ) : null}
      {remotes.state === 'failed' ? <FailureNote failure={remotes.failure} /> : null}
      {remotes.state === 'loading' ? <Skeleton lines={2} className="py-2" /> : null}
      {remotes.state === 'ready' && remotes.value.backends.length === 0 && !isAdding ? (
        <p className="text-n8">{t('none')}</p>
      ) : null}
      {remotes.state === 'ready' && remotes.value.backends.length > 0 ? (
        <ul aria-label={t('title')} className="divide-y divide-hairline border-y border-hairline">
          {remotes.value.backends.map((backend) => (
            <Backend key={backend.name} backend={backend} onRemoved={reload} />
          ))}
        </ul>
      ) : null}
    </SettingGroup>
  );
}

type TestResults = Awaited<ReturnType<ReturnType<typeof carrel>['remote']['test']>>['results'];

function Backend({ backend, onRemoved }: { readonly backend: ShownRemote; readonly onRemoved: () => void }) {
  const t = useTranslations('settings.remote');
  const [test, setTest] = useState<TestResults | 'running'>();
  const tryNow = async (): Promise<void> => {
    setTest('running');
    try {
      setTest((await carrel().remote.test({ name: backend.name })).results);
    } catch (failure) {
      setTest(undefined);
      showFailure(failure);
    }
  };
  const remove = async (): Promise<void> => {
    await switchOff(backend.name);
    await carrel().remote.remove({ name: backend.name });
    onRemoved();
  };
  const purposes = (Object.keys(PURPOSES) as Purpose[]).filter((purpose) => backend.models[purpose] !== undefined);
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 basis-56">
          <span className="font-medium text-n11">{backend.name}</span>
          <span dir="ltr" className="ms-2 font-mono text-small text-n8 [overflow-wrap:anywhere]">
            {backend.host}
          </span>
          <span className="block text-small text-n8">{t(`key.${backend.key}`)}</span>
        </span>
        <Button size="small" disabled={test === 'running'} onClick={() => void tryNow()}>
          {test === 'running' ? t('testing') : t('test')}
        </Button>
        <Button size="small" onClick={() => void remove().catch(showFailure)}>
          {t('remove')}
        </Button>
      </div>
      <ul className="mt-1 space-y-1">
        {purposes.map((purpose) => (
          <PurposeRow
            key={purpose}
            backend={backend}
            purpose={purpose}
            result={Array.isArray(test) ? test.find((one) => one.purpose === purpose) : undefined}
          />
        ))}
      </ul>
    </li>
  );
}

function PurposeRow({
  backend,
  purpose,
  result,
}: {
  readonly backend: ShownRemote;
  readonly purpose: Purpose;
  readonly result: TestResults[number] | undefined;
}) {
  const t = useTranslations('settings.remote');
  const format = useFormat();
  const { key, off } = PURPOSES[purpose];
  const choice = REMOTE_PREFIX + backend.name;
  const isOn = useSettings((state) => state.snapshot?.values[key] === choice);
  const label = `${t(`purpose.${purpose}`)}: ${backend.name}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3">
      <Switch
        label={label}
        checked={isOn}
        onChange={(next) =>
          void useSettings
            .getState()
            .change({ [key]: next ? choice : off })
            .catch(showFailure)
        }
      />
      <span className="min-w-0 flex-1">
        <span className="text-n10">{t(`purpose.${purpose}`)}</span>
        <span dir="ltr" className="ms-2 font-mono text-small text-n8 [overflow-wrap:anywhere]">
          {backend.models[purpose]}
        </span>
      </span>
      {result === undefined ? null : (
        <span role="status" className={result.isUsable ? 'text-small text-good' : 'text-small text-caution'}>
          {result.isUsable
            ? t('answers', { time: format.seconds(result.milliseconds / 1000) })
            : (result.message ?? t('noAnswer'))}
        </span>
      )}
    </li>
  );
}

/** A backend that goes is no longer chosen for anything. */
async function switchOff(name: string): Promise<void> {
  const { snapshot, change } = useSettings.getState();
  const chosen = Object.values(PURPOSES).filter(({ key }) => snapshot?.values[key] === REMOTE_PREFIX + name);
  if (chosen.length > 0) await change(Object.fromEntries(chosen.map(({ key, off }) => [key, off])));
}
