import { type ComponentProps, type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { carrel } from '../../lib/client.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';

const EMPTY = { name: '', url: '', region: '', chat: '', embedding: '', rerank: '', key: '' };

/** What a new backend needs. The key goes to the host once and does not come back. */
export function RemoteForm({
  hasKeychain,
  onAdded,
  onCancel,
}: {
  readonly hasKeychain: boolean;
  readonly onAdded: () => void;
  readonly onCancel: () => void;
}) {
  const t = useTranslations('settings.remote');
  const common = useTranslations('common');
  const [kind, setKind] = useState<'openai' | 'bedrock'>('openai');
  const [values, setValues] = useState(EMPTY);
  const [allowPlain, setAllowPlain] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const field = (name: keyof typeof EMPTY): Pick<ComponentProps<typeof Line>, 'value' | 'onChange' | 'label'> => ({
    label: t(`field.${name}`),
    value: values[name],
    onChange: (value) => setValues((before) => ({ ...before, [name]: value })),
  });
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(undefined);
    const { chat, embedding, rerank } = values;
    try {
      await carrel().remote.add({
        name: values.name.trim(),
        kind,
        url: kind === 'openai' ? values.url.trim() : '',
        ...(kind === 'bedrock' ? { region: values.region.trim() } : {}),
        models: {
          ...(chat.trim() === '' ? {} : { chat }),
          ...(embedding.trim() === '' ? {} : { embedding }),
          ...(rerank.trim() === '' ? {} : { rerank }),
        },
        ...(values.key === '' ? {} : { key: values.key.trim() }),
        allowPlain,
      });
      setValues(EMPTY);
      onAdded();
    } catch (thrown) {
      setFailure(thrown);
    }
  };
  return (
    <form
      aria-label={t('add')}
      className="mb-4 space-y-3 rounded-lg border border-hairline px-3.5 py-3.5"
      onSubmit={(event) => void add(event)}
    >
      <div className="grid gap-3 @md:grid-cols-2">
        <div>
          <p aria-hidden="true" className="mb-1 text-small text-n8">
            {t('field.kind')}
          </p>
          <SelectField
            label={t('field.kind')}
            value={kind}
            onChange={setKind}
            options={[
              { value: 'openai', label: t('kind.openai') },
              { value: 'bedrock', label: t('kind.bedrock') },
            ]}
          />
        </div>
        <Line {...field('name')} placeholder="lab" />
        {kind === 'openai' ? (
          <Line {...field('url')} placeholder="https://host/v1" />
        ) : (
          <Line {...field('region')} placeholder="eu-central-1" />
        )}
        <Line {...field('key')} type="password" />
        <Line {...field('chat')} />
        <Line {...field('embedding')} />
        {kind === 'openai' ? <Line {...field('rerank')} /> : null}
      </div>
      <p className="text-small text-n8">{hasKeychain ? t('keyKept') : t('keyNotKept')}</p>
      {kind === 'openai' ? (
        <Checkbox checked={allowPlain} onChange={setAllowPlain}>
          <span className="text-small text-n9">{t('allowPlain')}</span>
        </Checkbox>
      ) : null}
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <div className="flex gap-2">
        <Button type="submit" look="solid" disabled={values.name.trim() === ''}>
          {t('save')}
        </Button>
        <Button onClick={onCancel}>{common('cancel')}</Button>
      </div>
    </form>
  );
}

function Line({
  label,
  value,
  onChange,
  ...rest
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly type?: 'password';
}) {
  return (
    <div>
      <p aria-hidden="true" className="mb-1 text-small text-n8">
        {label}
      </p>
      <TextField
        {...rest}
        label={label}
        dir="ltr"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="font-mono text-small"
      />
    </div>
  );
}
