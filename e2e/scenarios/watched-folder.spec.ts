import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../carrel.ts';

test('a folder is looked into, added, and followed', async ({ desk }) => {
  const folder = join(desk.folder, 'survey');
  await mkdir(join(folder, 'node_modules', 'x'), { recursive: true });
  await writeFile(join(folder, 'node_modules', 'x', 'index.js'), 'module.exports = 1;\n');
  await writeFile(join(folder, 'marsh.md'), '# Marsh\n\nThe bittern booms in the reed bed at dusk.\n');
  await writeFile(join(folder, '.gitignore'), 'private/\n');
  await mkdir(join(folder, 'private'));
  await writeFile(join(folder, 'private', 'diary.md'), 'Nobody should read this.\n');

  const { window, page } = await desk.open();
  const { library } = window;
  await window.goTo('Library');
  const foundIn = async (text: string): Promise<string[]> => {
    const { results } = JSON.parse(await desk.carrel('search', text, '--mode', 'lexical', '--json'));
    return results.map((result: { source: { path: string } }) => result.source.path);
  };

  await test.step('the preview says what would be read and what is left out', async () => {
    await page.getByRole('main').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Add a folder by path' }).click();
    await library.folderDialog.getByRole('textbox', { name: 'Absolute path of the folder' }).fill(folder);
    await page.keyboard.press('Enter');
    await expect(library.preview).toContainText('1 file to read');
    await expect(library.preview).toContainText('Installed packages');
    await library.preview.getByText('By a rule of .gitignore').click();
    await expect(library.preview).toContainText(join(folder, 'private'));
    await expect(library.preview.getByRole('checkbox', { name: /Follow this folder/ })).toBeChecked();
    await library.preview.getByRole('button', { name: 'Add 1 file' }).click();
    await expect(library.row('marsh.md')).toContainText('ready');
    await expect(library.watched).toContainText('followed');
  });

  await test.step('a file written into the folder becomes findable', async () => {
    await writeFile(join(folder, 'weir.md'), '# Weir\n\nThe kingfisher nests below the sluice gate.\n');
    await expect(library.row('weir.md')).toContainText('ready', { timeout: 20_000 });
    await expect.poll(() => foundIn('kingfisher sluice'), { timeout: 20_000 }).toContain(join(folder, 'weir.md'));
  });

  await test.step('a renamed file is found where it is now', async () => {
    await rename(join(folder, 'weir.md'), join(folder, 'sluice.md'));
    await expect(library.row('sluice.md')).toContainText('ready', { timeout: 20_000 });
    await expect(library.row('weir.md')).toBeHidden();
  });

  await test.step('a deleted file goes, and can be brought back', async () => {
    await rm(join(folder, 'marsh.md'));
    await expect(library.row('marsh.md')).toBeHidden({ timeout: 20_000 });
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await expect(library.row('marsh.md')).toBeVisible();
  });

  await test.step('following is paused, resumed and ended with the keyboard', async () => {
    const menu = library.watched.getByRole('button', { name: 'Actions for the folder “survey”' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(library.watched).toContainText('paused');
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Go on' }).press('Enter');
    await expect(library.watched).toContainText('followed');
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Stop following' }).press('Enter');
    await expect(library.watched).toBeHidden();
    await expect(library.row('sluice.md')).toBeVisible();
  });
});
