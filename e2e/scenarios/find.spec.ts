import { expect, test } from '../carrel.ts';

test('passages are found while typing, explained, narrowed and opened', async ({ desk }) => {
  const { window, page } = await desk.open();
  const { find, source } = window;
  await window.addSample();
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
