import type { RenderTask } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { carrel } from '../../lib/client.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import type { OpenPdf } from './pdf-document.ts';
import type { SourceTarget } from './source-store.ts';
import { useWidth } from './use-width.ts';

/** Space around the page, both sides together, in pixels. */
const MARGIN = 28;

/** The most pixels a page is drawn with; beyond it browsers refuse the canvas. Guess, unmeasured. */
const MOST_PIXELS = 24_000_000;

/** One page of a PDF at the width of the pane times `zoom`, with the rectangles of the passage. */
export function PdfPage({
  pdf,
  page,
  zoom,
  target,
}: {
  readonly pdf: OpenPdf;
  readonly page: number;
  readonly zoom: number;
  readonly target: SourceTarget;
}) {
  const t = useTranslations('source');
  const scroller = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(scroller);
  const [shape, setShape] = useState<{ page: number; width: number; height: number }>();
  const [failure, setFailure] = useState<unknown>();
  const cssWidth = Math.max(120, (width ?? 0) - MARGIN) * zoom;

  useEffect(() => {
    const element = canvas.current;
    if (width === undefined || element === null) return;
    let task: RenderTask | undefined;
    let isCurrent = true;
    const draw = async (): Promise<void> => {
      const proxy = await pdf.document.getPage(page);
      if (!isCurrent) return;
      const natural = proxy.getViewport({ scale: 1 });
      const scale = cssWidth / natural.width;
      const height = natural.height * scale;
      const density = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (cssWidth * height)));
      // Drawn aside and put in place whole: while it works, the page before stays instead of a white flash.
      const sheet = document.createElement('canvas');
      sheet.width = Math.floor(cssWidth * density);
      sheet.height = Math.floor(height * density);
      task = proxy.render({ canvas: sheet, viewport: proxy.getViewport({ scale: scale * density }) });
      await task.promise;
      if (!isCurrent) return;
      element.width = sheet.width;
      element.height = sheet.height;
      element.getContext('2d')?.drawImage(sheet, 0, 0);
      setShape({ page, width: cssWidth, height });
      setFailure(undefined);
    };
    draw().catch((thrown: unknown) => {
      if (isCurrent) setFailure(thrown);
    });
    return () => {
      isCurrent = false;
      task?.cancel();
    };
  }, [pdf, page, width, cssWidth]);

  return (
    <ScrollRegion ref={scroller} label={t('pageLabel', { page, title: target.source.title })} className="p-3.5">
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <div
        className="relative mx-auto bg-[#fff] shadow-raised outline outline-hairline"
        style={
          shape === undefined
            ? { width: cssWidth, aspectRatio: '1 / 1.414' }
            : { width: shape.width, height: shape.height }
        }
      >
        <canvas
          ref={canvas}
          role="img"
          aria-label={t('pageLabel', { page, title: target.source.title })}
          className="block size-full"
        />
        {shape?.page === page && target.position?.page === page ? <PassageMarks target={target} /> : null}
      </div>
    </ScrollRegion>
  );
}

/** The rectangles of the passage over the page, in shares of its size, so that every zoom fits. */
function PassageMarks({ target }: { readonly target: SourceTarget }) {
  const t = useTranslations('source');
  const first = useRef<HTMLDivElement>(null);
  const { source, position } = target;
  const place = useLoaded(`${source.id} ${JSON.stringify(position)}`, async (signal) =>
    position === undefined ? undefined : await carrel().library.locatePassage({ id: source.id, position }, { signal }),
  );
  const located = place.state === 'ready' ? place.value : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each located passage comes into view once
  useEffect(() => {
    first.current?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }, [located]);
  if (located === undefined) return null;
  const { pageWidth, pageHeight, rectangles } = located;
  return rectangles.map((rectangle, index) => (
    <div
      key={`${rectangle.x} ${rectangle.y} ${rectangle.width}`}
      ref={index === 0 ? first : undefined}
      {...(index === 0 ? { role: 'img', 'aria-label': t('marked') } : { 'aria-hidden': true })}
      className="absolute rounded-[2px] bg-[oklch(90%_0.13_95)] mix-blend-multiply animate-fade"
      style={{
        left: `${(rectangle.x / pageWidth) * 100}%`,
        top: `${(1 - (rectangle.y + rectangle.height) / pageHeight) * 100}%`,
        width: `${(rectangle.width / pageWidth) * 100}%`,
        height: `${(rectangle.height / pageHeight) * 100}%`,
      }}
    />
  ));
}
