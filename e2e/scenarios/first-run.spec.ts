import { expect, test } from '../carrel.ts';

test('from the first start to a cited answer, with the sample, no model and no network', async ({ desk }) => {
  const { window, requests, page } = await desk.open();
  await window.addSample();
  await expect(window.status).toContainText(/\d+ passages/);
  await expect(window.status).toContainText('ready');
  await window.chat.ask('Why does a file written with rename survive a crash?');

  await expect(window.chat.lastAnswer).toContainText('rename is atomic');
  const chip = window.chat.citations.first();
  await expect(chip).toHaveAccessibleName(/^Citation 1: Lecture 7: Crash consistency, page 2/);
  await window.chat.answered();
  await chip.hover();
  await expect(page.getByRole('tooltip')).toContainText('rename is atomic');

  const own = new URL(page.url()).host;
  const away = requests.filter((url) => !/^(blob|data):/.test(url) && new URL(url).host !== own);
  expect(away, 'requests that left the app').toEqual([]);
});
