import { Menu as MenuIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useDrawer } from '../app/drawer-store.ts';
import { useViewport } from '../lib/use-viewport.ts';
import { IconButton } from './icon-button.tsx';

/** The 44 px bar over the work: title, then what belongs to it; on narrow windows also the way to rail and list. */
export function ScreenHeader({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('frame');
  const setOpen = useDrawer((state) => state.setOpen);
  const isNarrow = useViewport() === 'narrow';
  return (
    <header className="flex min-h-11 shrink-0 items-center gap-2 border-b border-hairline px-4 max-middle:px-2">
      {isNarrow ? <IconButton icon={MenuIcon} label={t('openNavigation')} onClick={() => setOpen(true)} /> : null}
      {children}
    </header>
  );
}

/** The heading of a screen; long ones end in an ellipsis. */
export function ScreenTitle({ children }: { readonly children: ReactNode }) {
  return <h1 className="min-w-0 truncate text-base font-semibold text-n11">{children}</h1>;
}
