import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../carrel.ts';

const NOTES = '# Ferry\n\nThe ferry to Holm leaves on Friday at eight.\n';

test('a citation says when its passage was edited, moved or deleted since', async ({ desk }) => {
  const folder = join(desk.folder, 'notes');
  const file = join(folder, 'ferry.md');
  await mkdir(folder);
  await writeFile(file, NOTES);
  await desk.carrel('ingest', folder);
  const { window, page } = await desk.open();
  await window.chat.ask('When does the ferry to Holm leave?');
  await window.chat.answered();
  const changes = window.chat.lastAnswer.getByRole('list', { name: 'Changes since this answer' });
  await expect(changes).toHaveCount(0);

  await test.step('edited: the words that changed', async () => {
    await writeFile(file, NOTES.replace('Friday', 'Monday'));
    await desk.carrel('ingest', folder);
    await page.reload();
    await expect(changes).toContainText('the passage was edited since');
    await expect(changes.locator('del')).toHaveText('Friday');
    await expect(changes.locator('ins')).toHaveText('Monday');
    await expect(window.chat.citations.first()).toHaveAccessibleName(/edited since/);
    await page.screenshot({ path: test.info().outputPath('edited.png') });
  });

  await test.step('moved: further down in the document', async () => {
    await writeFile(file, `Read this first.\n\n${NOTES}`);
    await desk.carrel('ingest', folder);
    await page.reload();
    await expect(changes).toContainText('stands elsewhere in the document now');
  });

  await test.step('deleted', async () => {
    await rm(file);
    await page.reload();
    await expect(changes).toContainText('no longer there');
  });
});
