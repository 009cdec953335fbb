import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Desk, expect, test } from '../carrel.ts';

const FILES = {
  'shop.py':
    'from stock import Shelf\n\n\ndef sell(name, place):\n    Shelf().find(name)\n    return place.take(name)\n\n\ndef forgotten():\n    return 1\n',
  'stock.py':
    'import shop\n\n\nclass Shelf:\n    def take(self, name):\n        return self.find(name)\n\n    def find(self, name):\n        return name\n',
};

/** Reads two files that need each other into the library. */
async function readShop(desk: Desk): Promise<void> {
  const folder = join(desk.folder, 'shop');
  await mkdir(folder);
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  await desk.carrel('ingest', folder, '--collection', 'Shop', '--json');
}

test('the code map shows what depends on what, and opens its lines', async ({ desk }) => {
  await readShop(desk);
  const { window, page } = await desk.open();
  const { graph, source } = window;
  await window.goTo('Code map');

  await test.step('as a whole', async () => {
    await expect(page.getByRole('main')).toContainText('definitions');
    await expect((await graph.list('Unused')).getByRole('button', { name: /forgotten.*shop\.py/ })).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: 'Circles', exact: true }).click();
    await expect(page.getByRole('heading', { name: '2 files in a circle' })).toBeVisible();
  });

  await test.step('from a name, by the keyboard', async () => {
    await graph.field.fill('find');
    await expect(graph.results.getByRole('button', { name: /Shelf\.find/ }).first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: /Shelf\.find/ })).toBeVisible();
    await expect(graph.dependencies).toContainText('Depends on nothing');
  });

  await test.step('unfolded step by step', async () => {
    await expect(graph.dependents.getByRole('button', { name: /^Shelf\.take.*calls, same file/ })).toBeVisible();
    await graph.dependents.getByRole('button', { name: 'What uses Shelf.take' }).click();
    await expect(graph.dependents.getByRole('button', { name: /^sell.*by name only/ })).toBeVisible();
  });

  await test.step('down to its lines', async () => {
    await graph.dependents.getByRole('button', { name: /^Shelf\.take.*calls/ }).click();
    await expect(source.title).toHaveText('stock.py');
    await expect(source.text).toContainText('def take(self, name):');
    await source.close();
  });

  await test.step('and back', async () => {
    await page.goBack();
    await expect(graph.results).toBeVisible();
  });

  await test.step('from a file of the library', async () => {
    await window.goTo('Library');
    await window.library.choose('stock.py', 'Show in the code map');
    await expect(page.getByRole('heading', { name: /stock\.py/ })).toBeVisible();
    await expect(graph.dependents.getByRole('button', { name: /^shop\.py.*imports/ })).toBeVisible();
  });
});

test('without code the map says what to do', async ({ desk }) => {
  const { window, page } = await desk.open();
  await window.goTo('Code map');
  await expect(page.getByRole('heading', { name: 'No code to map yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Go to the library' }).click();
  await expect(page.getByRole('heading', { name: 'Library' })).toBeAttached();
});
