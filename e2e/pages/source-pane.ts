import type { Locator, Page } from '@playwright/test';

/** The original beside the answer. */
export class SourcePane {
  readonly pane: Locator;
  readonly title: Locator;
  /** The page or the lines of the passage, beside the title. */
  readonly place: Locator;
  /** The drawn page of a PDF. */
  readonly drawnPage: Locator;
  /** The passage: rectangles on a page, a marked run in a text. */
  readonly marked: Locator;
  readonly text: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.pane = page.getByRole('complementary', { name: 'Source' }).or(page.getByRole('dialog', { name: 'Source' }));
    this.title = this.pane.getByRole('heading', { level: 2 });
    this.place = this.pane.getByText(/^(page|slide|sheet|cell|lines?) \d+(–\d+)?$/);
    this.drawnPage = this.pane.getByRole('img', { name: /^Page \d+ of / });
    this.marked = this.pane.getByRole('img', { name: 'Marked passage' });
    this.text = this.pane.getByRole('region', { name: 'Text of the source' });
  }

  /** How many dots of ink the drawn page has: a page that failed to draw is white. */
  inkOnPage(): Promise<number> {
    return this.drawnPage.evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let dark = 0;
      for (let at = 0; at < pixels.length; at += 4) if ((pixels[at] ?? 255) < 128 && (pixels[at + 3] ?? 0) > 0) dark++;
      return dark;
    });
  }

  /** The numbers of the lines of code that are lit. */
  litLines(): Promise<number[]> {
    return this.text.evaluate((region) =>
      [...region.querySelectorAll('div')]
        .filter((line) => line.querySelector(':scope > code') !== null)
        .filter((line) => getComputedStyle(line).backgroundColor !== 'rgba(0, 0, 0, 0)')
        .map((line) => Number(line.querySelector('span')?.textContent)),
    );
  }

  async close(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Close the source' }).click();
  }
}
