import { FileText, Image, MoveHorizontal, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SourceDetails } from '../../../src-contract/source.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ocrOfPage } from './ocr-of-page.ts';
import { OcrLine } from './ocr-tag.tsx';
import { PageBar } from './page-bar.tsx';
import { type OpenPdf, openPdf } from './pdf-document.ts';
import { PdfPage } from './pdf-page.tsx';
import type { SourceTarget } from './source-store.ts';
import { TextView } from './text-view.tsx';

/** Steps of the zoom; 1 is the width of the pane. */
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;

/** A PDF as it is, one page at a time, the passage lit; or its text, for reading aloud and copying. */
export function PdfView({
  details,
  target,
  onUnreadable,
}: {
  readonly details: SourceDetails;
  readonly target: SourceTarget;
  /** The bytes are not (or no longer) a PDF that can be shown. */
  readonly onUnreadable: () => void;
}) {
  const t = useTranslations('source');
  const pdf = usePdf(details, onUnreadable);
  const [zoom, setZoom] = useState(1);
  const [isText, setIsText] = useState(false);
  // The page the reader turned to counts only for the citation they turned it at.
  const [turned, setTurned] = useState<{ target: SourceTarget; page: number }>();
  const page = turned?.target === target ? turned.page : (target.position?.page ?? 1);
  const toggle = (
    <IconButton
      icon={isText ? Image : FileText}
      label={isText ? t('showPage') : t('showText')}
      onClick={() => setIsText(!isText)}
    />
  );
  if (isText) {
    return (
      <>
        <div className="flex justify-end border-b border-hairline px-2 py-1">{toggle}</div>
        <TextView details={details} target={target} />
      </>
    );
  }
  if (pdf === undefined) return <Skeleton className="p-6" lines={9} />;
  const step = (by: 1 | -1): void => {
    const next = ZOOMS[ZOOMS.indexOf(zoom as (typeof ZOOMS)[number]) + by];
    if (next !== undefined) setZoom(next);
  };
  return (
    <>
      <PageBar page={page} pages={pdf.document.numPages} onPage={(next) => setTurned({ target, page: next })}>
        <IconButton icon={ZoomOut} label={t('zoomOut')} disabled={zoom === ZOOMS[0]} onClick={() => step(-1)} />
        <IconButton icon={ZoomIn} label={t('zoomIn')} disabled={zoom === ZOOMS.at(-1)} onClick={() => step(1)} />
        <IconButton icon={MoveHorizontal} label={t('zoomFit')} disabled={zoom === 1} onClick={() => setZoom(1)} />
        {toggle}
      </PageBar>
      <OcrLine ocr={ocrOfPage(details.coverage, page)} />
      <PdfPage pdf={pdf} page={page} zoom={zoom} target={target} />
    </>
  );
}

function usePdf(details: SourceDetails, onUnreadable: () => void): OpenPdf | undefined {
  const [pdf, setPdf] = useState<OpenPdf>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once for each state of the file
  useEffect(() => {
    const abort = new AbortController();
    setPdf(undefined);
    openPdf(details.id, abort.signal, onUnreadable).then(
      (opened) => {
        if (!abort.signal.aborted) setPdf(opened);
      },
      () => {
        if (!abort.signal.aborted) onUnreadable();
      },
    );
    return () => abort.abort();
  }, [details.id, details.hash]);
  return pdf;
}
