import { expect, test } from '../carrel.ts';

test('passages are found while typing, explained, narrowed and opened', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { find, source } = window;
  await page.keyboard.press('Control+Shift+f');

  await test.step('by the words typed so far', async () => {
    await expect(find.field).toBeFocused();
    await find.field.pressSequentially('clock algorithm');
    await expect(find.files.first()).toHaveText(/clock_replacement\.py|Virtual memory/);
    await expect(find.results.locator('mark').first()).toHaveText(/clock/i);
  });

  await test.step('with the reason', async () => {
    await find.results
      .getByRole('button', { name: /^Why this was found/ })
      .first()
      .click();
    await expect(page.getByRole('dialog', { name: 'Why this was found' })).toContainText(/bm25|lexical/i);
    await page.keyboard.press('Escape');
  });

  await test.step('opened from the keyboard, beside the results', async () => {
    await find.field.focus();
    await page.keyboard.press('ArrowDown');
    await expect(find.passages.first()).toBeFocused();
    const title = (await find.files.first().textContent()) ?? '';
    await page.keyboard.press('Enter');
    await expect(source.title).toHaveText(title);
    await source.close();
  });

  await test.step('in one kind of file only', async () => {
    await find.narrow('Kinds of file', 'PDF');
    await expect(find.files.filter({ hasText: 'clock_replacement.py' })).toHaveCount(0);
    await expect(find.files.first()).toHaveText(/Lecture 7|Course guide/);
  });

  await test.step('the field is emptied with Escape', async () => {
    await find.field.focus();
    await page.keyboard.press('Escape');
    await expect(find.field).toHaveValue('');
    await expect(page.getByRole('main')).toContainText('Search your documents and code');
  });
});

test('operators narrow a search, say how they were understood, and are taken back', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { find } = window;
  await page.keyboard.press('Control+Shift+f');

  await test.step('they are explained beside the filters', async () => {
    await page.getByRole('button', { name: 'What you can write' }).click();
    await expect(page.getByRole('dialog', { name: 'What you can write' })).toContainText('must not be in the passage');
    await page.keyboard.press('Escape');
  });

  await test.step('a kind of file keeps the others out', async () => {
    await find.field.fill('clock algorithm kind:code');
    await expect(find.restrictions.getByRole('button')).toHaveText(['kind:code']);
    await expect(find.files.filter({ hasText: 'clock_replacement.py' })).toHaveCount(1);
    await expect(find.files.filter({ hasText: 'Virtual memory' })).toHaveCount(0);
  });

  await test.step('its chip takes it out of the field', async () => {
    await find.restrictions.getByRole('button', { name: 'Search without kind:code' }).click();
    await expect(find.field).toHaveValue('clock algorithm');
    await expect(find.files.filter({ hasText: 'Virtual memory' })).toHaveCount(1);
  });

  await test.step('what left nothing is named and can be lifted', async () => {
    await find.field.fill('clock "no such words in any file"');
    const main = page.getByRole('main');
    await expect(main).toContainText('"no such words in any file" leaves no passage.');
    await main.getByRole('button', { name: 'Search without "no such words in any file"' }).last().click();
    await expect(find.field).toHaveValue('clock');
    await expect(find.files.first()).toBeVisible();
  });
});

test('what is missing in the results can be asked about', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { find, missing } = window;
  await page.keyboard.press('Control+Shift+f');
  await find.field.fill('clok algorithm kind:code');
  await expect(find.files.first()).toBeVisible();

  await test.step('from below the results, by a part of the name', async () => {
    await page.getByRole('button', { name: 'Missing something?' }).click();
    await missing.choose('virtual', /Virtual memory/);
    await expect(missing.panel).toContainText('kind:code in your search keeps it out.');
  });

  await test.step('lifting what kept it out shows its place, and the words it lacks', async () => {
    await missing.panel.getByRole('button', { name: 'Search without kind:code' }).click();
    await expect(missing.panel).toContainText(/It is among the results, at place \d/);
    await expect(missing.panel).toContainText(/clok stands nowhere in the library; the file has clock/);
  });

  await test.step('with the numbers on demand', async () => {
    await missing.panel.getByText('Show the numbers').click();
    await expect(missing.panel).toContainText(/By meaningplace \d+ of \d+/);
    await missing.close();
  });

  await test.step('and from the menu of a source in the library', async () => {
    await expect(missing.panel).toBeHidden();
    await window.goTo('Library');
    await window.library.choose('scheduling.md', 'Why is this not found?');
    await expect(missing.panel).toContainText('Scheduling');
    await expect(missing.panel).toContainText(/It is among the results/);
  });
});
