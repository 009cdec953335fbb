import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../carrel.ts';

const NOTE = `# Tides

The **lighthouse keeper** reads the \`gauge\` at [Ness Point](https://ness.example/gauge) twice a day.

| Day | Height |
| --- | ------ |
| Mon | 3.2 m  |
`;
const CODE = `"""Reads gauges."""


def read_gauge(place):
    """Height of the tide."""
    return heights[place]
`;
const TABLE = 'place;height;remark\nNess Point;3.2;"high; windy"\nOld Harbour;1.1;calm\n';

test('passages read as what they are: no marks, code in colour, tables as tables', async ({ desk }) => {
  const files = { 'tides.md': NOTE, 'gauge.py': CODE, 'heights.csv': TABLE };
  for (const [name, text] of Object.entries(files)) await writeFile(join(desk.folder, name), text);
  await desk.carrel('ingest', ...Object.keys(files).map((name) => join(desk.folder, name)), '--json');
  const { window, page } = await desk.open();
  const { find, source } = window;
  await window.goTo('Find');

  await test.step('a note without the marks of Markdown, its words lit', async () => {
    await find.field.fill('lighthouse keeper kind:markdown');
    await expect(find.passages.first()).toContainText('lighthouse keeper reads the gauge at Ness Point');
    await expect(find.passages.first()).not.toContainText(/[*`|#]|https/);
    await expect(find.passages.first().locator('mark')).toHaveText(['lighthouse', 'keeper']);
  });

  await test.step('code in colour, its words lit as before', async () => {
    await find.field.fill('read_gauge kind:code');
    await expect(find.passages.first().locator('.tok-keyword').first()).toHaveText('def');
    await expect(find.passages.first().locator('mark').first()).toContainText(/read/i);
  });

  await test.step('a file in CSV as a table, the found row marked', async () => {
    await find.field.fill('"Old Harbour" kind:sheet');
    await expect(find.files.first()).toContainText('heights');
    await find.passages.first().click();
    const table = source.text.getByRole('table', { name: 'Table' });
    await expect(table.getByRole('columnheader')).toHaveText(['place', 'height', 'remark']);
    await expect(table.getByRole('cell', { name: 'high; windy', exact: true })).toBeVisible();
    await expect(table.locator('mark').first()).toBeVisible();
    await source.close();
  });

  await test.step('on a narrow window the filters stay on one line', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const chips = page
      .getByRole('main')
      .getByRole('button', { name: /^(Collections|Kinds of file|Way of searching): |^What you can write$/ });
    await expect(chips).toHaveCount(4);
    const tops = await chips.evaluateAll((all) => all.map((chip) => Math.round(chip.getBoundingClientRect().top / 8)));
    expect(new Set(tops).size).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
