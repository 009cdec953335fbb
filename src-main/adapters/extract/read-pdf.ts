import type { TextItem, TextMarkedContent } from 'pdfjs-dist/types/src/display/api.js';
import { sentence } from '../../../src-contract/host-message.ts';
import type { HeadingMark } from '../../engine/chunking/prose-blocks.ts';
import type { OcrText, PageText } from '../../services/library/ports.ts';
import type { ExtractedDocument, ExtractedPage } from './extracted-document.ts';
import { openPdf, type PdfDocument } from './pdf-document.ts';
import { layOutPage, type PageLine, type PdfPageText } from './pdf-page-text.ts';
import { bodiesOf, tablesOf } from './pdf-structure.ts';
import { messageOf, Unreadable } from './unreadable.ts';

interface LaidOutPage {
  readonly page: ExtractedPage;
  readonly lines: readonly PageLine[];
  /** The page's box, in points. */
  readonly view: readonly number[];
}

/**
 * Reads the text of a PDF, page by page.
 *
 * A damaged page is `failed` and named in `missing`; the others are read.
 *
 * @throws Unreadable `password`, `invalid`, or `no-text` when no page has any
 */
export async function readPdf(
  bytes: Uint8Array,
  pdfjsFolder: string,
  { password, ocr = [] }: { readonly password?: string; readonly ocr?: readonly OcrText[] } = {},
): Promise<ExtractedDocument> {
  await using document = await openPdf(bytes, pdfjsFolder, password === undefined ? {} : { password });
  const read: LaidOutPage[] = [];
  for (let number = 1; number <= document.pageCount; number += 1) read.push(await readPage(document, number));
  const bodies = bodiesOf(read.map(({ page, lines, view }) => ({ text: page.text, lines, view })));
  const structured = markHeadings(read.map((one, index) => withStructure(one, bodies[index])));
  const pages = withOcr(structured, ocr);
  const missing = describeFailures(pages);
  if (charactersOf(pages) < MIN_CHARACTERS) {
    const reason = describeFailures(pages, true) ?? sentence('pdf-scan');
    throw new Unreadable('no-text', reason, undefined, pages.map(withoutText));
  }
  const title = usableTitle(await document.metadataTitle()) ?? firstHeading(pages);
  return {
    shape: 'prose',
    isPaged: true,
    pages,
    ...(title === undefined ? {} : { title }),
    ...(missing === undefined ? {} : { missing }),
  };
}

/** Puts what text recognition read into the pages that have no text of their own. */
function withOcr(pages: readonly ExtractedPage[], ocr: readonly OcrText[]): readonly ExtractedPage[] {
  const isScan = charactersOf(pages) < MIN_CHARACTERS;
  const readByPage = new Map(ocr.map((read) => [read.page, read]));
  return pages.map((page) => {
    const read = readByPage.get(page.page);
    if (read === undefined || (page.text.trim() !== '' && !isScan)) return page;
    if ('failed' in read) return { page: page.page, state: 'failed', text: '', reason: read.failed };
    if (read.text === '') return page;
    return { page: page.page, state: 'ocr', text: read.text, confidence: read.confidence };
  });
}

function charactersOf(pages: readonly ExtractedPage[]): number {
  return pages.reduce((sum, page) => sum + page.text.replace(/\s+/gu, '').length, 0);
}

function withoutText({ page, state, reason }: ExtractedPage): PageText {
  return { page, state: state === 'failed' ? state : 'empty', text: '', ...(reason === undefined ? {} : { reason }) };
}

/** The text of one page, with the place of each piece. @throws whatever pdf.js throws for a damaged page */
export async function pageText(
  document: PdfDocument,
  number: number,
): Promise<PdfPageText & { readonly view: readonly number[] }> {
  const page = await document.page(number);
  try {
    const content = await page.getTextContent();
    const laidOut = layOutPage(content.items as (TextItem | TextMarkedContent)[], page.view);
    return { ...laidOut, view: page.view };
  } finally {
    page.cleanup();
  }
}

async function readPage(document: PdfDocument, number: number): Promise<LaidOutPage> {
  try {
    const { text, lines, view } = await pageText(document, number);
    return { page: { page: number, state: text.trim() === '' ? 'empty' : 'text', text }, lines, view };
  } catch (thrown) {
    return { page: { page: number, state: 'failed', text: '', reason: messageOf(thrown) }, lines: [], view: [] };
  }
}

