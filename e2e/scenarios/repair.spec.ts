import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Desk, expect, test } from '../carrel.ts';

/** Turns one bit of every lexical segment of the index, as a failing disk does. */
async function damageIndex(desk: Desk): Promise<void> {
  let damaged = 0;
  for await (const name of glob('index/*/gen-*/*.lexical', { cwd: desk.library })) {
    const file = join(desk.library, name);
    const bytes = await readFile(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 4;
    await writeFile(file, bytes);
    damaged++;
  }
  expect(damaged).toBeGreaterThan(0);
}

/** A library with one note, closed. */
async function writeNote(desk: Desk): Promise<void> {
  const note = join(desk.folder, 'herons.md');
  await writeFile(note, '# Herons\n\nThe grey heron waits for the carp at the northern weir.\n');
  await desk.carrel('ingest', note, '--collection', 'Notes', '--json');
}

test('a damaged index is put right at the start, and the check-up says so', async ({ desk }) => {
  await writeNote(desk);
  await damageIndex(desk);
  const { window, page } = await desk.open();
  await window.goTo('Find');
  await window.find.field.fill('heron weir');
  await expect(window.find.passages.first()).toBeVisible();
  await window.goTo('Settings');
  await window.settings.open('Check-up');
  await expect(page.getByRole('list', { name: 'Put right by Carrel' })).toContainText('The index of Notes was damaged');
});

test('where Carrel may not heal by itself, the check-up names the damage and repairs it', async ({ desk }) => {
  await writeNote(desk);
  await damageIndex(desk);
  const { window, page } = await desk.open({ env: { CARREL_LIBRARY_AUTO_HEAL: 'false' } });
  const main = page.getByRole('main');
  await window.goTo('Settings');
  await window.settings.open('Check-up');
  await expect(main).toContainText('One check failed');
  await expect(main).toContainText('Nothing had to be put right.');
  await main.getByRole('button', { name: 'Repair' }).press('Enter');
  await expect(page.getByRole('list', { name: 'Put right by Carrel' })).toContainText('The index of Notes was damaged');
  await expect(main.getByRole('heading', { name: 'Everything is in order' })).toBeVisible();
  await expect(main.getByRole('button', { name: 'Repair' })).toBeEnabled();

  await window.goTo('Find');
  await window.find.field.fill('heron weir');
  await expect(window.find.passages.first()).toBeVisible();
});
