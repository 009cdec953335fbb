import type { ElectronApplication } from '@playwright/test';
import { type Desk, expect, type OpenCarrel, test } from '../carrel.ts';
import { QuickWindow } from '../pages/quick-window.ts';

/** Opens quick ask as a person would on this host: over other programs, or as a page of the browser. */
async function openQuickAsk(desk: Desk, { electron, window, page }: OpenCarrel): Promise<QuickWindow> {
  if (electron === undefined) {
    await window.run('Open quick ask');
    return new QuickWindow(page);
  }
  const opened = electron.waitForEvent('window');
  await desk.carrel('quick');
  const quickPage = await opened;
  await quickPage.waitForURL(/#\/quick$/);
  return new QuickWindow(quickPage);
}

const isQuickShown = (electron: ElectronApplication): Promise<boolean> =>
  electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some((one) => one.isVisible() && one.webContents.getURL().endsWith('#/quick')),
  );

test('quick ask finds while one types, answers, and carries on in the main window', async ({ desk }) => {
  const carrel = await desk.open({ library: 'sample' });
  const quick = await openQuickAsk(desk, carrel);
  const { page, electron, window } = carrel;

  await test.step('passages come while one types, and the arrow keys walk through them', async () => {
    await expect(quick.field).toBeFocused();
    await quick.field.pressSequentially('clock algorithm');
    await expect(quick.passages.first()).toContainText(/clock/i);
    await quick.field.press('ArrowDown');
    await expect(quick.passages.first()).toHaveAttribute('aria-selected', 'true');
    await expect(quick.field).toBeFocused();
    await quick.field.press('ArrowUp');
  });

  await test.step('Enter answers below, with citations', async () => {
    await quick.field.fill('Who teaches the course?');
    await quick.field.press('Enter');
    await expect(quick.answer.getByRole('button', { name: /^Citation \d/ }).first()).toBeVisible();
  });

  await test.step('Ctrl+Enter goes on with that answer in the main window', async () => {
    await quick.field.press('Control+Enter');
    await expect(page).toHaveURL(/#\/chat\/[^/]+$/);
    await expect(page.getByRole('region', { name: 'Conversation' })).toContainText('Who teaches the course?');
    if (electron !== undefined) await expect.poll(() => isQuickShown(electron)).toBe(false);
  });

  await test.step('a question that was not asked yet is asked there', async () => {
    const again = electron === undefined ? await openQuickAsk(desk, carrel) : quick;
    if (electron !== undefined) await desk.carrel('quick');
    await again.field.fill('When is the second lab due?');
    await again.field.press('Control+Enter');
    await expect(page.getByRole('region', { name: 'Conversation' })).toContainText('When is the second lab due?');
    await expect(window.chat.lastAnswer.getByRole('button', { name: /^Citation \d/ }).first()).toBeVisible();
    await expect(page).toHaveURL(/#\/chat\/[^/]+$/);
  });

  await test.step('a passage opens beside its neighbours', async () => {
    const again = electron === undefined ? await openQuickAsk(desk, carrel) : quick;
    if (electron !== undefined) await desk.carrel('quick');
    await again.field.fill('clock replacement');
    await expect(again.passages.first()).toContainText(/clock/i);
    await again.field.press('ArrowDown');
    await again.field.press('Enter');
    await expect(window.find.field).toHaveValue('clock replacement');
    await expect(window.source.title).toBeVisible();
  });
});

test('quick ask comes with its shortcut and goes with Escape; a conflict is told', async ({ desk, host }) => {
  test.skip(host !== 'electron', 'shortcuts and windows are of the desktop app');
  const { electron, window, page } = await desk.open();
  if (electron === undefined) throw new Error('there is no app');
  const isDouble = await electron.evaluate((module) => '__double' in module);
  test.skip(!isDouble, 'no test can press a shortcut of the whole system in the real app');
  const press = (): Promise<void> =>
    electron.evaluate((module) => {
      const { shortcuts } = Reflect.get(module, '__double');
      shortcuts.get('CommandOrControl+Alt+Space')();
    });

  await test.step('shown, put away, shown again', async () => {
    const opened = electron.waitForEvent('window');
    await press();
    const quick = new QuickWindow(await opened);
    await expect(quick.page.getByText('Nothing to search yet')).toBeVisible();
    expect(await isQuickShown(electron)).toBe(true);
    await quick.field.press('Escape');
    await expect.poll(() => isQuickShown(electron)).toBe(false);
    await press();
    await expect.poll(() => isQuickShown(electron)).toBe(true);
    await press();
    await expect.poll(() => isQuickShown(electron)).toBe(false);
  });

  await test.step('another shortcut is taken by another program', async () => {
    await electron.evaluate((module) => Reflect.get(module, '__double').takenShortcuts.add('F9'));
    await window.goTo('Settings');
    const shortcut = page.getByRole('button', { name: /^Shortcut: / });
    await shortcut.click();
    await page.keyboard.press('F9');
    await expect(page.getByText('Another program has this shortcut')).toBeVisible();
    await shortcut.click();
    await page.keyboard.press('Control+Alt+k');
    await expect(shortcut).toHaveText('Ctrl Alt K');
    await expect(page.getByText('Another program has this shortcut')).toBeHidden();
    const held = await electron.evaluate((module) => [...Reflect.get(module, '__double').shortcuts.keys()]);
    expect(held).toEqual(['CommandOrControl+Alt+K']);
  });
});

test('closing the main window ends the app, unless it is to go on in the tray', async ({ desk, host }) => {
  test.skip(host !== 'electron', 'windows are of the desktop app');
  const { electron } = await desk.open({ env: { CARREL_UI_KEEP_IN_TRAY: 'true' } });
  if (electron === undefined) throw new Error('there is no app');
  const isDouble = await electron.evaluate((module) => '__double' in module);
  test.skip(!isDouble, 'the last window of the real app ends the test run with it');
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => electron.windows().length).toBe(0);
  const opened = electron.waitForEvent('window');
  await electron.evaluate((module) => Reflect.get(module, '__double').trays[0].emit('click'));
  await (await opened).getByRole('navigation', { name: 'Areas' }).waitFor();
});
