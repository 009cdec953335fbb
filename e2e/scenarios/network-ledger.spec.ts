import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../carrel.ts';

test('the ledger says that nothing left, exports it signed, and knows a forgery', async ({ desk }) => {
  const { window, page, electron } = await desk.open();
  await page.getByRole('button', { name: /^offline/ }).click();
  await expect(page.getByText('Nothing has left this computer.')).toBeVisible();

  if (electron !== undefined) {
    await test.step('what the page tries is refused and written down', async () => {
      // The policy of the page stops its own requests first; this one is the program's.
      await electron.evaluate(() => fetch('https://example.org/').catch(() => undefined));
      await expect(page.getByText('1 attempt was refused.')).toBeVisible();
      await expect(page.getByRole('list', { name: 'Attempts, latest first' })).toContainText('example.org:443');
    });
  }

  const file = join(desk.folder, 'ledger.json');
  await test.step('the command line exports and verifies', async () => {
    expect(await desk.carrel('egress', '--export', file)).toMatch(/signed with key [0-9a-f]{16}\./);
    expect(await desk.carrel('egress', '--verify', file)).toMatch(/As it was signed at/);
  });

  await test.step('the window tells a genuine export from a forged one', async () => {
    const field = page.getByLabel('Choose a file', { exact: true }).and(page.locator('input'));
    await field.setInputFiles(file);
    await expect(page.getByText(/^As it was signed on/)).toBeVisible();
    const forged = join(desk.folder, 'forged.json');
    await writeFile(forged, (await readFile(file, 'utf8')).replace('library', 'libraries'));
    await field.setInputFiles(forged);
    await expect(page.getByText(/^Not genuine/)).toBeVisible();
  });
  await expect(window.status).toBeVisible();
});
