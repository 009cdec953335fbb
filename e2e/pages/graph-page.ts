import type { Locator, Page } from '@playwright/test';

/** The code map. */
export class GraphPage {
  readonly field: Locator;
  /** Definitions and files with what was typed in their name. */
  readonly results: Locator;
  readonly dependencies: Locator;
  readonly dependents: Locator;
  readonly #main: Locator;

  constructor(page: Page) {
    this.#main = page.getByRole('main');
    this.field = this.#main.getByRole('searchbox', { name: 'Find a definition or file' });
    this.results = this.#main.getByRole('list', { name: 'Definitions and files' });
    this.dependencies = this.#main.getByRole('region', { name: 'Depends on' });
    this.dependents = this.#main.getByRole('region', { name: 'Used by' });
  }

  /** Chooses one of the lists of the overview. */
  async list(name: 'Important' | 'Hubs' | 'Circles' | 'Unused'): Promise<Locator> {
    await this.#main.getByRole('button', { name, exact: true }).click();
    return this.#main.getByRole('list', { name, exact: true });
  }
}
