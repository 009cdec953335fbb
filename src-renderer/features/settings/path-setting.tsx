import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { isAbsolutePath } from './absolute-path.ts';
import { TextSetting } from './text-setting.tsx';

/** A folder by its absolute path. */
export function PathSetting(
  props: Omit<ComponentProps<typeof TextSetting>, 'name' | 'problemOf'> & {
    readonly name: 'library.default' | 'models.folder';
  },
) {
  const t = useTranslations('settings');
  return <TextSetting {...props} problemOf={(path) => (isAbsolutePath(path) ? undefined : t('absolutePath'))} />;
}
