import { type ComponentType, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useConnection } from '../../lib/connection-store.ts';
import { useSettings } from '../../lib/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { ScreenHeader, ScreenTitle } from '../../ui/screen-header.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AboutSection } from './about-section.tsx';
import { AdvancedSection } from './advanced-section.tsx';
import { AnswersSection } from './answers-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BackupSection } from './backup-section.tsx';
import { CheckupSection } from './checkup-section.tsx';
import { FoldersSection } from './folders-section.tsx';
import { HistorySection } from './history-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { NetworkSection } from './network-section.tsx';
import { type SectionId, useSection } from './sections.ts';

const SECTIONS: Readonly<Record<SectionId, ComponentType>> = {
  appearance: AppearanceSection,
  answers: AnswersSection,
  models: ModelsSection,
  folders: FoldersSection,
  backup: BackupSection,
  advanced: AdvancedSection,
  network: NetworkSection,
  history: HistorySection,
  checkup: CheckupSection,
  about: AboutSection,
};

/** One page of the settings; changes hold at once. */
export function SettingsScreen() {
  const t = useTranslations('settings');
  const common = useTranslations('common');
  const section = useSection();
  const isKnown = useSettings((state) => state.snapshot !== undefined);
  const { failure, reload } = useFreshSettings();
  const scroller = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page begins at its top
  useEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [section]);
  const title = t(`section.${section}`);
  useEffect(() => {
    document.title = `${title} · Carrel`;
    return () => {
      document.title = 'Carrel';
    };
  }, [title]);
  const Section = SECTIONS[section];
  return (
    <>
      <ScreenHeader>
        <ScreenTitle>{title}</ScreenTitle>
      </ScreenHeader>
      <ScrollRegion ref={scroller} label={title}>
        <div className="@container mx-auto w-full max-w-[47.5rem] px-6 pb-16 pt-5 max-middle:px-4">
          {failure === undefined ? null : (
            <div className="mb-5">
              <FailureNote
                failure={failure}
                action={
                  <Button look="outline" size="small" onClick={reload}>
                    {common('retry')}
                  </Button>
                }
              />
            </div>
          )}
          {isKnown ? <Section key={section} /> : failure === undefined ? <PageSkeleton /> : null}
        </div>
      </ScrollRegion>
    </>
  );
}

/** Settings files can be edited by hand while Carrel runs: they are asked for again whenever this screen is looked at. */
function useFreshSettings(): { readonly failure: unknown; readonly reload: () => void } {
  const isOpen = useConnection((connection) => connection.state === 'open');
  const [failure, setFailure] = useState<unknown>();
  const reload = (): void => {
    useSettings
      .getState()
      .load()
      .then(() => setFailure(undefined), setFailure);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `reload` depends on nothing
  useEffect(() => {
    if (!isOpen) return;
    reload();
    addEventListener('focus', reload);
    return () => removeEventListener('focus', reload);
  }, [isOpen]);
  return { failure, reload };
}

function PageSkeleton() {
  return (
    <div className="space-y-9">
      <Skeleton lines={3} />
      <Skeleton lines={3} />
      <Skeleton lines={3} />
    </div>
  );
}
