import { useEffect, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { focusFind } from '../features/find/find-store.ts';
import { SECTION_IDS } from '../features/settings/sections.ts';
import { openQuickAsk } from '../lib/desktop.ts';
import { useSettings } from '../lib/settings-store.ts';
import { showFailure } from '../lib/show-failure.ts';
import { type Command, handleKeyPress, useCommands } from './commands.ts';
import { showOverlay } from './overlay-store.ts';
import { go } from './route.ts';
import { SCREENS } from './screens.tsx';

/** The commands of the window itself, and the one listener for all shortcuts. */
export function FrameCommands() {
  const t = useTranslations('frame');
  const rail = useTranslations('rail');
  const settings = useTranslations('settings');
  const find = useTranslations('find');
  const quick = useTranslations('quick');

  const commands = useMemo<readonly Command[]>(() => {
    const screens = SCREENS.map((screen, index): Command => {
      const title = t('goTo', { screen: rail(screen.id) });
      return { id: `go.${screen.id}`, title, group: 'go', keys: `mod+${index + 1}`, run: () => go(screen.id) };
    });
    const themes = (['light', 'dark', 'contrast', 'system'] as const).map((theme): Command => {
      const run = (): void => void useSettings.getState().change({ 'ui.theme': theme }).catch(showFailure);
      return { id: `theme.${theme}`, title: t(`theme.${theme}`), group: 'view', run };
    });
    const pages = SECTION_IDS.map((id): Command => {
      const title = settings('goTo', { section: settings(`section.${id}`) });
      return { id: `settings.${id}`, title, group: 'go', run: () => go('settings', id) };
    });
    return [
      ...screens,
      {
        id: 'settings',
        title: settings('open'),
        group: 'go',
        keys: 'mod+,',
        keysOnly: true,
        run: () => go('settings'),
      },
      {
        id: 'palette',
        title: t('palette'),
        group: 'view',
        keys: 'mod+k',
        keysOnly: true,
        run: () => showOverlay('palette'),
      },
      { id: 'find.focus', title: find('focus'), group: 'find', keys: 'mod+shift+f', run: goToFind },
      { id: 'quick', title: quick('openWindow'), group: 'go', run: () => void openQuickAsk().catch(showFailure) },
      { id: 'shortcuts', title: t('shortcuts'), group: 'view', keys: '?', run: () => showOverlay('shortcuts') },
      ...themes,
      ...pages,
    ];
  }, [t, rail, settings, find, quick]);
  useCommands(commands);

  useEffect(() => {
    addEventListener('keydown', handleKeyPress);
    return () => removeEventListener('keydown', handleKeyPress);
  }, []);
  return null;
}

function goToFind(): void {
  go('find');
  focusFind();
}
