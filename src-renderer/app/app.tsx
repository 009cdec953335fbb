import { Tooltip } from 'radix-ui';
import { lazy, Suspense, useEffect } from 'react';
import { AddPreview } from '../features/library/add-preview.tsx';
import { useConnection } from '../lib/connection-store.ts';
import { useSetting, useSettings } from '../lib/settings-store.ts';
import { showFailure } from '../lib/show-failure.ts';
import { watchSystem } from '../lib/system-store.ts';
import { Announcer } from './announcer.tsx';
import { applyAppearance, onSystemThemeChange } from './appearance.ts';
import { DropZone } from './drop-zone.tsx';
import { FollowedPlaces } from './followed-places.tsx';
import { Frame } from './frame.tsx';
import { FrameCommands } from './frame-commands.tsx';
import { JobNews } from './job-news.tsx';
import { LanguageProvider } from './language-provider.tsx';
import { Palette } from './palette.tsx';
import { RecoveryNews } from './recovery-news.tsx';
import { Refused } from './refused.tsx';
import { followAddress, useRoute } from './route.ts';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { Toasts } from './toasts.tsx';

const QuickScreen = lazy(async () => ({ default: (await import('../features/quick/quick-screen.tsx')).QuickScreen }));

/** The whole page. */
export function App() {
  const isRefused = useConnection((connection) => connection.state === 'refused');
  const isQuick = useRoute((route) => route.screen === 'quick');
  useHostState();
  useAppearance();
  useEffect(() => {
    followAddress();
    addEventListener('popstate', followAddress);
    addEventListener('hashchange', followAddress);
    return () => {
      removeEventListener('popstate', followAddress);
      removeEventListener('hashchange', followAddress);
    };
  }, []);
  return (
    <LanguageProvider>
      <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
        {isRefused ? (
          <>
            <Refused />
            <Toasts />
          </>
        ) : isQuick ? (
          <>
            <Suspense fallback={null}>
              <QuickScreen />
            </Suspense>
            <Toasts />
          </>
        ) : (
          <>
            <FrameCommands />
            <FollowedPlaces />
            <Frame />
            <Palette />
            <ShortcutSheet />
            <DropZone />
            <JobNews />
            <RecoveryNews />
            <AddPreview />
          </>
        )}
        <Announcer />
      </Tooltip.Provider>
    </LanguageProvider>
  );
}

/** Loads the settings and follows the system's state whenever the line to the host is open. */
function useHostState(): void {
  const isOpen = useConnection((connection) => connection.state === 'open');
  useEffect(() => {
    if (isOpen) useSettings.getState().load().catch(showFailure);
  }, [isOpen]);
  useEffect(() => {
    const abort = new AbortController();
    void watchSystem(abort.signal);
    return () => abort.abort();
  }, []);
}

function useAppearance(): void {
  const theme = useSetting('ui.theme') ?? 'system';
  const fontSize = useSetting('ui.fontSize') ?? 14;
  useEffect(() => {
    applyAppearance(theme, fontSize);
    return onSystemThemeChange(() => applyAppearance(theme, fontSize));
  }, [theme, fontSize]);
}
