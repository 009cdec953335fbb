import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { carrel } from '../../lib/client.ts';
import { useSettings } from '../../lib/settings-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { GeneratorChoice } from './generator-choice.tsx';
import { NumberSetting, SliderSetting } from './number-setting.tsx';
import { PathLine } from './path-line.tsx';
import { PathSetting } from './path-setting.tsx';
import { RerankPart } from './rerank-part.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';
import { useReconnects } from './use-reconnects.ts';
import { useSettingControl } from './use-setting-control.ts';

/** Who writes answers, from which files, how freely; and the model that searches by meaning. */
export function AnswersSection() {
  const t = useTranslations('settings.answers');
  const folder = useSettings((state) => state.snapshot?.paths.models ?? '');
  const reconnects = useReconnects();
  const [looks, setLooks] = useState(0);
  const models = useLoaded(`${folder} ${looks} ${reconnects}`, (signal) => carrel().models.list({}, { signal }));
  const lookAgain = (
    <Button size="small" onClick={() => setLooks(looks + 1)}>
      <RefreshCw aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
      {t('lookAgain')}
    </Button>
  );
  return (
    <>
      <SettingGroup title={t('writer')} help={t('generatorHelp')} action={lookAgain}>
        {models.state === 'failed' ? (
          <div className="mb-3">
            <FailureNote failure={models.failure} />
          </div>
        ) : null}
        <GeneratorChoice models={models.state === 'ready' ? models.value.generators : []} state={models.state} />
      </SettingGroup>
      <SettingGroup title={t('folder')} help={t('folderHelp')}>
        <SettingRows>
          <PathLine label={t('folderNow')} text={folder} />
          <PathSetting
            name="models.folder"
            label={t('folderOther')}
            help={t('folderOtherHelp')}
            usual={t('folderUsual')}
          />
        </SettingRows>
      </SettingGroup>
      <AnswerNumbers />
      <SettingGroup title={t('embedder')} help={t('embedderHelp')}>
        {models.state === 'loading' ? <Skeleton lines={1} className="py-2" /> : null}
        {models.state === 'ready' ? <EmbedderFacts {...models.value.embedder} /> : null}
        <EmbedderChoice names={models.state === 'ready' ? models.value.embedders : []} />
      </SettingGroup>
      <RerankPart
        names={models.state === 'ready' ? models.value.rerankers : undefined}
        sparse={models.state === 'ready' ? models.value.sparseModels : []}
      />
    </>
  );
}

function AnswerNumbers() {
  const t = useTranslations('settings.answers');
  const format = useFormatter();
  return (
    <SettingGroup title={t('how')}>
      <SettingRows>
        <SliderSetting
          name="answer.topK"
          label={t('topK')}
          help={t('topKHelp')}
          step={1}
          shown={(value) => format.number(value)}
        />
        <SliderSetting
          name="answer.temperature"
          label={t('temperature')}
          help={t('temperatureHelp')}
          step={0.1}
          shown={(value) => format.number(value, { minimumFractionDigits: 1, maximumFractionDigits: 2 })}
        />
        <NumberSetting name="answer.maxTokens" label={t('maxTokens')} help={t('maxTokensHelp')} unit={t('tokens')} />
        <NumberSetting
          name="answer.contextTokens"
          label={t('contextTokens')}
          help={t('contextTokensHelp')}
          unit={t('tokens')}
        />
        <NumberSetting name="answer.timeBudgetMs" label={t('timeBudget')} help={t('timeBudgetHelp')} unit={t('ms')} />
        <NumberSetting
          name="answer.writeBudgetMs"
          label={t('writeBudget')}
          help={t('writeBudgetHelp')}
          unit={t('ms')}
        />
        <NumberSetting
          name="answer.verifyBudgetMs"
          label={t('verifyBudget')}
          help={t('verifyBudgetHelp')}
          unit={t('ms')}
        />
      </SettingRows>
    </SettingGroup>
  );
}

/** The model in force is offered even when its folder is gone, so that the setting never shows another. */
function EmbedderChoice({ names }: { readonly names: readonly string[] }) {
  const t = useTranslations('settings.advanced');
  const { value } = useSettingControl('embedding.model');
  const options = [...new Set([...names, value])].map((name) => ({ value: name, label: name }));
  return (
    <SettingRows>
      <ChoiceSetting name="embedding.model" label={t('embedding')} help={t('embeddingHelp')} options={options} />
    </SettingRows>
  );
}

function EmbedderFacts({
  name,
  dimensions,
  sizeBytes,
}: {
  readonly name: string;
  readonly dimensions: number;
  readonly sizeBytes: number;
}) {
  const t = useTranslations('settings.answers');
  const format = useFormat();
  return (
    <p className="rounded-lg border border-hairline px-3.5 py-2.5">
      <span className="font-medium text-n11">{name}</span>
      <span className="tabular block text-small text-n8">
        {t('dimensions', { count: dimensions })} · {format.size(sizeBytes)} · {t('shipped')}
      </span>
    </p>
  );
}
