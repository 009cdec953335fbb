import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, ROOT, test } from '../carrel.ts';
import type { CarrelWindow } from '../pages/carrel-window.ts';
import { QuickWindow } from '../pages/quick-window.ts';
import { writePastAnswers } from '../past-answers.ts';
import { settle } from '../settle.ts';

/** A plain run leaves the pictures of the documentation alone; `CARREL_SCREENSHOTS=docs/screenshots` renews them. */
const FOLDER = join(ROOT, process.env.CARREL_SCREENSHOTS ?? join('test-results', 'screenshots'));

/** Takes the picture `<name>.png` once nothing moves and no hint or note is in the way; people look at them. */
async function take(page: Page, name: string): Promise<void> {
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0);
  await settle(page);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), caret: 'hide' });
}

/** Asks about the sample and opens the page it cites. */
async function askAndOpen({ chat, source }: CarrelWindow): Promise<void> {
  await chat.ask('Why does a file written with rename survive a crash?');
  await chat.answered();
  await chat.citations.first().click();
  await expect(source.marked).toBeVisible();
}

test.beforeAll(() => mkdir(FOLDER, { recursive: true }));
test.beforeEach(({ host }) => {
  test.skip(host === 'electron', 'the pictures are the same on both hosts; the loopback host takes them');
});

test('every screen, light', async ({ desk }) => {
  const { window, page } = await desk.open();
  await expect(page.getByRole('button', { name: 'Try the sample library' })).toBeVisible();
  await take(page, 'first-start');
  await window.addSample();
  await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
  await take(page, 'chat-new');
  await window.chat.ask('Which page does the clock algorithm replace?');
  await window.chat.answered();
  await window.chat.citationOf('clock_replacement.py').click();
  await expect(window.source.text).toBeVisible();
  await take(page, 'chat-code');
  await page.keyboard.press('Control+n');
  await askAndOpen(window);
  await take(page, 'chat-light');
  await page.keyboard.press('Control+k');
  await window.palette.getByRole('combobox').fill('clock');
  await expect(window.palette.getByRole('option', { name: /clock_replacement/ })).toBeVisible();
  await take(page, 'palette');
});

test('quick ask, light and dark', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'full' });
  await window.run('Open quick ask');
  await page.setViewportSize({ width: 640, height: 480 });
  const quick = new QuickWindow(page);
  await quick.field.fill('clock algorithm');
  await expect(quick.passages.first()).toContainText(/clock/i);
  await quick.field.press('ArrowDown');
  await take(page, 'quick-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await quick.field.fill('Who teaches the course?');
  await quick.field.press('Enter');
  await expect(quick.answer.getByRole('button', { name: /^Citation/ }).first()).toBeVisible();
  await take(page, 'quick-dark');
});

test('find, light and dark', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'full' });
  await window.goTo('Find');
  await window.find.field.fill('clock algorithm');
  await expect(window.find.passages.first()).toBeVisible();
  await take(page, 'find-light');
  await window.find.field.fill('qwxz vbnmk');
  await window.find.narrow('Kinds of file', 'Word');
  await expect(page.getByRole('main')).toContainText('Nothing found');
  await take(page, 'find-nothing');
  await page.getByRole('button', { name: 'Search everything' }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await window.find.field.fill('rename');
  await window.find.passages.first().click();
  await expect(window.source.marked).toBeVisible();
  await take(page, 'find-dark');
  await window.source.close();
  await page.emulateMedia({ colorScheme: 'light' });
  await window.find.field.fill('clok algorithm kind:code');
  await expect(window.find.passages.first()).toBeVisible();
  await page.getByRole('button', { name: 'Missing something?' }).click();
  await window.missing.choose('virtual', /Virtual memory/);
  await window.missing.panel.getByRole('button', { name: 'Search without kind:code' }).click();
  await window.missing.panel.getByText('Show the numbers').click();
  await expect(window.missing.panel).toContainText('By meaning');
  await take(page, 'why-not-found');
});

test('the code map, light, dark and narrow', async ({ desk }) => {
  await desk.carrel('ingest', join(ROOT, 'src-main', 'engine'), '--collection', 'Engine', '--json');
  const { window, page } = await desk.open();
  const { graph } = window;
  await window.goTo('Code map');
  await expect((await graph.list('Important')).getByRole('listitem').first()).toBeVisible();
  await take(page, 'code-map-light');
  await graph.field.fill('buildCodeGraph');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^buildCodeGraph/ })).toBeVisible();
  await expect(graph.dependents.getByRole('listitem').first()).toBeVisible();
  await graph.dependencies.getByRole('button', { name: 'What createUnitTable depends on' }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await graph.dependencies.getByRole('button', { name: /^createResolver/ }).click();
  await expect(window.source.text).toBeVisible();
  await take(page, 'code-map-dark');
  await window.source.close();
  await page.setViewportSize({ width: 360, height: 740 });
  await take(page, 'code-map-narrow');
});

