import { useTranslations } from 'use-intl';
import { NumberSetting } from './number-setting.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';

/** What one file may cost while it is read, and how much a search returns. */
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
      <SettingGroup title={t('search')}>
        <SettingRows>
          <NumberSetting name="search.limit" label={t('limit')} help={t('limitHelp')} unit={t('results')} />
        </SettingRows>
      </SettingGroup>
    </>
  );
}
