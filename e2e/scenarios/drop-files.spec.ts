import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from '../carrel.ts';

test('files and a folder dropped on the window are read and found', async ({ desk, host }) => {
  const folder = join(desk.folder, 'field trip');
  const file = join(desk.folder, 'heron notes.md');
  await mkdir(join(folder, 'pond'), { recursive: true });
  await writeFile(file, '# Herons\n\nThe grey heron waits for the carp at the northern weir before sunrise.\n');
  await writeFile(
    join(folder, 'pond', 'survey.py'),
    'def count_newts(nights):\n    return sum(night.newts for night in nights)\n',
  );
  await writeFile(join(folder, 'photo.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46]));

  await test.step('dropped as bytes', async () => {
    const { window, close } = await desk.open();
    const { chat } = window;
    await expect(chat.question).toBeVisible();
    await window.drop(file);
    await expect(window.toast('Documents: 1 file is ready.')).toBeVisible();
    await chat.ask('What does the grey heron wait for?');
    await expect(chat.lastAnswer).toContainText('waits for the carp at the northern weir');
    await expect(chat.citations.first()).toHaveAccessibleName(/Herons/);
    await close();
  });

  await test.step('a folder, with everything in it, one file of a kind that is not read', async () => {
    const paths = { [basename(folder)]: folder };
    const { window } = await desk.open({ env: { ED_FILE_PATHS: JSON.stringify(paths) } });
    await expect(window.chat.question).toBeVisible();
    await window.drop(folder);
    await window.library.preview.getByRole('button', { name: 'Add 2 files' }).click();
    await expect(window.toast('field trip: 1 file is ready, 1 could not be read.')).toBeVisible();
    await window.chat.ask('count_newts');
    await expect(window.chat.citations.first()).toHaveAccessibleName(/survey\.py/);
    const listed = await desk.carrel('search', 'count newts', '--json');
    const [first] = JSON.parse(listed).results;
    // The app sees the disk and reads the file where it is; a browser hands over bytes.
    if (host === 'electron') expect(first.source.path).toBe(join(folder, 'pond', 'survey.py'));
    else expect(first.source.path).toBe('field trip/pond/survey.py');
  });
});
