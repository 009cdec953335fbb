import { expect, test } from '../carrel.ts';
import { installTinyModel } from '../tiny-model.ts';

test('a running answer is stopped, and what was written stays', async ({ desk }) => {
  await installTinyModel(desk);
  const { window, page } = await desk.open({
    library: 'sample',
    env: {
      CARREL_ANSWER_MAX_TOKENS: '8000',
      CARREL_ANSWER_CONTEXT_TOKENS: '8192',
      CARREL_ANSWER_TIME_BUDGET_MS: '60000',
    },
  });
  const { chat } = window;
  await expect(window.status).toContainText('tiny');

  await test.step('with the button', async () => {
    await chat.ask('When is the lab due?');
    await expect.poll(async () => (await chat.words()).length).toBeGreaterThan(200);
    await chat.stop.click();
    await expect(chat.lastAnswer).toContainText('stopped before its end');
    await expect(chat.send).toBeVisible();
  });

  const kept = (await chat.words()).slice(0, 120);
  await test.step('after a reload it is still there', async () => {
    await page.reload();
    await expect(chat.lastAnswer).toContainText(kept);
    await expect(chat.lastAnswer).toContainText('stopped before its end');
  });

  await test.step('with Escape, from the field', async () => {
    await chat.ask('And the exam?');
    await expect(chat.answers).toHaveCount(2);
    await expect.poll(async () => (await chat.words()).length).toBeGreaterThan(50);
    await chat.question.press('Escape');
    await expect(chat.lastAnswer).toContainText('stopped before its end');
  });
});
