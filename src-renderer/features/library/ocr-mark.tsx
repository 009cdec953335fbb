import { ScanText } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { LOW_OCR_CONFIDENCE } from '../../../src-contract/ocr.ts';
import type { PageCoverage } from '../../../src-contract/source.ts';

/** How sure text recognition was of the pages it read, with a warning when that is little; nothing without such pages. */
export function OcrMark({ coverage }: { readonly coverage: readonly PageCoverage[] }) {
  const t = useTranslations('library.ocr');
  const read = coverage.filter(({ state }) => state === 'ocr');
  if (read.length === 0) return null;
  const confidence = read.reduce((sum, page) => sum + (page.confidence ?? 0), 0) / read.length;
  return (
    <div className="text-small text-n8">
      <p className="flex items-center gap-1.5">
        <ScanText aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        {t('mark', { confidence: Math.round(confidence) })}
      </p>
      {confidence < LOW_OCR_CONFIDENCE ? <p className="mt-0.5 text-caution">{t('low')}</p> : null}
    </div>
  );
}
