import type { Locator, Page } from '@playwright/test';

/** "Why is it not found?" */
export class MissingPanel {
  readonly panel: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.panel = page.getByRole('dialog', { name: 'Why is it not found?' });
  }

  /** Types a part of a name and takes the file it is meant to find. */
  async choose(name: string, file: RegExp): Promise<void> {
    await this.panel.getByRole('textbox', { name: 'File you expected' }).fill(name);
    await this.panel.getByRole('list', { name: 'Files to choose from' }).getByRole('button', { name: file }).click();
  }

  async close(): Promise<void> {
    await this.#page.keyboard.press('Escape');
  }
}
