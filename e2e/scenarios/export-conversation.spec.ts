import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from '../carrel.ts';

/** Chooses a format from the Export menu and answers with the file it saved. */
async function save(page: Page, format: 'Markdown' | 'JSON'): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: `Export as ${format}` }).click();
  const saved = await download;
  return { name: saved.suggestedFilename(), text: await readFile(await saved.path(), 'utf8') };
}

test('a conversation is saved as Markdown and as JSON, with its citations', async ({ desk, host }) => {
  const hasDouble = host === 'electron' && process.env.ELECTRON_OVERRIDE_DIST_PATH !== undefined;
  test.skip(hasDouble, 'the Electron double keeps no downloads');
  const { window, page } = await desk.open({ library: 'sample' });
  await window.chat.ask('Why does a file written with rename survive a crash?');
  await window.chat.answered();

  const markdown = await save(page, 'Markdown');
  expect(markdown.name).toMatch(/\.md$/);
  expect(markdown.text).toContain('# Why does a file written with rename survive a crash?');
  expect(markdown.text).toContain('rename is atomic');
  expect(markdown.text).toContain('Lecture 7: Crash consistency');

  const json = await save(page, 'JSON');
  expect(json.name).toMatch(/\.json$/);
  const conversation = JSON.parse(json.text);
  expect(JSON.stringify(conversation)).toContain('rename is atomic');
  await expect(window.toast(json.name)).toBeVisible();
});
