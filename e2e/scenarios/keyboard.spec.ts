import { expect, test } from '../carrel.ts';

test('from the start to the cited page without a mouse', async ({ desk }) => {
  const { window, page } = await desk.open();
  const { chat, source } = window;
  const keyboard = page.keyboard;
  await expect(chat.question).toBeFocused();

  await test.step('Tab reaches the sample', async () => {
    const sample = page.getByRole('button', { name: 'Try the sample library' });
    await expect(sample).toBeVisible();
    for (let presses = 0; presses < 30; presses++) {
      if (await sample.evaluate((button) => button === document.activeElement)) break;
      await keyboard.press('Tab');
    }
    await expect(sample).toBeFocused();
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Questions to start with' }).waitFor();
  });

  await test.step('Ctrl+L to the composer, Enter asks', async () => {
    await keyboard.press('Control+l');
    await expect(chat.question).toBeFocused();
    await keyboard.type('Why does a file written with rename survive a crash?');
    await keyboard.press('Enter');
    await chat.answered();
  });

  await test.step('] opens the citation, Escape closes it and gives the focus back', async () => {
    await chat.again.focus();
    await keyboard.press(']');
    await expect(source.title).toHaveText('Lecture 7: Crash consistency');
    await expect(source.marked).toBeVisible();
    await source.pane.getByRole('region', { name: /^Page 2 of / }).focus();
    await keyboard.press('Escape');
    await expect(source.pane).toBeHidden();
    await expect(chat.again).toBeFocused();
  });

  await test.step('a chip opens with Enter', async () => {
    await chat.citations.first().focus();
    await keyboard.press('Enter');
    await expect(source.title).toHaveText('Lecture 7: Crash consistency');
  });

  await test.step('Up brings the last question back', async () => {
    await keyboard.press('Control+l');
    await keyboard.press('ArrowUp');
    await expect(chat.question).toHaveValue('Why does a file written with rename survive a crash?');
  });

  await test.step('the palette finds commands, conversations and sources', async () => {
    await keyboard.press('Control+k');
    await expect(window.palette.getByRole('combobox')).toBeFocused();
    await keyboard.type('clock_repl');
    await expect(window.palette.getByRole('option', { name: /clock_replacement\.py/ })).toBeVisible();
    await keyboard.press('Enter');
    await expect(source.title).toHaveText('clock_replacement.py');
    await keyboard.press('Control+k');
    await keyboard.type('why does a file');
    await expect(window.palette.getByRole('option')).toHaveCount(1);
    await keyboard.press('Escape');
    await expect(window.palette).toBeHidden();
  });

  await test.step('? shows every shortcut; in a field it is a question mark', async () => {
    await chat.question.fill('');
    await keyboard.type('?');
    await expect(chat.question).toHaveValue('?');
    await keyboard.press('Shift+Tab');
    await keyboard.press('?');
    await expect(window.shortcuts).toContainText('Command palette');
    await expect(window.shortcuts).toContainText('Next citation');
    await keyboard.press('Escape');
    await expect(window.shortcuts).toBeHidden();
  });
});
