import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFileServer } from '../../src-main/testing/file-server.ts';
import { buildTinyGguf } from '../../src-main/testing/tiny-gguf.ts';
import { expect, test } from '../carrel.ts';

test('a model is looked at, added, tried, chosen, removed and brought back', async ({ desk }) => {
  const outside = join(desk.folder, 'Modelle – fremd');
  await mkdir(outside, { recursive: true });
  const file = join(outside, 'klein 模型.gguf');
  await writeFile(file, buildTinyGguf());
  const { window, page } = await desk.open();
  await window.goTo('Settings');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  const list = page.getByRole('list', { name: 'Models on this computer' });

  await test.step('a path that is none is refused, a model by its path is added', async () => {
    await expect(page.getByText('There are no models yet.')).toBeVisible();
    await page.getByRole('textbox', { name: 'Path of the file' }).fill('klein.gguf');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.getByRole('textbox', { name: 'Path of the file' }).fill(file);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(list).toContainText('Tiny random model');
    await expect(list).toContainText(/Fits: about \d+/);
    await expect(list).toContainText('2 layers');
  });

  await test.step('it writes a sentence, and says how fast', async () => {
    await list.getByRole('button', { name: 'Try it' }).click();
    await expect(list.getByRole('status')).toContainText('tokens per second', { timeout: 60_000 });
  });

  await test.step('it is chosen, removed, and brought back', async () => {
    await list.getByRole('button', { name: /^Use/ }).click();
    await expect(list).toContainText('In use');
    await list.getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByText('There are no models yet.')).toBeVisible();
    await page.getByRole('button', { name: /^Bring back: klein/ }).click();
    await expect(list).toContainText('In use');
  });
  expect(await desk.carrel('models')).toContain('klein 模型.gguf');
});

test('a model is fetched only when asked, goes on after a pause, and is verified', async ({ desk }) => {
  const server = await startFileServer();
  const bytes = buildTinyGguf();
  server.serve(bytes, '"one"');
  server.fail({ stallAfter: 100_000 });
  const { window, page } = await desk.open();
  await window.goTo('Settings');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await page.getByText('Suggestions').click();
  await expect(page.getByRole('list', { name: 'Suggestions' })).toContainText('Licence: Apache-2.0');
  expect(server.ranges).toEqual([]);

  await page.getByRole('textbox', { name: /^Address/ }).fill(`${server.origin}/small.gguf`);
  await page.getByRole('textbox', { name: /^SHA-256/ }).fill(createHash('sha256').update(bytes).digest('hex'));
  await page.getByRole('button', { name: 'Fetch', exact: true }).click();
  // The bar stands there before the server has answered; until bytes have come there is nothing to go on with.
  const bar = page.getByRole('progressbar', { name: 'Fetching small.gguf' });
  await expect(bar).toHaveAttribute('aria-valuenow', /[1-9]/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/^Stopped at /)).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('list', { name: 'Models on this computer' })).toContainText('Tiny random model');
  expect(server.ranges[1]).toMatch(/^bytes=/);
  expect(await desk.carrel('egress', '--json')).toContain('model download');
  await server.close();
});
