import { startOpenAiServer } from '../../src-main/testing/openai-server.ts';
import { expect, test } from '../carrel.ts';

test('a server that the user adds writes an answer, which says so, and every request is in the ledger', async ({
  desk,
}) => {
  const server = await startOpenAiServer();
  const { window, page } = await desk.open({ library: 'sample' });
  await window.goTo('Settings');
  await page.getByRole('link', { name: 'Network' }).click();

  await test.step('nothing is added, nothing is used', async () => {
    await expect(page.getByText('None was added: nothing can leave this computer.')).toBeVisible();
  });

  await test.step('an address in the clear is refused, with what to do', async () => {
    await page.getByRole('button', { name: 'Add a server' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('lab');
    await page.getByRole('textbox', { name: 'Address' }).fill('http://lab.example/v1');
    await page.getByRole('textbox', { name: 'Chat model' }).fill('odd-cuts');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('would not be encrypted');
  });

  await test.step('added, tried and switched on', async () => {
    await page.getByRole('textbox', { name: 'Address' }).fill(server.url);
    await page.getByLabel('Key', { exact: true }).fill('sk-test');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Test' }).click();
    await expect(page.getByText(/^answers in/)).toBeVisible();
    expect(server.seen).toHaveLength(1);
    await page.getByRole('switch', { name: 'Writes answers: lab' }).click();
  });

  await test.step('it writes, and the answer says where it went', async () => {
    await window.goTo('Chat');
    await window.chat.ask('When is the second lab due?');
    await window.chat.answered();
    await expect(window.chat.lastAnswer).toContainText('It is due on 14 October');
    await expect(window.chat.lastAnswer).toContainText('were sent to 127.0.0.1');
    await expect(window.chat.lastAnswer).toContainText('127.0.0.1 · odd-cuts');
    await expect(window.status).toContainText('2 requests out');
  });

  await test.step('both requests are in the ledger, and the key is nowhere', async () => {
    const ledger = await desk.carrel('egress', '--json');
    expect(ledger).toContain('remote backend lab');
    const shown = (await desk.carrel('remote', '--json')) + ledger + (await desk.carrel('doctor', '--json'));
    expect(shown).not.toContain('sk-test');
  });
  await server.close();
});
