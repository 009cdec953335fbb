import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, ROOT, test } from '../carrel.ts';

const PDF = join(ROOT, '..', 'shared', 'data', 'documents', 'pdf');

test('a protected PDF is opened with its password; a scanned one says what it lacks', async ({ desk }) => {
  test.skip(!existsSync(PDF), 'the shared documents are not here');
  const [locked, scanned] = ['pdfjs-issue6010_1.pdf', 'pdfjs-issue16633.pdf'];
  await desk.carrel('ingest', join(PDF, locked), join(PDF, scanned), '--collection', 'Papers', '--json');
  const { window, page } = await desk.open();
  const { library } = window;
  await window.goTo('Library');
  await expect(library.row(scanned)).toContainText('no text');
  await expect(library.row(locked)).toContainText('needs a password');

  await library.choose(locked, 'Enter password');
  const field = library.passwordDialog
    .getByRole('textbox', { name: 'Password' })
    .or(library.passwordDialog.getByLabel('Password', { exact: true }));
  await field.first().fill('guess');
  await page.keyboard.press('Enter');
  await expect(library.passwordDialog.getByRole('alert')).toContainText('does not open the file');
  await field.first().fill('abc');
  await page.keyboard.press('Enter');
  await expect(library.passwordDialog).toBeHidden();
  await expect(library.row(locked)).not.toContainText('needs a password');
});
