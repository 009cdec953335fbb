import { expect, test } from '../carrel.ts';

test('from the first start to a cited answer, with the sample and no model', async ({ desk }) => {
  const { page } = await desk.open();
  await page.getByRole('button', { name: /sample/i }).click();
  await expect(page.getByRole('region', { name: 'Status' })).toContainText(/\d+ passages/);
  await page.getByRole('textbox', { name: /question/i }).fill('Why does a file written with rename survive a crash?');
  await page.keyboard.press('Enter');
  const answer = page.getByRole('article', { name: /answer/i }).last();
  await expect(answer).toContainText(/rename/i);
  await expect(answer.getByRole('button', { name: /^(citation|source) 1/i }).first()).toBeVisible();
});
