import { expect, test } from '../carrel.ts';

test('an answer is replaced when it is asked for again', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;
  await chat.ask('What does group commit gain, and what does it cost?');
  await chat.answered();
  const before = await chat.words();

  await test.step('with one passage to read it is shorter', async () => {
    await page.getByRole('button', { name: 'Answer options' }).click();
    await page.getByRole('slider', { name: 'Passages to read' }).press('Home');
    await page.keyboard.press('Escape');
    await chat.again.click();
    await expect(chat.lastAnswer).not.toHaveText(before);
    await chat.answered();
    await expect(chat.citations.first()).toHaveAccessibleName(/^Citation 1/);
  });

  await expect(chat.answers).toHaveCount(1);
  await expect(page.getByRole('article', { name: 'You' })).toHaveCount(1);
  const after = await chat.words();
  await page.reload();
  await expect(chat.answers).toHaveCount(1);
  await expect(chat.lastAnswer).toContainText(after.slice(0, 60));
});
