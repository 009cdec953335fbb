import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../carrel.ts';

const FIRST = 'What does group commit gain, and what does it cost?';

async function axe(page: Page, part = 'html'): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
}

test('a follow-up says what was searched, and other words can be searched', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;
  await chat.ask(FIRST);
  await chat.answered();
  await chat.ask('Why is that useful?');
  await expect(page.getByText(/Searched for: .*group commit/)).toBeVisible();
  await chat.answered();
  await axe(page);
  await page.getByRole('button', { name: 'Search for other words' }).click();
  await page.getByRole('textbox', { name: 'Words to search for' }).fill('clock algorithm page');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Searched for: clock algorithm page')).toBeVisible();
  await chat.answered();
  await expect(chat.answers).toHaveCount(2);
});

test('a question is edited in its place, and what it replaced comes back', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;
  await chat.ask(FIRST);
  await chat.answered();
  await page.getByRole('article', { name: 'You' }).hover();
  await page.getByRole('button', { name: 'Edit the question' }).click();
  await page.getByRole('textbox', { name: 'Edit the question' }).fill('Which page does the clock algorithm replace?');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'You' })).toHaveText(/clock algorithm/);
  await chat.answered();
  await window
    .toast(/asked anew/)
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(page.getByRole('article', { name: 'You' })).toHaveText(/group commit/);
});

test('an answer is rated, kept beside another and pinned', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;
  await chat.ask(FIRST);
  await chat.answered();
  await page.getByRole('button', { name: 'Good answer' }).click();
  await expect(page.getByRole('button', { name: 'Good answer' })).toHaveAttribute('aria-pressed', 'true');
  const choose = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'More for this answer' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('Wrong citation');
  await page.getByRole('dialog').getByRole('textbox').fill('not there');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await choose('Again with these settings');
  await expect(page.getByRole('article', { name: 'Version' })).toHaveCount(1);
  await axe(page);
  await page.getByRole('button', { name: 'Show this one' }).click();
  await expect(page.getByRole('button', { name: 'Good answer' })).toHaveAttribute('aria-pressed', 'true');
  await choose('Pin this answer');
});

test('pinned answers are listed beside the chat, and opening one shows it in its conversation', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;
  await chat.ask(FIRST);
  await chat.answered();
  await chat.conversations.getByRole('button', { name: 'Pinned answers' }).click();
  await expect(chat.conversations).toContainText('Pin an answer from the menu under it');
  await page.getByRole('button', { name: 'More for this answer' }).click();
  await page.getByRole('menuitem', { name: 'Pin this answer' }).click();
  const listed = chat.conversations.getByRole('list', { name: 'Pinned answers' }).getByRole('link');
  await expect(listed).toContainText(FIRST);
  for (const question of ['Which page does the clock algorithm replace?', 'Why must the folder be synced?']) {
    await chat.ask(question);
    await chat.answered();
  }
  await expect(chat.answers).toHaveCount(3);
  await expect(chat.answers.first()).not.toBeInViewport();
  await listed.click();
  await expect(chat.answers.first()).toBeInViewport();
  await axe(page, 'aside');
  expect(await desk.carrel('pinned')).toContain(FIRST);
  expect(await desk.carrel('pinned', '1')).toContain('Sources');
  await chat.conversations.getByRole('searchbox').fill('no such words');
  await expect(chat.conversations).toContainText('No pinned answer contains');
  await chat.conversations.getByRole('searchbox').fill('');
  await expect(listed).toHaveCount(1);
  const pins = chat.answers.first().getByRole('button', { name: 'Unpin this answer' });
  await expect(pins).toHaveCount(1);
  const {
    pinned: [answer],
  } = JSON.parse(await desk.carrel('pinned', '--json'));
  await desk.carrel('pinned', '1', '--unpin'); // by another program
  await expect(pins).toHaveCount(0);
  await desk.carrel('pinned', answer.message, '--pin', answer.conversation);
  await expect(pins).toHaveCount(1);
  await listed.hover();
  await chat.conversations.getByRole('button', { name: 'Unpin this answer' }).click();
  await expect(chat.conversations).toContainText('Pin an answer from the menu under it');
  await expect(chat.answers.first().getByRole('button', { name: 'Unpin this answer' })).toHaveCount(0);
});

test('quick commands, search only and erasing for good', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;
  await chat.question.fill('/sea');
  await expect(page.getByRole('option', { name: /^\/search/ })).toBeVisible();
  await axe(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Search only' })).toHaveAttribute('aria-pressed', 'true');
  await chat.ask('group commit');
  await expect(page.getByText(/passages?, without an answer/)).toBeVisible();
  await axe(page);
  await chat.choose('group commit', 'Erase for good');
  const erase = page.getByRole('button', { name: 'Erase now' });
  await expect(erase).toBeDisabled();
  await page.getByRole('dialog').getByRole('textbox').fill('group commit');
  await axe(page);
  await erase.click();
  await expect(page.getByRole('heading', { name: 'Erased' })).toBeVisible();
  await page.getByRole('dialog').getByText('Close', { exact: true }).last().click();
  await expect(chat.conversation('group commit')).toHaveCount(0);
});

test('a file dropped into the question is read and alone is searched', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;
  const file = join(await mkdtemp(join(tmpdir(), 'carrel-attach-')), 'zebra.md');
  await writeFile(file, '# Zebrafinch\n\nThe zebrafinch sings at dawn, and its group commit is a song.\n');
  await window.dropOnQuestion(file);
  await expect(page.getByRole('list', { name: 'Attached files' })).toContainText('zebra.md');
  await expect(page.getByText('100 %')).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Attached files' })).not.toContainText('%');
  await chat.ask('When does the zebrafinch sing?');
  await chat.answered();
  await expect(chat.citationOf('Zebrafinch')).toBeVisible();
  await page.getByRole('button', { name: /^Take “zebra.md” off/ }).click();
});
