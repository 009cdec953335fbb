import { Ellipsis, FolderSync, Pause, Play, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { WatchedFolder } from '../../../src-contract/folder.ts';
import { carrel } from '../../lib/client.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useHostText } from '../../lib/use-host-text.ts';
import { useRevised } from '../../lib/use-revised.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { splitPath } from './file-name.ts';
import { showLibraryOverlay } from './library-store.ts';

/** The folders whose changes are followed, under the collections; nothing while there are none. */
export function WatchedFolders() {
  const t = useTranslations('library.watched');
  const folders = useWatchedFolders();
  if (folders === undefined || folders.length === 0) return null;
  return (
    <section aria-label={t('title')} className="mt-4">
      <div className="flex items-center px-2 pb-1">
        <h3 className="flex-1 text-tiny font-medium text-n7">{t('title')}</h3>
        <IconButton
          icon={FolderSync}
          size="small"
          label={t('add')}
          onClick={() => showLibraryOverlay({ kind: 'folder' })}
        />
      </div>
      <ul className="space-y-px">
        {folders.map((folder) => (
          <Row key={folder.id} folder={folder} />
        ))}
      </ul>
    </section>
  );
}

function Row({ folder }: { readonly folder: WatchedFolder }) {
  const t = useTranslations('library.watched');
  const format = useFormat();
  const hostText = useHostText();
  const { id, path, state, collection, checkedAt } = folder;
  const problem = folder.problem === undefined ? undefined : hostText(folder.problem, folder.problemCode).text;
  const { name } = splitPath(path);
  const act = (work: Promise<unknown>): void => void work.catch(showFailure);
  const isPaused = state === 'paused';
  const pause = (): void => act(carrel().library.pauseWatchedFolder({ id, paused: !isPaused }));
  const hint = [
    path,
    problem,
    checkedAt === undefined ? undefined : t('checked', { time: format.relative(checkedAt) }),
  ];
  return (
    <li
      title={hint.filter((part) => part !== undefined).join('\n')}
      className="flex items-center rounded-control py-1 ps-2 hover:bg-hover"
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate text-n10">{name}</span>
        <span className={classNames('block truncate text-tiny', state === 'trouble' ? 'text-bad' : 'text-n7')}>
          {t(`state.${state}`)} · {collection}
        </span>
        {problem === undefined ? null : (
          <span className="block text-tiny text-n8 [overflow-wrap:anywhere]">{problem}</span>
        )}
      </span>
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t('actionsFor', { name })} />}>
        <MenuItem icon={isPaused ? Play : Pause} onSelect={pause}>
          {isPaused ? t('resume') : t('pause')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} danger onSelect={() => act(carrel().library.unwatchFolder({ id }))}>
          {t('remove')}
        </MenuItem>
      </Menu>
    </li>
  );
}

/** The watched folders, again whenever something changed; undefined until the first answer. */
function useWatchedFolders(): readonly WatchedFolder[] | undefined {
  return useRevised((signal) => carrel().library.listWatchedFolders({}, { signal }));
}
