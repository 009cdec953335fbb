import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../carrel.ts';

test('collections and sources are added, named, removed and brought back', async ({ desk }) => {
  const folder = join(desk.folder, 'archive');
  const letter = join(folder, 'letter.md');
  await mkdir(folder);
  await writeFile(letter, '# Letter\n\nThe harbour master signed for the crates on Tuesday.\n');
  await writeFile(join(folder, 'picture.heic'), Buffer.from('not a picture'));
  await desk.carrel('ingest', folder, '--collection', 'Archive', '--json');

  const { window, page } = await desk.open();
  const { library } = window;
  await window.goTo('Library');

  await test.step('what was read, and what was not, with the reason', async () => {
    await library.collection('Archive').click();
    await expect(library.row('letter.md')).toContainText('ready');
    await expect(library.row('picture.heic')).toContainText('not supported');
    await library.choose('picture.heic', 'Details');
    await expect(library.details).toContainText('Convert the file to PDF');
    await page.keyboard.press('Escape');
  });

  await test.step('a collection is created and renamed', async () => {
    await library.collections.getByRole('button', { name: 'New collection' }).click();
    await library.name('Letters');
    await expect(library.collection('Letters')).toBeVisible();
    await library.chooseCollection('Letters', 'Rename');
    await library.name('Correspondence');
    await library.collection('Correspondence').click();
    await expect(page.getByRole('heading', { level: 1, name: 'Correspondence' })).toBeVisible();
  });

  await test.step('a pasted text becomes a source of the open collection', async () => {
    await page.getByRole('main').getByRole('button', { name: 'Paste text' }).click();
    await library.pasteDialog.getByRole('textbox', { name: 'Title' }).fill('Tide table');
    await library.pasteDialog
      .getByRole('textbox', { name: 'Text', exact: true })
      .fill('High water at Ness Point is at 04:17.');
    await library.pasteDialog.getByRole('button', { name: 'Add to the library' }).click();
    await expect(library.row('Tide table')).toContainText('ready');
    await library.row('Tide table').getByText('Tide table').click();
    await expect(window.source.text).toContainText('High water at Ness Point');
    await window.source.close();
  });

  /** Paths of what a search for the letter finds. */
  async function foundIn(): Promise<string[]> {
    const { results } = JSON.parse(await desk.carrel('search', 'harbour master', '--json'));
    return results.map((result: { source: { path: string } }) => result.source.path);
  }
  await test.step('a source is removed and brought back', async () => {
    await library.collection('Archive').click();
    await library.choose('letter.md', 'Remove');
    await expect(library.row('letter.md')).toBeHidden();
    expect(await foundIn()).not.toContain(letter);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(library.row('letter.md')).toBeVisible();
    expect(await foundIn()).toContain(letter);
    // As it goes the toast gives the focus back, which closes a menu that was opened meanwhile.
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  });

  await test.step('a collection is deleted and brought back', async () => {
    await library.chooseCollection('Archive', 'Delete');
    await expect(library.collection('Archive')).toBeHidden();
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await expect(library.collection('Archive')).toBeVisible();
  });

  await test.step('the table is filtered and sorted', async () => {
    await library.collection('All sources').click();
    await library.filter.fill('lett');
    await expect(library.row('picture.heic')).toBeHidden();
    await expect(library.row('letter.md')).toBeVisible();
    await library.filter.fill('');
    await library.table.getByRole('button', { name: 'Name' }).click();
    await expect(library.table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
      'aria-sort',
      /ascending|descending/,
    );
  });
});
