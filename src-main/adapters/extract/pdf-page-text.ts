import type { TextItem, TextMarkedContent } from 'pdfjs-dist/types/src/display/api.js';
import { inReadingOrder, type PageView } from './pdf-reading-order.ts';

/*
 * The text of a PDF page from the pieces pdf.js finds, in reading order. Lines end where pdf.js says; a gap of
 * more than a line, or a jump up the page, is a blank line, so that paragraphs and columns stay apart; a word divided
 * at the end of a line is joined. The place of every piece in the text is kept, so that a range of characters can be
 * shown on the page again.
 */

/** A piece of text as it stands on the page. */
export interface PlacedItem {
  /** Half-open UTF-16 offsets in the text of the page. */
  readonly start: number;
  readonly end: number;
  /** Maps the unit of the text (width across, height up) to page coordinates, as in PDF. */
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
}

export interface PageLine {
  readonly start: number;
  readonly end: number;
  /** Height of the tallest letters, in points. */
  readonly size: number;
  /** Height of its base line above the foot of the page, in points. */
  readonly y: number;
  /** Its parts between wide gaps: one, unless it is a row of a table. */
  readonly cells: readonly LineCell[];
}

export interface LineCell {
  readonly start: number;
  readonly end: number;
  /** Left and right edge, in points. */
  readonly left: number;
  readonly right: number;
}

export interface PdfPageText {
  readonly text: string;
  readonly items: readonly PlacedItem[];
  readonly lines: readonly PageLine[];
}

/** More than this many line heights between two lines is a new paragraph. A guess, right for single and 1.5 spacing. */
const PARAGRAPH_GAP = 1.7;
const DIVIDED_WORD = /(\p{L}{2,})[-\u00ad\u2010]$/u;

/** A gap this wide, in sizes of the letters, ends a cell. A guess: spaces of justified text stay below it. */
const CELL_GAP = 1.2;

/** Puts the text of a page together from its items; `view` is the page's box. */
export function layOutPage(content: readonly (TextItem | TextMarkedContent)[], view: PageView): PdfPageText {
  const page = new PageBuilder();
  const found = content.filter((item): item is TextItem => 'str' in item);
  const items = inReadingOrder(found, view);
  const wholePage = items.map((item) => item.str).join(' ');
  for (const item of items) {
    if (item.str !== '') page.addItem(item, wholePage);
    if (item.hasEOL) page.endLine(item);
  }
  return page.finish();
}

class PageBuilder {
  readonly #items: PlacedItem[] = [];
  readonly #lines: PageLine[] = [];
  #text = '';
  #lineStart = 0;
  #lineSize = 0;
  #isLineEnded = false;
  #cells: { start: number; end: number; left: number; right: number }[] = [];
  #lastLine: { readonly x: number; readonly y: number; readonly size: number } | undefined;
  #line: { readonly x: number; readonly y: number; readonly size: number } | undefined;

  addItem(item: TextItem, wholePage: string): void {
    const size = sizeOf(item);
    if (this.#isLineEnded) this.#startLine(item, size, wholePage);
    const str = cleaned(item.str);
    const start = this.#text.length;
    this.#text += str;
    if (str.trim() === '') return;
    this.#line ??= { x: item.transform[4] as number, y: item.transform[5] as number, size };
    this.#lineSize = Math.max(this.#lineSize, size);
    this.#addToCells(start, item, size);
    this.#items.push({
      start,
      end: this.#text.length,
      transform: item.transform as number[],
      width: item.width,
      height: item.height === 0 ? size : item.height,
    });
  }

  endLine(item: TextItem): void {
    if (this.#isLineEnded) return;
    this.#isLineEnded = true;
    this.#pushLine();
    if (this.#line !== undefined) this.#lastLine = this.#line;
    this.#line = undefined;
    this.#lineSize = 0;
    if (item.str === '' && this.#text === '') this.#isLineEnded = false;
  }

  finish(): PdfPageText {
    if (!this.#isLineEnded) this.#pushLine();
    return { text: this.#text, items: this.#items, lines: this.#lines };
  }

  #addToCells(start: number, item: TextItem, size: number): void {
    const left = item.transform[4] as number;
    const cell = this.#cells.at(-1);
    const end = this.#text.length;
    if (cell === undefined || left - cell.right > CELL_GAP * size) {
      this.#cells.push({ start, end, left, right: left + item.width });
    } else {
      cell.end = end;
      cell.right = Math.max(cell.right, left + item.width);
    }
  }

  #pushLine(): void {
    if (this.#text.length > this.#lineStart) {
      const y = this.#line?.y ?? this.#lastLine?.y ?? 0;
      this.#lines.push({
        start: this.#lineStart,
        end: this.#text.length,
        size: this.#lineSize,
        y,
        cells: this.#cells,
      });
    }
    this.#cells = [];
  }

  #startLine(item: TextItem, size: number, wholePage: string): void {
    this.#isLineEnded = false;
    const divided = DIVIDED_WORD.exec(this.#text.slice(this.#lineStart));
    if (divided !== null && /^\p{Ll}/u.test(item.str) && !this.#isNewParagraph(item, size)) {
      const isCompound = this.#isCompound(divided[1]!, item.str, wholePage);
      if (!isCompound) this.#dropLastCharacter();
    } else {
      this.#text += this.#isNewParagraph(item, size) ? '\n\n' : '\n';
    }
    this.#lineStart = this.#text.length;
  }

  /** Whether the page writes the word with its hyphen where no line ends ("write-ahead"). */
  #isCompound(before: string, after: string, wholePage: string): boolean {
    const rest = /^\p{Ll}+/u.exec(after)?.[0] ?? '';
    return wholePage.toLowerCase().includes(`${before}-${rest}`.toLowerCase());
  }

  #dropLastCharacter(): void {
    this.#text = this.#text.slice(0, -1);
    const last = this.#items.at(-1);
    const line = this.#lines.at(-1);
    if (last !== undefined && last.end > this.#text.length) {
      this.#items[this.#items.length - 1] = { ...last, end: this.#text.length };
    }
    if (line !== undefined) this.#lines[this.#lines.length - 1] = { ...line, end: this.#text.length };
  }

  #isNewParagraph(item: TextItem, size: number): boolean {
    const last = this.#lastLine;
    if (last === undefined) return false;
    // Measured across the direction of writing, so that turned text works too.
    const [a = 1, b = 0, , , x = 0, y = 0] = item.transform as number[];
    const length = Math.hypot(a, b) || 1;
    const down = ((last.y - y) * a + (x - last.x) * b) / length;
    const tallest = Math.max(last.size, size, 1);
    const isJumpUp = down < -tallest;
    const isOtherSize = Math.abs(last.size - size) > 0.15 * tallest;
    return isJumpUp || down > PARAGRAPH_GAP * tallest || (isOtherSize && down > 0.5 * tallest);
  }
}

function sizeOf(item: TextItem): number {
  const [, , c = 0, d = 0] = item.transform as number[];
  return Math.hypot(c, d) || item.height;
}

/** Damaged fonts give control characters and halves of surrogate pairs, which no other part could store or show. */
function cleaned(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').toWellFormed();
}
