import { expect, test } from '../carrel.ts';

test('theme and language change at once and stay after the next start', async ({ desk }) => {
  const first = await desk.open();
  const { window, page } = first;
  const { settings } = window;
  const background = (): Promise<string> =>
    page.getByRole('main').evaluate((main) => getComputedStyle(main).backgroundColor);
  /** The theme in the settings file, as a second process reads it. */
  async function keptTheme(): Promise<unknown> {
    const { settings: all } = JSON.parse(await desk.carrel('doctor', '--json'));
    return all.find((setting: { key: string }) => setting.key === 'ui.theme').value;
  }
  await window.goTo('Settings');

  await test.step('each theme has a paper of its own', async () => {
    const papers = new Set([await background()]);
    for (const theme of ['Dark', 'Contrast'] as const) {
      await settings.chooseTheme(theme);
      await expect.poll(async () => papers.has(await background())).toBe(false);
      papers.add(await background());
    }
    expect(papers.size).toBe(3);
  });

  await test.step('the theme of the system is followed while the window is open', async () => {
    await settings.chooseTheme('System');
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(background).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(background).toBe(light);
  });

  await test.step('German, Chinese', async () => {
    await settings.chooseLanguage('Deutsch');
    await expect(page.getByRole('navigation', { name: 'Bereiche' })).toContainText('Einstellungen');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await page.getByRole('combobox', { name: 'Sprache' }).click();
    await page.getByRole('option', { name: /中文/ }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('combobox', { name: '语言' })).toBeVisible();
  });

  await test.step('after the next start', async () => {
    await page.getByRole('radiogroup').first().getByRole('radio').nth(2).click();
    const dark = await background();
    await expect.poll(keptTheme).toBe('dark');
    await first.close();
    const again = await desk.open();
    await expect(again.page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    const paper = (): Promise<string> =>
      again.page.getByRole('main').evaluate((main) => getComputedStyle(main).backgroundColor);
    await expect.poll(paper).toBe(dark);
  });
});
