import { useTranslations } from 'use-intl';
import { ChoiceSetting } from './choice-setting.tsx';
import { NumberSetting } from './number-setting.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** Which model reads the best passages again, how many and how long; the one in force is offered even when it is gone. */
export function RerankPart({
  names,
  sparse,
}: {
  readonly names: readonly string[] | undefined;
  readonly sparse: readonly string[];
}) {
  const t = useTranslations('settings.answers.rerank');
  const { value } = useSettingControl('search.reranker');
  const { value: sparseValue } = useSettingControl('search.sparseModel');
  const toOptions = (found: readonly string[], current: string) =>
    [...new Set(['off', ...found, current])].map((name) => ({ value: name, label: name === 'off' ? t('off') : name }));
  return (
    <SettingGroup title={t('title')} help={t('help')}>
      <SettingRows>
        <ChoiceSetting
          name="search.reranker"
          label={t('model')}
          help={t('modelHelp')}
          options={toOptions(names ?? [], value)}
        />
        <NumberSetting name="search.rerankTopN" label={t('topN')} help={t('topNHelp')} />
        <NumberSetting name="search.rerankBudgetMs" label={t('budget')} help={t('budgetHelp')} unit={t('ms')} />
        <ChoiceSetting
          name="search.sparseModel"
          label={t('sparse')}
          help={t('sparseHelp')}
          options={toOptions(sparse, sparseValue)}
        />
      </SettingRows>
      {names?.length === 0 && value === 'off' ? <p className="mt-2 text-small text-n8">{t('none')}</p> : null}
    </SettingGroup>
  );
}
