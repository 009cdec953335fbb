import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CatalogueModel, PartialDownload } from '../../../src-contract/models.ts';
import { carrel } from '../../lib/client.ts';
import { fetchModel, modelsChanged, useModelWork } from '../../lib/model-work.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { SettingGroup } from './setting-group.tsx';

/** Models from the network: only when a button here is pressed, and only that one. */
export function ModelFetch({
  partials,
  freeBytes,
}: {
  readonly partials: readonly PartialDownload[];
  readonly freeBytes: number | undefined;
}) {
  const t = useTranslations('settings.models');
  const format = useFormat();
  const fetching = useModelWork((state) => state.work);
  const stopped = partials.filter(({ fileName }) => !fetching.some(({ name }) => name === fileName));
  return (
    <SettingGroup
      title={t('fetch')}
      help={t('fetchHelp', { free: freeBytes === undefined ? '–' : format.size(freeBytes) })}
    >
      {stopped.length === 0 ? null : (
        <ul className="mb-3 divide-y divide-hairline border-y border-hairline">
          {stopped.map((partial) => (
            <Stopped key={partial.fileName} partial={partial} />
          ))}
        </ul>
      )}
      <AddressForm />
      <Results />
      <Catalogue />
    </SettingGroup>
  );
}

function AddressForm() {
  const t = useTranslations('settings.models');
  const [from, setFrom] = useState('');
  const [sha256, setSha256] = useState('');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const hash = sha256.trim();
    if (await fetchModel({ from: from.trim(), ...(hash === '' ? {} : { sha256: hash }) })) {
      setFrom('');
      setSha256('');
    }
  };
  const field = { dir: 'ltr', autoComplete: 'off', className: 'font-mono text-small' } as const;
  return (
    <form className="grid gap-2 @md:grid-cols-[2fr_1fr_auto]" onSubmit={(event) => void submit(event)}>
      <TextField
        {...field}
        label={t('address')}
        placeholder={t('address')}
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <TextField
        {...field}
        label={t('hash')}
        placeholder={t('hash')}
        value={sha256}
        onChange={(event) => setSha256(event.target.value)}
      />
      <Button type="submit" look="outline" disabled={from.trim() === ''}>
        {t('fetchButton')}
      </Button>
    </form>
  );
}

function Stopped({ partial }: { readonly partial: PartialDownload }) {
  const t = useTranslations('settings.models');
  const format = useFormat();
  const { fileName, url, doneBytes, totalBytes } = partial;
  const done =
    totalBytes === undefined
      ? format.size(doneBytes)
      : t('of', { done: format.size(doneBytes), total: format.size(totalBytes) });
  const discard = (): void => void carrel().models.discard({ fileName }).then(modelsChanged, showFailure);
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-2">
      <span className="min-w-0 flex-1 basis-56">
        <span className="block text-n10 [overflow-wrap:anywhere]">{fileName}</span>
        <span className="tabular text-small text-n8">{t('paused', { done })}</span>
      </span>
      <Button size="small" onClick={() => void fetchModel({ from: url, fileName })}>
        {t('resume')}
      </Button>
      <Button size="small" onClick={discard}>
        {t('discard')}
      </Button>
    </li>
  );
}

/** What fetches of this session came to. */
function Results() {
  const t = useTranslations('settings.models');
  const fetched = useModelWork((state) => state.fetched);
  return (
    <div role="status">
      {fetched.map(({ name, sha256, isVerified }) => (
        <p key={name} className="mt-2 text-small text-n9 [overflow-wrap:anywhere]">
          {name}: {isVerified ? t('verified') : t('unverified', { hash: sha256 })}
        </p>
      ))}
    </div>
  );
}

function Catalogue() {
  const t = useTranslations('settings.models');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="mt-4" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="cursor-default text-n9 hover:text-n11">{t('catalogue')}</summary>
      {isOpen ? <CatalogueList /> : null}
    </details>
  );
}

function CatalogueList() {
  const t = useTranslations('settings.models');
  const models = useLoaded('catalogue', (signal) => carrel().models.catalogue({}, { signal }));
  if (models.state === 'failed') return <FailureNote failure={models.failure} />;
  if (models.state === 'loading') return null;
  return (
    <ul aria-label={t('catalogue')} className="mt-2 divide-y divide-hairline border-y border-hairline">
      {models.value.map((model) => (
        <Offer key={model.id} model={model} />
      ))}
    </ul>
  );
}

function Offer({ model }: { readonly model: CatalogueModel }) {
  const t = useTranslations('settings.models');
  const format = useFormat();
  const facts = [
    t(`kind.${model.kind}`),
    model.quantisation,
    format.size(model.sizeBytes),
    `${t('licence')}: ${model.licence}`,
    new URL(model.url).host,
    ...(model.sha256 === undefined ? [] : [t('checkedByHash')]),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-2">
      <span className="min-w-0 flex-1 basis-56">
        <span className="block text-n10">{model.name}</span>
        <span className="tabular text-small text-n8">{facts.join(' · ')}</span>
      </span>
      <Button
        size="small"
        aria-label={`${t('fetchButton')}: ${model.name}`}
        onClick={() => void fetchModel({ from: model.id, fileName: model.fileName })}
      >
        {t('fetchButton')}
      </Button>
    </li>
  );
}
