import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, ROOT, test } from '../carrel.ts';

const OFFICE = join(ROOT, '..', 'shared', 'data', 'documents', 'office');
const SLIDES = join(OFFICE, 'markitdown-test.pptx');
const SHEETS = join(OFFICE, 'markitdown-test.xlsx');

test('a slide, a sheet and a cell open from Find at their place, as what they are', async ({ desk }) => {
  test.skip(!existsSync(SLIDES) || !existsSync(SHEETS), `the shared documents are not at ${OFFICE}`);
  const notebook = join(desk.folder, 'harbour.ipynb');
  const cells = [
    { cell_type: 'markdown', metadata: {}, source: '# Tides of the harbour' },
    { cell_type: 'code', metadata: {}, outputs: [], source: 'gauge = read_gauge("Ness Point")' },
  ];
  const metadata = { language_info: { name: 'python' } };
  await writeFile(notebook, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
  await desk.carrel('ingest', SLIDES, SHEETS, notebook, '--collection', 'Office', '--json');

  const { window, page } = await desk.open();
  const { find, source } = window;
  await window.goTo('Find');

  await test.step('a slide, with the pages counted as slides', async () => {
    await find.field.fill('"nested shape" kind:slides');
    await find.passages.first().click();
    await expect(source.place).toHaveText('slide 5');
    await expect(source.text.locator('mark').first()).toHaveText('A Nested Shape parsing');
    await expect(source.text).not.toContainText('#');
  });

  await test.step('the next slide, by its button', async () => {
    await source.pane.getByRole('button', { name: 'Next slide' }).click();
    await expect(source.pane.getByRole('textbox', { name: /slide/i })).toHaveValue('6');
    await source.close();
  });

  await test.step('a sheet, as a table whose rows are marked', async () => {
    await find.field.fill('Alpha Beta Gamma kind:sheet');
    await expect(find.files).toHaveText(['markitdown-test']);
    await find.passages.first().click();
    await expect(source.place).toHaveText('sheet 1');
    const table = source.text.getByRole('table', { name: 'Table' });
    await expect(table.getByRole('cell', { name: 'Gamma', exact: true })).toBeInViewport();
    await expect(table.getByRole('row').nth(1).getByRole('cell')).toHaveText(['89', '82', '100', '12']);
    await expect(table.locator('mark').first()).toHaveText('Alpha');
    await source.close();
  });

  await test.step('a cell of a notebook, as code', async () => {
    await find.field.fill('"read_gauge"');
    await expect(find.files).toHaveText(['Tides of the harbour']);
    await find.passages.first().click();
    await expect(source.place).toHaveText('cell 2');
    await expect(source.text).toHaveText('gauge = read_gauge("Ness Point")');
  });

  await test.step('on a narrow window the table scrolls in the pane, and nothing else does', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
