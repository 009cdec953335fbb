import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../carrel.ts';

test('a setting is changed, refused, put back; one from the environment is locked and says so', async ({ desk }) => {
  const { window, page } = await desk.open({ env: { CARREL_INGEST_TIMEOUT_SECONDS: '33' } });
  const { settings } = window;
  await window.goTo('Settings');

  await test.step('a number, with its origin and the way back', async () => {
    await settings.open('Answers and models');
    const topK = page.getByRole('slider', { name: 'Passages to read' });
    await expect(topK).toHaveAttribute('aria-valuenow', '10');
    await topK.press('ArrowRight');
    await expect(page.getByRole('main')).toContainText('Chosen for this library');
    const kept = JSON.parse(await desk.carrel('doctor', '--json')).settings;
    expect(kept).toContainEqual(expect.objectContaining({ key: 'answer.topK', value: 11, origin: 'library' }));
    await page.getByRole('button', { name: 'Back to 10: Passages to read' }).click();
    await expect(topK).toHaveAttribute('aria-valuenow', '10');
  });

  await test.step('a number out of its range is refused where it stands', async () => {
    const longest = settings.number('Longest answer');
    await longest.fill('9000');
    await expect(page.getByRole('alert')).toContainText('A whole number from 16 to 8,192');
    await longest.press('Escape');
    await expect(longest).toHaveValue('500');
  });

  await test.step('what the environment sets cannot be changed here', async () => {
    await settings.open('Advanced');
    await expect(settings.number('Time for one file')).toBeDisabled();
    await expect(page.getByRole('main')).toContainText('CARREL_INGEST_TIMEOUT_SECONDS');
  });

  await test.step('the changes are in the history', async () => {
    await settings.open('History of changes');
    await expect(page.getByRole('list', { name: 'Changes of settings' })).toContainText('Passages to read');
  });

  await test.step('the check-up finds everything in order, and shows where settings come from', async () => {
    await settings.open('Check-up');
    await expect(page.getByRole('main')).toContainText(/Everything is in order|to look at/);
    await expect(page.getByRole('main')).toContainText('Catalog');
  });

  await test.step('it says plainly that data is not encrypted', async () => {
    await settings.open('About and security');
    await expect(page.getByRole('main')).toContainText('Carrel does not encrypt your data');
  });
});

test('a backup is made in the window and restored into a new library', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  await window.goTo('Settings');
  await window.settings.open('Backup');
  const main = page.getByRole('main');
  const file = join(desk.folder, 'kept.carrel-backup');

  await main.getByRole('radio', { name: 'Another place' }).click();
  await main.getByRole('textbox', { name: 'Backup file' }).first().fill(file);
  await main.getByRole('button', { name: 'Back up now' }).click();
  await expect(main).toContainText('The backup is done and checked.');
  expect(existsSync(file)).toBe(true);

  await test.step('the same place again is refused until it is meant', async () => {
    await main.getByRole('button', { name: 'Back up now' }).click();
    await main.getByRole('button', { name: 'Overwrite the file' }).click();
    await expect(main).toContainText('The backup is done and checked.');
  });

  const restored = join(desk.folder, 'restored');
  await main.getByRole('textbox', { name: 'Backup file' }).last().fill(file);
  await main.getByRole('textbox', { name: 'New folder for the library' }).fill(restored);
  await main.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(main).toContainText('The backup is restored.');
  expect(existsSync(join(restored, 'library.json'))).toBe(true);
});

test('scheduled backups are made less often, and the check-up says so', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  await window.goTo('Settings');
  await window.settings.open('Backup');
  const schedule = page.getByRole('combobox', { name: 'How often' });
  await expect(schedule).toHaveText('Every day');
  const keep = window.settings.number('Number to keep');

  await test.step('how often, by the keyboard', async () => {
    await schedule.press('Enter');
    await page.getByRole('option', { name: 'Every week' }).press('Enter');
    await expect(schedule).toHaveText('Every week');
  });

  await test.step('how many', async () => {
    await keep.fill('3');
    await keep.press('Enter');
    await expect(page.getByRole('button', { name: 'Back to 7: Number to keep' })).toBeVisible();
  });

  await test.step('both hold', async () => {
    const kept = JSON.parse(await desk.carrel('doctor', '--json')).settings;
    expect(kept).toContainEqual(
      expect.objectContaining({ key: 'backup.schedule', value: 'weekly', origin: 'library' }),
    );
    expect(kept).toContainEqual(expect.objectContaining({ key: 'backup.keep', value: 3, origin: 'library' }));
    await window.settings.open('Check-up');
    await expect(page.getByRole('main')).toContainText(/weekly/);
  });
});
