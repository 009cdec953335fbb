import { expect, test } from '../carrel.ts';

const FIRST = 'What does group commit gain, and what does it cost?';
const SECOND = 'Which page does the clock algorithm replace?';

test('conversations are found, renamed, deleted and brought back', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;
  for (const question of [FIRST, SECOND]) {
    await page.keyboard.press('Control+n');
    await chat.ask(question);
    await chat.answered();
  }
  await expect(chat.conversation(FIRST)).toBeVisible();

  await test.step('by a word of an answer', async () => {
    await chat.filter.fill('hand goes around');
    await expect(chat.conversation(FIRST)).toBeHidden();
    await expect(chat.conversation(SECOND)).toBeVisible();
    await chat.filter.fill('nothing like it');
    await expect(chat.conversations).toContainText('No conversation contains “nothing like it”.');
    await chat.filter.fill('');
  });

  await test.step('renamed from the menu; Escape leaves it as it was', async () => {
    await chat.choose(FIRST, 'Rename');
    const field = page.getByRole('textbox', { name: 'Title of the conversation' });
    await field.fill('Something else');
    await field.press('Escape');
    await expect(chat.conversation(FIRST)).toBeVisible();
    await chat.choose(FIRST, 'Rename');
    await field.fill('Group commit');
    await field.press('Enter');
    await expect(chat.conversation('Group commit')).toBeVisible();
  });

  await test.step('deleted, and brought back with Undo', async () => {
    await chat.choose('Group commit', 'Delete');
    await expect(chat.conversation('Group commit')).toBeHidden();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(chat.conversation('Group commit')).toBeVisible();
    await chat.conversation('Group commit').click();
    await expect(page.getByRole('article', { name: 'You' })).toHaveText(FIRST);
    await expect(chat.lastAnswer).toContainText('commit');
  });

  await test.step('deleted with the key, and gone after a reload', async () => {
    await chat.conversation(SECOND).focus();
    await page.keyboard.press('Delete');
    await expect(chat.conversation(SECOND)).toBeHidden();
    await page.reload();
    await expect(chat.conversation('Group commit')).toBeVisible();
    await expect(chat.conversation(SECOND)).toBeHidden();
  });
});
