import { Contrast, Monitor, Moon, Sun } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { LOCALES } from '../../i18n/locales.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { SliderSetting } from './number-setting.tsx';
import { Segments } from './segments.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';
import { LANGUAGES } from './setting-name.ts';
import { SettingRow } from './setting-row.tsx';
import { ShortcutSetting } from './shortcut-setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** Theme, language and size of the text; the shortcut of quick ask. */
export function AppearanceSection() {
  const t = useTranslations('settings.appearance');
  const format = useFormatter();
  const pixels = (value: number): string => `${format.number(value)} px`;
  return (
    <>
      <SettingGroup>
        <SettingRows isFirst>
          <ThemeSetting />
          <LanguageSetting />
          <SliderSetting name="ui.fontSize" label={t('fontSize')} help={t('fontSizeHelp')} step={1} shown={pixels} />
        </SettingRows>
      </SettingGroup>
      <SettingGroup title={t('quick')} help={t('quickHelp')}>
        <SettingRows>
          <ShortcutSetting />
          <SwitchSetting name="ui.keepInTray" label={t('keepInTray')} help={t('keepInTrayHelp')} />
        </SettingRows>
      </SettingGroup>
    </>
  );
}

function ThemeSetting() {
  const t = useTranslations('settings.appearance');
  const { value, standing, failure, change, reset } = useSettingControl('ui.theme');
  return (
    <SettingRow
      label={t('theme')}
      help={t('themeHelp')}
      standing={standing}
      failure={failure}
      onReset={reset}
      defaultText={t('themes.system')}
      isTall
    >
      <Segments
        label={t('theme')}
        value={value}
        disabled={standing.kind === 'locked'}
        onChange={(next) => void change(next)}
        options={[
          { value: 'system', label: t('themes.system'), icon: Monitor },
          { value: 'light', label: t('themes.light'), icon: Sun },
          { value: 'dark', label: t('themes.dark'), icon: Moon },
          { value: 'contrast', label: t('themes.contrast'), icon: Contrast },
        ]}
      />
    </SettingRow>
  );
}

function LanguageSetting() {
  const t = useTranslations('settings.appearance');
  const { value, standing, failure, change, reset } = useSettingControl('ui.language');
  return (
    <SettingRow label={t('language')} standing={standing} failure={failure} onReset={reset}>
      <SelectField
        label={t('language')}
        value={value}
        disabled={standing.kind === 'locked'}
        onChange={(next) => void change(next)}
        options={[
          { value: 'system', label: t('languageSystem') },
          ...LOCALES.map((locale) => ({ value: locale, label: LANGUAGES[locale] })),
        ]}
      />
    </SettingRow>
  );
}
