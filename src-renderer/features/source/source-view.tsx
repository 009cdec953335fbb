import { FileWarning } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SourceDetails } from '../../../src-contract/source.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { SourceTarget } from './source-store.ts';
import { TextView } from './text-view.tsx';

const PdfView = lazy(() => import('./pdf-view.tsx').then((module) => ({ default: module.PdfView })));

/** Shows a source by its kind: PDF pages as they are, everything else as the text that was read. */
export function SourceView({ details, target }: { readonly details: SourceDetails; readonly target: SourceTarget }) {
  const t = useTranslations('source');
  const [isUnreadable, setIsUnreadable] = useState(false);
  if (details.kind === 'archive') return <Notice>{t('members')}</Notice>;
  if (details.kind === 'pdf' && details.originalAvailable && !isUnreadable) {
    return (
      <Suspense fallback={<Skeleton className="p-6" lines={9} />}>
        <PdfView details={details} target={target} onUnreadable={() => setIsUnreadable(true)} />
      </Suspense>
    );
  }
  return (
    <>
      {details.originalAvailable && !isUnreadable ? null : <Notice>{t('gone')}</Notice>}
      <TextView details={details} target={target} />
    </>
  );
}

function Notice({ children }: { readonly children: ReactNode }) {
  return (
    <p className="flex gap-2 border-b border-hairline bg-caution-soft px-3.5 py-2 text-small text-n10">
      <FileWarning aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-caution" strokeWidth={1.75} />
      {children}
    </p>
  );
}
