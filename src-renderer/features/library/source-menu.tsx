import { BookOpen, Eraser, Info, KeyRound, RefreshCw, ScanText, SearchX, Trash2, Waypoints } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import type { Source } from '../../../src-contract/source.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { askWhyMissing } from '../find/missing-store.ts';
import { showCodeMap } from '../graph/graph-store.ts';
import { openSource, targetOfSource } from '../source/source-store.ts';
import { showLibraryOverlay } from './library-store.ts';
import { isReadable, reindex, takesOcr, takesPassword } from './source-actions.ts';
import { useRemove } from './use-remove.ts';

/** What can be done with a source. */
export function SourceMenu({
  source,
  trigger,
  defaultOpen = false,
}: {
  readonly source: Source;
  readonly trigger: ReactElement;
  readonly defaultOpen?: boolean;
}) {
  const t = useTranslations('library');
  const find = useTranslations('find');
  const turn = useTranslations('turn');
  const remove = useRemove();
  return (
    <Menu trigger={trigger} align="end" defaultOpen={defaultOpen}>
      {isReadable(source.status) && source.kind !== 'archive' ? (
        <MenuItem icon={BookOpen} keys="enter" onSelect={() => openSource([targetOfSource(source)], 0)}>
          {t('open')}
        </MenuItem>
      ) : null}
      {source.kind === 'code' && isReadable(source.status) ? (
        <MenuItem icon={Waypoints} onSelect={() => showCodeMap(source.collectionId, source.path)}>
          {t('codeMap')}
        </MenuItem>
      ) : null}
      {takesPassword(source) ? (
        <MenuItem icon={KeyRound} keys="enter" onSelect={() => showLibraryOverlay({ kind: 'password', source })}>
          {t('unlock')}
        </MenuItem>
      ) : null}
      {takesOcr(source) ? (
        <MenuItem icon={ScanText} onSelect={() => showLibraryOverlay({ kind: 'ocr', source })}>
          {t('readPages')}
        </MenuItem>
      ) : null}
      <MenuItem icon={Info} keys="alt+enter" onSelect={() => showLibraryOverlay({ kind: 'details', id: source.id })}>
        {t('details')}
      </MenuItem>
      <MenuItem icon={SearchX} onSelect={() => askWhyMissing(source)}>
        {find('missing.menu')}
      </MenuItem>
      <MenuItem icon={RefreshCw} onSelect={() => void reindex([source.id]).catch(showFailure)}>
        {t('reindex')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Trash2} danger keys="delete" onSelect={() => remove([source])}>
        {t('remove')}
      </MenuItem>
      <MenuItem icon={Eraser} danger onSelect={() => showLibraryOverlay({ kind: 'erase', source })}>
        {turn('erase')}…
      </MenuItem>
    </Menu>
  );
}
