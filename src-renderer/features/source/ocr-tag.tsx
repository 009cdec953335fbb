import { ScanText, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { LOW_OCR_CONFIDENCE, type OcrMark } from '../../../src-contract/ocr.ts';
import { classNames } from '../../ui/class-names.ts';

/** Says of a passage that text recognition read it, and how sure it was; little sureness has another sign and colour. */
export function OcrTag({ ocr, className }: { readonly ocr: OcrMark | undefined; readonly className?: string }) {
  const t = useTranslations('library.ocr');
  if (ocr === undefined) return null;
  const isLow = ocr.confidence < LOW_OCR_CONFIDENCE;
  const Icon = isLow ? TriangleAlert : ScanText;
  return (
    <span
      title={isLow ? t('low') : undefined}
      className={classNames(
        'inline-flex shrink-0 items-center gap-1 whitespace-nowrap text-small',
        isLow ? 'text-caution' : 'text-n8',
        className,
      )}
    >
      <Icon aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
      {t('mark', { confidence: Math.round(ocr.confidence) })}
      {isLow ? <span className="sr-only"> {t('low')}</span> : null}
    </span>
  );
}

/** The same for the page that is shown, as a line of its own, with the warning in words. */
export function OcrLine({ ocr }: { readonly ocr: OcrMark | undefined }) {
  const t = useTranslations('library.ocr');
  if (ocr === undefined) return null;
  const isLow = ocr.confidence < LOW_OCR_CONFIDENCE;
  const Icon = isLow ? TriangleAlert : ScanText;
  return (
    <p
      className={classNames(
        'flex gap-1.5 border-b border-hairline px-3.5 py-1.5 text-small',
        isLow ? 'bg-caution-soft text-n10' : 'text-n8',
      )}
    >
      <Icon
        aria-hidden="true"
        className={classNames('mt-0.5 size-3.5 shrink-0', isLow ? 'text-caution' : '')}
        strokeWidth={1.75}
      />
      <span>
        {t('mark', { confidence: Math.round(ocr.confidence) })}
        {isLow ? `. ${t('low')}` : ''}
      </span>
    </p>
  );
}
