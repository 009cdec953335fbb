import type { Page } from '@playwright/test';
import { expect } from './carrel.ts';

/** Takes the pointer out of the way and waits until no hint or toast is shown and nothing moves or fades any more. */
export async function settle(page: Page): Promise<void> {
  // A hint goes with the second move: the first may be on the way to it; and one that was just opening, with the next two.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await page.mouse.move(1, 1);
    await expect(page.getByRole('tooltip')).toHaveCount(0, { timeout: 1000 });
  }).toPass({ timeout: 15_000 });
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0); // a toast goes while axe looks, and pales
  await expect
    .poll(() => page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length))
    .toBe(0);
}
