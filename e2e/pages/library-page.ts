import type { Locator, Page } from '@playwright/test';

/** Collections, and the table of sources. */
export class LibraryPage {
  readonly collections: Locator;
  readonly table: Locator;
  /** What was read and what was not, above the table. */
  readonly work: Locator;
  readonly filter: Locator;
  readonly details: Locator;
  readonly passwordDialog: Locator;
  readonly pasteDialog: Locator;
  readonly folderDialog: Locator;
  /** What adding a folder would read. */
  readonly preview: Locator;
  readonly watched: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.collections = page.getByRole('complementary', { name: 'Collections' });
    this.table = page.getByRole('grid', { name: 'Sources' });
    this.work = page.getByRole('region', { name: 'Work' });
    this.filter = page.getByRole('searchbox', { name: 'Filter by name or path' });
    this.details = page.getByRole('dialog', { name: 'Details' });
    this.passwordDialog = page.getByRole('dialog', { name: 'Enter the password' });
    this.folderDialog = page.getByRole('dialog', { name: 'Add a folder by path' });
    this.preview = page.getByRole('dialog', { name: 'What would be added' });
    this.watched = page.getByRole('region', { name: 'Followed folders' });
    this.pasteDialog = page.getByRole('dialog', { name: 'Paste text' });
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.#page.getByText(name, { exact: true }) });
  }

  collection(name: string | RegExp): Locator {
    return this.collections.getByRole('link', { name });
  }

  /** Chooses a command from the menu of a source. */
  async choose(name: string, command: string): Promise<void> {
    await this.row(name).hover();
    await this.row(name)
      .getByRole('button', { name: `Actions for “${name}”` })
      .click();
    await this.#page.getByRole('menuitem', { name: command }).click();
  }

  /** Chooses a command from the menu of a collection in the list. */
  async chooseCollection(name: string, command: string): Promise<void> {
    await this.collection(name).hover();
    await this.collections.getByRole('button', { name: `Actions for “${name}”` }).click();
    await this.#page.getByRole('menuitem', { name: command }).click();
  }

  /** Types the name in the field that stands in the list, and keeps it. */
  async name(name: string): Promise<void> {
    const field = this.collections.getByRole('textbox', { name: 'Name of the collection' });
    await field.fill(name);
    await field.press('Enter');
  }
}
