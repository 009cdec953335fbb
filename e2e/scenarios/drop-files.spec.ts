import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildTinyGguf } from '../../src-main/testing/tiny-gguf.ts';
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

test('a model dropped beside a file goes to the models, and the file where it was dropped', async ({ desk, host }) => {
  test.skip(host !== 'electron', 'a browser does not tell where on the disk a model is');
  const put = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(join(desk.folder, name), content);
    return join(desk.folder, name);
  };
  const [asked, kept] = [await put('otter.md', '# Otters\n\nOne.\n'), await put('badger.md', '# Badgers\n\nTwo.\n')];
  const [first, second] = [await put('first.gguf', buildTinyGguf()), await put('second.gguf', buildTinyGguf())];
  const paths = Object.fromEntries([asked, kept, first, second].map((path) => [basename(path), path]));
  const { window, page } = await desk.open({ env: { ED_FILE_PATHS: JSON.stringify(paths) } });
  await expect(window.chat.question).toBeVisible();
  const models = page.getByRole('list', { name: 'Models on this computer' });

  await window.dropOnQuestion(asked, first);
  await expect(models).toContainText('first.gguf');
  await window.drop(second, kept);
  await expect(models).toContainText('second.gguf');
  await expect(window.toast('Documents: 1 file is ready.')).toBeVisible();
  await window.goTo('Chat');
  await expect(page.getByRole('list', { name: 'Attached files' })).toContainText('otter.md');
  await expect(page.getByRole('list', { name: 'Attached files' })).not.toContainText('badger.md');
});
