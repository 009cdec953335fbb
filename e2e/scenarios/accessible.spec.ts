import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../carrel.ts';
import { settle } from '../settle.ts';

/** Every rule of WCAG 2.2 A and AA that a machine can judge. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Asks axe about the page as it stands; a violation is named with the elements it is about. */
async function expectAccessible(page: Page, state: string): Promise<void> {
  await test.step(state, async () => {
    await settle(page); // what still fades in is paler than it will be
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(RULES).analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join('\n')}`,
    );
    expect.soft(found, state).toEqual([]);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to mend on any screen, ${colorScheme}`, async ({ desk, host }) => {
    const isOther = colorScheme === (host === 'electron' ? 'dark' : 'light');
    test.skip(isOther, 'both hosts show the same page: light is judged in the app, dark in the browser');
    test.slow(); // some thirty states, each judged whole
    const odd = join(desk.folder, 'odd');
    await mkdir(odd);
    await writeFile(join(odd, 'picture.heic'), Buffer.from('not a picture'));

    const { window, page } = await desk.open({ colorScheme });
    const { chat, library, settings, source } = window;
    await expect(page.getByRole('button', { name: 'Try the sample library' })).toBeVisible();
    await expectAccessible(page, 'the first start');
    await window.addSample();
    await expectAccessible(page, 'questions to start with');

    await chat.ask('Why does a file written with rename survive a crash?');
    await chat.answered();
    await chat.foldedSources.click();
    await expectAccessible(page, 'an answer with its sources');
    await chat.citations.first().click();
    await expect(source.marked).toBeVisible();
    await expectAccessible(page, 'a page beside the answer');
    await page.getByRole('button', { name: 'Show the text' }).click();
    await expect(source.text).toBeVisible();
    await expectAccessible(page, 'the text of a page');
    await page.keyboard.press('Control+k');
    await window.palette.getByRole('combobox').fill('clock');
    await expect(window.palette.getByRole('option', { name: /clock_replacement/ })).toBeVisible();
    await expectAccessible(page, 'the palette');
    await page.keyboard.press('Enter');
    await expect(source.title).toHaveText('clock_replacement.py');
    await expectAccessible(page, 'code beside the answer');
    await source.close();
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Actions for/ })
      .focus();
    await page.keyboard.press('?');
    await expect(window.shortcuts).toBeVisible();
    await expectAccessible(page, 'the shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Answer options' }).click();
    await expect(page.getByRole('slider', { name: 'Passages to read' })).toBeVisible();
    await expectAccessible(page, 'the answer options');
    await page.keyboard.press('Escape');

    await window.goTo('Find');
    await expectAccessible(page, 'find, before the first word');
    await window.find.field.fill('clock algorithm');
    await expect(window.find.passages.first()).toBeVisible();
    await expectAccessible(page, 'results');
    await page.getByRole('button', { name: 'Missing something?' }).click();
    await expect(window.missing.panel.getByRole('button', { name: /Scheduling/ })).toBeVisible();
    await expectAccessible(page, 'files that may be missing');
    await window.missing.choose('scheduling', /Scheduling/);
    await window.missing.panel.getByText('Show the numbers').click();
    await expectAccessible(page, 'why a file is missing');
    await window.missing.close();

    await desk.carrel('ingest', odd, '--collection', 'Odd', '--json');
    await window.goTo('Library');
    await expect(library.row('picture.heic')).toBeVisible();
    await expectAccessible(page, 'the library');
    await library.choose('picture.heic', 'Details');
    await expect(library.details).toContainText('Convert');
    await expectAccessible(page, 'the details of a source');
    await page.keyboard.press('Escape');

    await window.goTo('Settings');
    const sections = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
    for (const section of await sections.allTextContents()) {
      await settings.open(section);
      await expect(page.getByRole('main')).not.toContainText('Looking at everything');
      await expectAccessible(page, `settings, ${section}`);
    }
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to mend in the code map, ${colorScheme}`, async ({ desk, host }) => {
    const isOther = colorScheme === (host === 'electron' ? 'dark' : 'light');
    test.skip(isOther, 'both hosts show the same page: light is judged in the app, dark in the browser');
    const { window, page } = await desk.open({ library: 'sample', colorScheme });
    await window.goTo('Code map');
    await window.graph.field.fill('writeAtomically');
    await expect(window.graph.results.getByRole('listitem').first()).toBeVisible();
    await expectAccessible(page, 'names in the code map');
    await page.keyboard.press('Enter');
    await expect(window.graph.dependents.getByRole('listitem').first()).toBeVisible();
    await expectAccessible(page, 'a definition in the code map');
    await window.graph.field.fill('');
    await expect((await window.graph.list('Important')).getByRole('listitem').first()).toBeVisible();
    await expectAccessible(page, 'the code map');
  });
}
