import type { Locator, Page } from '@playwright/test';

/** The pages of the settings. */
export class SettingsPage {
  readonly themes: Locator;
  readonly language: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.themes = page.getByRole('radiogroup', { name: 'Theme' });
    this.language = page.getByRole('combobox', { name: 'Language' });
  }

  /** Opens one page, from the screen. */
  async open(section: string): Promise<void> {
    await this.#page
      .getByRole('navigation', { name: 'Settings' })
      .getByRole('link', { name: section, exact: true })
      .click();
    await this.#page.getByRole('heading', { level: 1, name: section }).waitFor();
  }

  async chooseTheme(theme: 'System' | 'Light' | 'Dark' | 'Contrast'): Promise<void> {
    await this.themes.getByRole('radio', { name: theme }).click();
  }

  /** Chooses a language by its own name. */
  async chooseLanguage(name: string): Promise<void> {
    await this.language.click();
    await this.#page.getByRole('option', { name }).click();
  }

  number(label: string): Locator {
    return this.#page.getByRole('textbox', { name: label });
  }
}
