import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';
import { guide, lecture, type SampleBlock, type SampleDocument } from './sample-pages.ts';

/*
 * Typesets the two PDFs of the sample library: `node scripts/make-sample.ts`. The same input gives the same bytes, so
 * that a change of the sample shows in review as a change of its text.
 */

const PAGE = { width: 595, height: 842, margin: 62 } as const;
const INK = rgb(0.1, 0.1, 0.12);
const FAINT = rgb(0.55, 0.55, 0.58);
/** A fixed day: the real one would change the bytes. */
const CREATED = new Date('2026-01-01T00:00:00Z');

const STYLES = {
  title: { size: 22, leading: 28, before: 0, isBold: true },
  heading: { size: 14.5, leading: 19, before: 18, isBold: true },
  subheading: { size: 12.5, leading: 17, before: 14, isBold: true },
  paragraph: { size: 10.5, leading: 15, before: 8, isBold: false },
} as const;

interface Fonts {
  readonly text: PDFFont;
  readonly bold: PDFFont;
}

/** Draws down a page; `y` is the base line of the last line drawn. */
class Typesetter {
  readonly #page: PDFPage;
  readonly #fonts: Fonts;
  #y: number = PAGE.height - PAGE.margin;

  constructor(page: PDFPage, fonts: Fonts) {
    this.#page = page;
    this.#fonts = fonts;
  }

  draw(block: SampleBlock): void {
    switch (block.kind) {
      case 'list':
        for (const item of block.items) this.#drawItem(item);
        return;
      case 'table':
        this.#drawTable(block.widths, block.rows);
        return;
      default:
        this.#drawText(block.kind, block.text);
    }
  }

  drawFooter(text: string): void {
    this.#page.drawText(text, { x: PAGE.margin, y: 34, size: 8.5, font: this.#fonts.text, color: FAINT });
  }

  #drawText(style: keyof typeof STYLES, text: string): void {
    const { size, leading, before, isBold } = STYLES[style];
    const font = isBold ? this.#fonts.bold : this.#fonts.text;
    this.#y -= before;
    for (const line of wrap(text, font, size, PAGE.width - 2 * PAGE.margin)) {
      this.#y -= leading;
      this.#page.drawText(line, { x: PAGE.margin, y: this.#y, size, font, color: INK });
    }
  }

  #drawItem(text: string): void {
    const { size, leading } = STYLES.paragraph;
    const x = PAGE.margin + 16;
    this.#y -= 4;
    const lines = wrap(text, this.#fonts.text, size, PAGE.width - PAGE.margin - x);
    lines.forEach((line, index) => {
      this.#y -= leading;
      const shown = index === 0 ? `\u2022 ${line}` : line;
      this.#page.drawText(shown, { x: index === 0 ? x - 9 : x, y: this.#y, size, font: this.#fonts.text, color: INK });
    });
  }

  #drawTable(widths: readonly number[], rows: readonly (readonly string[])[]): void {
    const { size } = STYLES.paragraph;
    this.#y -= 10;
    rows.forEach((row, index) => {
      this.#y -= 18;
      let x = PAGE.margin;
      row.forEach((cell, column) => {
        const font = index === 0 ? this.#fonts.bold : this.#fonts.text;
        this.#page.drawText(cell, { x, y: this.#y, size, font, color: INK });
        x += widths[column] ?? 0;
      });
      const end = { x, y: this.#y - 5 };
      this.#page.drawLine({
        start: { x: PAGE.margin, y: this.#y - 5 },
        end,
        thickness: index === 0 ? 0.9 : 0.3,
        color: FAINT,
      });
    });
    this.#y -= 8;
  }
}

function wrap(text: string, font: PDFFont, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

async function typeset(document: SampleDocument): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setTitle(document.title);
  pdf.setAuthor('The Carrel project');
  pdf.setProducer('scripts/make-sample.ts');
  pdf.setCreationDate(CREATED);
  pdf.setModificationDate(CREATED);
  const fonts: Fonts = {
    text: await pdf.embedFont(StandardFonts.TimesRoman),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
  };
  document.pages.forEach((blocks, index) => {
    const setter = new Typesetter(pdf.addPage([PAGE.width, PAGE.height]), fonts);
    for (const block of blocks) setter.draw(block);
    setter.drawFooter(`${document.footer} - page ${index + 1} of ${document.pages.length}`);
  });
  return pdf.save();
}

const sample = join(dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'sample');
for (const document of [lecture, guide]) {
  const bytes = await typeset(document);
  writeFileSync(join(sample, document.file), bytes);
  console.log(`${document.file}: ${document.pages.length} pages, ${bytes.length} bytes`);
}
