import type { LibraryDeps } from './deps.ts';
import type { JobRecord, OcrText, PageText, ReadResult, ReadTarget } from './ports.ts';

/** What text recognition needs to know of the job. */
export interface OcrRun {
  readonly job: Pick<JobRecord, 'languages'>;
  readonly signal: AbortSignal;
  /** Whether vectors are made, too; they are without it. */
  readonly embeds?: boolean;
  /** Pages for text recognition were counted, or read. */
  readonly onOcrPages?: (more: { readonly done: number; readonly total: number }) => void;
}

type Reader = Pick<LibraryDeps, 'reader' | 'ocr' | 'ocrPages' | 'limits'>;

/**
 * Reads a source together with what text recognition knows of its pages, or is asked to find out now.
 *
 * Each page is kept as soon as it is read: a job that was stopped goes on with the next page.
 */
export async function readWithOcr(deps: Reader, run: OcrRun, target: ReadTarget): Promise<ReadResult> {
  const limits = { ...deps.limits(), ...(run.embeds === undefined ? {} : { embeds: run.embeds }) };
  const plain = await deps.reader.read(target, limits, run.signal);
  if (!deps.ocr.canRead(target.name, plain.kind) || plain.hash === '') return plain;
  const pages = plain.pages.filter(({ state }) => state === 'empty');
  if (pages.length === 0) return plain;
  const { hash } = plain;
  const isAsked = run.job.languages !== undefined;
  const ocr = isAsked ? await askFor(deps, run, { target, hash, pages }) : await knownPages(deps, hash);
  if (ocr.length === 0) return plain;
  return deps.reader.read({ ...target, ocr }, limits, run.signal);
}

async function knownPages(deps: Reader, hash: string): Promise<OcrText[]> {
  const known = await deps.ocrPages.list(hash);
  return known.map(({ page, text, confidence }) => ({ page, text, confidence }));
}

async function askFor(
  deps: Reader,
  run: OcrRun,
  found: { readonly target: ReadTarget; readonly hash: string; readonly pages: readonly PageText[] },
): Promise<OcrText[]> {
  const languages = run.job.languages ?? [];
  const known = new Map((await deps.ocrPages.list(found.hash)).map((page) => [page.page, page]));
  const isDone = (page: number): boolean => known.get(page)?.languages === languages.join('+');
  const missing = found.pages.filter(({ page }) => !isDone(page));
  run.onOcrPages?.({ done: 0, total: missing.length });
  const texts = [...known.values()].filter(({ page }) => isDone(page));
  const read: OcrText[] = texts.map(({ page, text, confidence }) => ({ page, text, confidence }));
  for (const { page } of missing) {
    const request = { target: found.target, page, languages, maxBytes: deps.limits().maxBytes };
    const outcome = await deps.ocr.readPage(request, run.signal);
    if (outcome.kind === 'refused') read.push({ page, failed: outcome.reason });
    else {
      await deps.ocrPages.put(found.hash, page, languages, outcome.page);
      read.push({ page, text: outcome.page.text, confidence: outcome.page.confidence });
    }
    run.onOcrPages?.({ done: 1, total: 0 });
  }
  return read;
}
