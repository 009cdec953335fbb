import { once } from 'node:events';
import { expect, test } from '../carrel.ts';

test('the window survives a reload, and says so when its host is gone', async ({ desk }) => {
  const { window, page, server, close } = await desk.open({ library: 'sample' });
  const { chat } = window;
  await chat.ask('Which page does the clock algorithm replace?');
  await chat.answered();

  await test.step('a reload shows the same conversation', async () => {
    await page.reload();
    await expect(chat.lastAnswer).toContainText('used bit');
    await expect(window.status).toContainText('ready');
  });

  await test.step('without its host it says that it tries to reach it again', async () => {
    if (server === undefined) return; // the window of the app ends with its main process
    server.kill('SIGKILL');
    await once(server, 'exit');
    await expect(window.status).toContainText('reconnecting');
    await expect(chat.lastAnswer).toContainText('used bit');
    await chat.ask('And then?');
    await expect(page.getByRole('alert')).toBeVisible();
  });

  await test.step('nothing acknowledged was lost', async () => {
    await close();
    const again = await desk.open();
    await again.window.chat.conversation('Which page does the clock algorithm replace?').click();
    await expect(again.window.chat.lastAnswer).toContainText('used bit');
  });
});
