import {
  Archive,
  Box,
  FolderOpen,
  History,
  type LucideIcon,
  MessageSquareQuote,
  Palette,
  ShieldCheck,
  SlidersHorizontal,
  Stethoscope,
  WifiOff,
} from 'lucide-react';
import { useTranslations } from 'use-intl';
import { go, routeHash } from '../../app/route.ts';
import { classNames } from '../../ui/class-names.ts';
import { ListPaneHeader } from '../../ui/list-pane.tsx';
import { SECTION_IDS, type SectionId, useSection } from './sections.ts';

const ICONS: Readonly<Record<SectionId, LucideIcon>> = {
  appearance: Palette,
  answers: MessageSquareQuote,
  models: Box,
  folders: FolderOpen,
  backup: Archive,
  advanced: SlidersHorizontal,
  network: WifiOff,
  history: History,
  checkup: Stethoscope,
  about: ShieldCheck,
};

/** The pages of the settings. */
export function SectionList() {
  const t = useTranslations('settings');
  const current = useSection();
  return (
    <>
      <ListPaneHeader title={t('title')} />
      <nav aria-label={t('title')} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        <ul className="space-y-px">
          {SECTION_IDS.map((id) => {
            const Icon = ICONS[id];
            return (
              <li key={id}>
                <a
                  href={routeHash('settings', id)}
                  aria-current={id === current ? 'page' : undefined}
                  onClick={(event) => {
                    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                    event.preventDefault();
                    go('settings', id);
                  }}
                  className={classNames(
                    'flex min-h-8 items-center gap-2.5 rounded-control px-2 text-n9 hover:bg-hover',
                    id === current && 'bg-selected font-medium text-n11',
                  )}
                >
                  <Icon aria-hidden="true" className="size-4 shrink-0 text-n7" strokeWidth={1.75} />
                  <span className="min-w-0 truncate">{t(`section.${id}`)}</span>
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
    </>
  );
}
