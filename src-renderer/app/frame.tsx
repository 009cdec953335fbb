import { Suspense } from 'react';
import { useTranslations } from 'use-intl';
import { SourceDock } from '../features/source/source-dock.tsx';
import { useViewport } from '../lib/use-viewport.ts';
import { Sheet } from '../ui/sheet.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useDrawer } from './drawer-store.ts';
import { Rail } from './rail.tsx';
import { useRoute } from './route.ts';
import { ScreenBoundary } from './screen-boundary.tsx';
import { SCREENS } from './screens.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toasts } from './toasts.tsx';

/** Rail, list, work, source pane and status bar; below 720 px rail and list are one drawer. */
export function Frame() {
  const t = useTranslations('frame');
  const screenId = useRoute((route) => route.screen);
  const isNarrow = useViewport() === 'narrow';
  const drawer = useDrawer();
  const screen = SCREENS.find((candidate) => candidate.id === screenId) ?? SCREENS[0];
  if (screen === undefined) return null;
  const { List, Work } = screen;
  const list =
    List === undefined ? null : (
      <aside
        aria-label={t(`list.${screen.id}`)}
        className="flex min-h-0 w-60 shrink-0 flex-col border-e border-hairline bg-n1 max-middle:w-auto max-middle:min-w-0 max-middle:flex-1 max-middle:border-0 wide:w-63"
      >
        <ScreenBoundary key={screen.id}>
          <Suspense fallback={<Skeleton className="p-4" lines={5} />}>
            <List />
          </Suspense>
        </ScreenBoundary>
      </aside>
    );
  return (
    <div className="flex h-full flex-col">
      <button
        type="button"
        onClick={() => document.getElementById('work')?.focus()}
        className="sr-only focus:not-sr-only focus:absolute focus:start-2 focus:top-2 focus:z-50 focus:rounded-control focus:bg-n0 focus:px-3 focus:py-1.5 focus:shadow-raised"
      >
        {t('skipToWork')}
      </button>
      <div className="flex min-h-0 flex-1">
        {isNarrow ? (
          <Sheet open={drawer.isOpen} onOpenChange={drawer.setOpen} title={t('navigation')} side="start">
            <Rail />
            {list}
          </Sheet>
        ) : (
          <>
            <Rail />
            {list}
          </>
        )}
        <main id="work" tabIndex={-1} className="relative flex min-w-0 flex-1 flex-col bg-n0 focus:outline-none">
          <ScreenBoundary key={screen.id}>
            <Suspense fallback={<Skeleton className="max-w-xl p-6" lines={6} />}>
              <Work />
            </Suspense>
          </ScreenBoundary>
          <Toasts />
        </main>
        <SourceDock />
      </div>
      <StatusBar />
    </div>
  );
}
