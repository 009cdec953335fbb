import type { Locator, Page } from '@playwright/test';

/** The screen that tells how answers went. */
export class InsightsPage {
  readonly page: Page;
  readonly slowest: Locator;
  readonly worst: Locator;
  readonly objectives: Locator;

  constructor(page: Page) {
    this.page = page;
    this.slowest = page.getByRole('region', { name: 'The slowest answers' });
    this.worst = page.getByRole('region', { name: 'Answers to look at' });
    this.objectives = page.getByRole('region', { name: /objective/i });
  }

  /** A chart by the words of its finding. */
  chart(finding: RegExp): Locator {
    return this.page.getByRole('region', { name: finding }).first();
  }

  async choosePeriod(period: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Period' }).click();
    await this.page.getByRole('option', { name: period }).click();
  }
}
