import { useTranslations } from 'use-intl';
import { useSettings } from '../../lib/settings-store.ts';
import { useSystem } from '../../lib/system-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { PathLine } from './path-line.tsx';
import { PathSetting } from './path-setting.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';
import { SwitchSetting } from './switch-setting.tsx';

/** Where everything is on disk, and how much of it there is. */
export function FoldersSection() {
  const t = useTranslations('settings.folders');
  const paths = useSettings((state) => state.snapshot?.paths);
  return (
    <>
      <SettingGroup title={t('library')} help={t('libraryHelp')}>
        <LibraryFacts />
        <SettingRows>
          <PathLine label={t('libraryPath')} text={paths?.library ?? ''} />
          <PathSetting name="library.default" label={t('default')} help={t('defaultHelp')} usual={t('defaultUsual')} />
          <SwitchSetting name="library.watchFolders" label={t('watch')} help={t('watchHelp')} />
        </SettingRows>
      </SettingGroup>
      <SettingGroup title={t('files')} help={t('filesHelp')}>
        <SettingRows>
          <PathLine label={t('userFile')} text={paths?.userFile ?? ''} />
          <PathLine label={t('libraryFile')} text={paths?.libraryFile ?? ''} />
        </SettingRows>
      </SettingGroup>
    </>
  );
}

function LibraryFacts() {
  const t = useTranslations('settings.folders');
  const format = useFormat();
  const status = useSystem((state) => state.status);
  if (status === undefined) return <Skeleton lines={1} className="my-3 max-w-md" />;
  const facts = [
    [t('collections'), format.number(status.collections)],
    [t('sources'), format.number(status.sources)],
    [t('passages'), format.number(status.chunks)],
    [t('index'), format.size(status.indexBytes)],
    [t('created'), format.exact(status.library.createdAt)],
  ];
  return (
    <dl className="tabular mb-3 flex flex-wrap gap-x-8 gap-y-2">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-small text-n8">{name}</dt>
          <dd className="font-medium text-n11">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