test('library and settings, light', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'full' });
  const { library, settings } = window;
  await window.goTo('Library');
  await expect(library.row('notes.heic')).toBeVisible();
  await take(page, 'library-light');
  await library.choose('notes.heic', 'Details');
  await expect(library.details).toContainText('Convert');
  await take(page, 'library-details');
  await page.keyboard.press('Escape');
  await window.goTo('Settings');
  await take(page, 'settings-appearance');
  await settings.open('Answers and models');
  await take(page, 'settings-answers');
  await settings.open('Backup');
  await take(page, 'settings-backup');
  await settings.open('Check-up');
  await expect(page.getByRole('main')).toContainText('Versions');
  await take(page, 'settings-check-up');
  await page.getByRole('heading', { name: 'Index', exact: true }).scrollIntoViewIfNeeded();
  await take(page, 'settings-index-health');
  await settings.open('Network');
  await expect(page.getByText('Nothing has left this computer.')).toBeVisible();
  await take(page, 'settings-network');
  await settings.open('About and security');
  await take(page, 'settings-about');
});

for (const theme of ['Dark', 'Contrast'] as const) {
  test(`the main screens, ${theme.toLowerCase()}`, async ({ desk }) => {
    const { window, page } = await desk.open({ library: 'full' });
    await window.goTo('Settings');
    await window.settings.chooseTheme(theme);
    await window.goTo('Library');
    await expect(window.library.row('notes.heic')).toBeVisible();
    if (theme === 'Dark') await take(page, 'library-dark');
    await window.goTo('Chat');
    await askAndOpen(window);
    await take(page, `chat-${theme.toLowerCase()}`);
  });
}

for (const [language, word, name] of [
  ['Deutsch', 'Frage', 'german'],
  ['简体中文', '问题', 'chinese'],
] as const) {
  test(`the main screens in ${name}`, async ({ desk }) => {
    const { window, page } = await desk.open({ library: 'full' });
    await askAndOpen(window);
    await window.goTo('Settings');
    await window.settings.chooseLanguage(language);
    await page.getByRole('radiogroup').first().waitFor();
    await page.keyboard.press('Control+1');
    await expect(page.getByRole('textbox', { name: word, exact: true })).toBeVisible();
    await page.goBack();
    await page.goBack();
    await take(page, `chat-${name}`);
    await page.getByRole('navigation').first().getByRole('link').nth(2).click();
    await expect(page.getByRole('grid')).toContainText('notes.heic');
    await take(page, `library-${name}`);
  });
}

test('a window as narrow as a phone', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'full', viewport: { width: 360, height: 740 } });
  await window.chat.ask('Why does a file written with rename survive a crash?');
  await window.chat.answered();
  await take(page, 'chat-narrow');
  await window.chat.citations.first().click();
  await expect(window.source.marked).toBeVisible();
  await take(page, 'source-narrow');
  await window.source.close();
  await page.getByRole('button', { name: 'Open navigation' }).click();
  await take(page, 'drawer-narrow');
  await window.goTo('Library');
  await expect(page.getByRole('grid', { name: 'Sources' })).toBeVisible();
  await take(page, 'library-narrow');
  await page.keyboard.press('Control+Shift+f');
  await window.find.field.fill('clock algorithm');
  await expect(window.find.passages.first()).toBeVisible();
  await take(page, 'find-narrow');
});

test('at 200 % the window is half as large', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'full', viewport: { width: 640, height: 416 }, scale: 2 });
  await window.chat.ask('Why does a file written with rename survive a crash?');
  await window.chat.answered();
  await take(page, 'chat-zoom-200');
});

for (const [name, start] of [
  ['insights-light', { colorScheme: 'light' }],
  ['insights-dark', { colorScheme: 'dark' }],
  ['insights-german', { colorScheme: 'light', locale: 'de-DE' }],
  ['insights-chinese', { colorScheme: 'dark', locale: 'zh-CN' }],
  ['insights-narrow', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
] as const) {
  test(`insights, ${name}`, async ({ desk }) => {
    await writePastAnswers(desk);
    const { page } = await desk.open({ ...start, library: 'full' });
    await page.evaluate(() => {
      location.hash = '#/insights';
      dispatchEvent(new PopStateEvent('popstate'));
    });
    await expect(page.getByRole('img').first()).toBeVisible();
    await take(page, name);
    await page.getByRole('main').getByRole('link').first().scrollIntoViewIfNeeded();
    await take(page, `${name}-lists`);
    await page.getByRole('main').getByRole('link').first().click();
    await expect(page.getByRole('main').getByRole('table')).toBeVisible();
    await take(page, `${name}-trace`);
  });
}