/** Leaves running heads out of the passages and of the lines that may be headings; marks the tables. */
function withStructure({ page, lines, view }: LaidOutPage, body: ExtractedPage['body']): LaidOutPage {
  const { charStart, charEnd } = body ?? { charStart: 0, charEnd: page.text.length };
  const kept = lines.filter((line) => line.start >= charStart && line.end <= charEnd);
  const tables = tablesOf(page.text, kept);
  return {
    page: { ...page, ...(body === undefined ? {} : { body }), ...(tables.length === 0 ? {} : { tables }) },
    lines: kept.filter((line) => !tables.some((table) => line.start >= table.charStart && line.end <= table.charEnd)),
    view,
  };
}

/** A scan may have a stray number or mark as its only text; that is nothing to search. A guess. */
const MIN_CHARACTERS = 5;

/** Lines at least this much taller than the body text are headings, as long as they are short. Guesses. */
const HEADING_RATIO = 1.18;
const MAX_HEADING_LENGTH = 120;
const MAX_LEVELS = 3;

function markHeadings(read: readonly LaidOutPage[]): ExtractedPage[] {
  const body = bodySize(read);
  const sizes = [...new Set(read.flatMap(({ lines }) => lines.map((line) => rounded(line.size))))]
    .filter((size) => body > 0 && size >= body * HEADING_RATIO)
    .sort((left, right) => right - left);
  // A page of many sizes is a poster or a form, not a text with headings.
  if (sizes.length === 0 || sizes.length > 8) return read.map(({ page }) => page);
  return read.map(({ page, lines }) => ({ ...page, headings: headingsOf(page.text, lines, sizes) }));
}

function headingsOf(text: string, lines: readonly PageLine[], sizes: readonly number[]): HeadingMark[] {
  const headings: { -readonly [Key in keyof HeadingMark]: HeadingMark[Key] }[] = [];
  for (const line of lines) {
    const rank = sizes.indexOf(rounded(line.size));
    const title = text.slice(line.start, line.end).replace(/\s+/gu, ' ').trim();
    if (rank < 0 || title.length > MAX_HEADING_LENGTH || !/\p{L}{2}/u.test(title)) continue;
    const level = Math.min(rank + 1, MAX_LEVELS);
    const last = headings.at(-1);
    if (last !== undefined && last.level === level && text.slice(last.charEnd, line.start).trim() === '') {
      // The second line of a long heading.
      last.title = `${last.title} ${title}`;
      last.charEnd = line.end;
    } else {
      headings.push({ level, title, charStart: line.start, charEnd: line.end });
    }
  }
  return headings;
}

/** The size that most characters of the document have. */
function bodySize(read: readonly LaidOutPage[]): number {
  const characters = new Map<number, number>();
  for (const line of read.flatMap((page) => page.lines)) {
    const size = rounded(line.size);
    characters.set(size, (characters.get(size) ?? 0) + line.end - line.start);
  }
  const [most] = [...characters].sort((left, right) => right[1] - left[1]);
  return most?.[0] ?? 0;
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2;
}

function firstHeading(pages: readonly ExtractedPage[]): string | undefined {
  const headings = pages.slice(0, 2).flatMap((page) => page.headings ?? []);
  return usableTitle(headings.find((heading) => heading.level === 1)?.title);
}

/** Programs fill in titles that say nothing: file names, "Untitled", "Microsoft Word - …". */
function usableTitle(title: string | undefined): string | undefined {
  const clean = title
    ?.replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/^Microsoft (?:Word|PowerPoint) - /u, '')
    .trim()
    .toWellFormed()
    .slice(0, 200);
  if (clean === undefined || clean.length < 3 || !/\p{L}{2}/u.test(clean)) return undefined;
  if (/^(?:untitled|title|no title|document\d*|slide \d+)$/iu.test(clean)) return undefined;
  return /\.(?:docx?|pptx?|tex|dvi|indd|pdf|pages|odt|qxd|p65|fm|ps)$/iu.test(clean) ? undefined : clean;
}

function describeFailures(pages: readonly ExtractedPage[], isAll = false): string | undefined {
  const failed = pages.filter((page) => page.state === 'failed');
  const [first] = failed;
  if (first === undefined) return undefined;
  const shown = failed.slice(0, 10).map((page) => page.page);
  const more = failed.length > shown.length ? ` and ${failed.length - shown.length} more` : '';
  const code = failed.length === 1 ? 'page-failed' : 'pages-failed';
  const named = { pages: `${shown.join(', ')}${more}`, total: pages.length, why: first.reason ?? 'damaged' };
  return sentence(isAll ? `${code}-no-text` : code, named);
}
