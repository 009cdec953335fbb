import { useTranslations } from 'use-intl';
import { ChoiceSetting } from './choice-setting.tsx';
import { NumberSetting } from './number-setting.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** Which model reads the best passages again, how many and how long; the one in force is offered even when it is gone. */
export function RerankPart({ names }: { readonly names: readonly string[] | undefined }) {
  const t = useTranslations('settings.answers.rerank');
  const { value } = useSettingControl('search.reranker');
  const options = [...new Set(['off', ...(names ?? []), value])].map((name) => ({
    value: name,
    label: name === 'off' ? t('off') : name,
  }));
  return (
    <SettingGroup title={t('title')} help={t('help')}>
      <SettingRows>
        <ChoiceSetting name="search.reranker" label={t('model')} help={t('modelHelp')} options={options} />
        <NumberSetting name="search.rerankTopN" label={t('topN')} help={t('topNHelp')} />
        <NumberSetting name="search.rerankBudgetMs" label={t('budget')} help={t('budgetHelp')} unit={t('ms')} />
      </SettingRows>
      {names?.length === 0 && value === 'off' ? <p className="mt-2 text-small text-n8">{t('none')}</p> : null}
    </SettingGroup>
  );
}
