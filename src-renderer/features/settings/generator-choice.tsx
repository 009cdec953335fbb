import { TriangleAlert } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { useTranslations } from 'use-intl';
import type { GeneratorModel } from '../../../src-contract/models.ts';
import { useFormat } from '../../lib/use-format.ts';
import { classNames } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** Who writes the answers: the best there is, quotes, or one model file. */
export function GeneratorChoice({
  models,
  state,
}: {
  readonly models: readonly GeneratorModel[];
  readonly state: 'loading' | 'ready' | 'failed';
}) {
  const t = useTranslations('settings.answers');
  const { value, standing, failure, change, reset } = useSettingControl('answer.generator');
  const isMissing = value !== 'auto' && value !== 'extractive' && !models.some(({ id }) => id === value);
  return (
    <SettingRow
      isTall
      isBare
      label={t('generator')}
      standing={standing}
      failure={failure}
      onReset={reset}
      defaultText={t('auto')}
    >
      <RadioGroup.Root
        aria-label={t('generator')}
        value={value}
        onValueChange={(next) => void change(next)}
        disabled={standing.kind === 'locked'}
        className="divide-y divide-hairline overflow-hidden rounded-lg border border-field bg-n0 data-[disabled]:opacity-60"
      >
        <Choice value="auto" name={t('auto')} facts={t('autoNote')} />
        <Choice value="extractive" name={t('extractive')} facts={t('extractiveNote')} />
        {models.map((model) => (
          <ModelChoice key={model.id} model={model} />
        ))}
        {isMissing && state !== 'loading' ? <Choice value={value} name={value} problem={t('missing')} /> : null}
        {state === 'loading' ? <Skeleton lines={2} className="px-3.5 py-4" /> : null}
      </RadioGroup.Root>
      {models.length === 0 && state === 'ready' ? <p className="mt-2 text-small text-n8">{t('noModels')}</p> : null}
    </SettingRow>
  );
}

function ModelChoice({ model }: { readonly model: GeneratorModel }) {
  const t = useTranslations('settings.answers');
  const format = useFormat();
  const facts = [
    model.host === undefined ? undefined : t('sentTo', { host: model.host }),
    model.architecture,
    model.quantisation,
    model.sizeBytes === 0 ? undefined : format.size(model.sizeBytes),
    model.contextTokens === undefined ? undefined : t('context', { count: model.contextTokens }),
    model.id === model.name || model.host !== undefined ? undefined : model.id,
  ].filter((fact) => fact !== undefined);
  return (
    <Choice
      value={model.id}
      name={model.name}
      facts={facts.join(' · ')}
      {...(model.problem === undefined ? {} : { problem: model.problem, isUnusable: true })}
    />
  );
}

function Choice({
  value,
  name,
  facts,
  problem,
  isUnusable = false,
}: {
  readonly value: string;
  readonly name: string;
  readonly facts?: ReactNode;
  readonly problem?: string;
  readonly isUnusable?: boolean;
}) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the Radix radio inside is a labelable button
    <label className={classNames('flex gap-3 px-3.5 py-2.5', !isUnusable && 'hover:bg-n1')}>
      <RadioGroup.Item
        value={value}
        disabled={isUnusable}
        aria-labelledby={id}
        aria-describedby={`${id}-facts`}
        className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-n6 bg-n0 disabled:border-n4 data-[state=checked]:border-accent"
      >
        <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
      </RadioGroup.Item>
      <span className="min-w-0 flex-1">
        <span
          id={id}
          className={classNames('block font-medium [overflow-wrap:anywhere]', isUnusable ? 'text-n8' : 'text-n11')}
        >
          {name}
        </span>
        <span id={`${id}-facts`} className="tabular block text-small text-n8 [overflow-wrap:anywhere]">
          {facts}
          {problem === undefined ? null : (
            <span className="mt-0.5 flex gap-1.5 text-caution">
              <TriangleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" strokeWidth={1.75} />
              <span className="min-w-0">{problem}</span>
            </span>
          )}
        </span>
      </span>
    </label>
  );
}
