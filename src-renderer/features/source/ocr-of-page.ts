import type { OcrMark } from '../../../src-contract/ocr.ts';
import type { PageCoverage } from '../../../src-contract/source.ts';

/** What text recognition says of a page; a source without pages has one. Undefined for pages that had text. */
export function ocrOfPage(coverage: readonly PageCoverage[], page = 1): OcrMark | undefined {
  const found = coverage.find((candidate) => candidate.page === page);
  return found?.state === 'ocr' && found.confidence !== undefined ? { confidence: found.confidence } : undefined;
}
