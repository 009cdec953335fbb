import type { Locator, Page } from '@playwright/test';

/** Quick ask, in the words of the English interface. */
export class QuickWindow {
  readonly page: Page;
  readonly field: Locator;
  readonly passages: Locator;
  readonly answer: Locator;

  constructor(page: Page) {
    this.page = page;
    this.field = page.getByRole('combobox', { name: 'Ask or search' });
    this.passages = page.getByRole('listbox', { name: 'Passages' }).getByRole('option');
    this.answer = page.getByRole('article', { name: /^Answer to/ });
  }
}
