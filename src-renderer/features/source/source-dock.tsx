import { useTranslations } from 'use-intl';
import { useViewport } from '../../lib/use-viewport.ts';
import { Sheet } from '../../ui/sheet.tsx';
import { PaneHandle } from './pane-handle.tsx';
import { SourceCommands } from './source-commands.tsx';
import { SourcePane } from './source-pane.tsx';
import { closeSource, useSourcePane } from './source-store.ts';

/** Where the source pane stands, and its keys: beside the work, or over it as a sheet where the window is narrower than 1000 px. */
export function SourceDock() {
  const t = useTranslations('source');
  const isOpen = useSourcePane((state) => state.isOpen);
  const width = useSourcePane((state) => state.width);
  const viewport = useViewport();
  if (viewport !== 'wide') {
    return (
      <>
        <SourceCommands />
        <Sheet open={isOpen} onOpenChange={(open) => (open ? undefined : closeSource())} title={t('title')} side="end">
          <SourcePane />
        </Sheet>
      </>
    );
  }
  if (!isOpen) return <SourceCommands />;
  return (
    <aside
      aria-label={t('title')}
      data-source-pane=""
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        closeSource();
      }}
      className="relative flex min-h-0 shrink-0 border-s border-hairline bg-n1"
      // Never more than the work leaves: 760 px of frame and reading width stay free in a small window.
      style={{ width: `min(${width}px, max(360px, 100vw - 760px))` }}
    >
      <SourceCommands />
      <PaneHandle />
      <SourcePane />
    </aside>
  );
}
