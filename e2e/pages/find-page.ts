import type { Locator, Page } from '@playwright/test';

/** Search as you type. */
export class FindPage {
  readonly field: Locator;
  /** Results by file. */
  readonly results: Locator;
  readonly files: Locator;
  /** The passages one can open, best first. */
  readonly passages: Locator;
  /** Chips of what the operators in the field restrict. */
  readonly restrictions: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    const main = page.getByRole('main');
    this.field = main.getByRole('searchbox', { name: 'Search for' });
    this.results = main.getByRole('list', { name: 'Results' });
    this.files = this.results.getByRole('heading', { level: 2 });
    this.restrictions = main.getByRole('list', { name: 'Restrictions of this search' });
    this.passages = this.results.getByRole('button', { name: /^Open / });
  }

  /** Ticks choices of a filter, and closes it. */
  async narrow(filter: 'Collections' | 'Kinds of file', choice: string): Promise<void> {
    await this.#page.getByRole('button', { name: new RegExp(`^${filter}: `) }).click();
    await this.#page.getByRole('checkbox', { name: choice }).click();
    await this.#page.keyboard.press('Escape');
  }
}
