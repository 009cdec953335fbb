import { useTranslations } from 'use-intl';
import { ChoiceSetting } from './choice-setting.tsx';
import { NumberSetting } from './number-setting.tsx';
import { ReindexPart } from './reindex-part.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';
import { SwitchSetting } from './switch-setting.tsx';

const VECTOR_ENGINES = ['auto', 'faiss', 'scan'] as const;
const FUSIONS = ['adaptive', 'rrf'] as const;

/** What one file may cost while it is read, how much a search returns, and what is done about damage and deletion. */
export function AdvancedSection() {
  const t = useTranslations('settings.advanced');
  return (
    <>
      <SettingGroup title={t('reading')} help={t('readingHelp')}>
        <SettingRows>
          <NumberSetting
            name="ingest.timeoutSeconds"
            label={t('timeout')}
            help={t('timeoutHelp')}
            unit={t('seconds')}
          />
          <NumberSetting name="ingest.memoryMb" label={t('memory')} help={t('memoryHelp')} unit={t('megabytes')} />
          <NumberSetting name="ingest.maxFileMb" label={t('maxFile')} help={t('maxFileHelp')} unit={t('megabytes')} />
        </SettingRows>
      </SettingGroup>
      <SettingGroup title={t('passages')} help={t('passagesHelp')}>
        <SettingRows>
          <NumberSetting
            name="chunking.proseTokens"
            label={t('proseTokens')}
            help={t('proseTokensHelp')}
            unit={t('words')}
          />
          <NumberSetting
            name="chunking.codeTokens"
            label={t('codeTokens')}
            help={t('codeTokensHelp')}
            unit={t('words')}
          />
          <NumberSetting
            name="chunking.overlapTokens"
            label={t('overlapTokens')}
            help={t('overlapTokensHelp')}
            unit={t('words')}
          />
        </SettingRows>
      </SettingGroup>
      <SettingGroup title={t('search')}>
        <SettingRows>
          <ChoiceSetting
            name="vector.engine"
            label={t('vectorEngine')}
            help={t('vectorEngineHelp')}
            options={VECTOR_ENGINES.map((value) => ({ value, label: t(`vectorEngines.${value}`) }))}
          />
          <NumberSetting name="search.limit" label={t('limit')} help={t('limitHelp')} unit={t('results')} />
          <ChoiceSetting
            name="search.fusion"
            label={t('fusion')}
            help={t('fusionHelp')}
            options={FUSIONS.map((value) => ({ value, label: t(`fusions.${value}`) }))}
          />
        </SettingRows>
      </SettingGroup>
      <ReindexPart />
      <SettingGroup title={t('safety')}>
        <SettingRows>
          <SwitchSetting name="library.autoHeal" label={t('autoHeal')} help={t('autoHealHelp')} />
          <NumberSetting
            name="library.keepDeletedDays"
            label={t('keepDeleted')}
            help={t('keepDeletedHelp')}
            unit={t('days')}
          />
        </SettingRows>
      </SettingGroup>
      <SettingGroup title={t('records')}>
        <SettingRows>
          <NumberSetting name="traces.keepDays" label={t('keepTraces')} help={t('keepTracesHelp')} unit={t('days')} />
          <SwitchSetting name="traces.spans" label={t('spans')} help={t('spansHelp')} />
        </SettingRows>
      </SettingGroup>
    </>
  );
}
