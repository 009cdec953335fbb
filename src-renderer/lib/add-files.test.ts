import { afterEach, describe, expect, it, vi } from 'vitest';
import { createInMemoryClient } from '../testing/in-memory-client.ts';
import { addFiles, collectDropped, collectPicked, droppedModels } from './add-files.ts';
import { installClient } from './client.ts';

const aFile = (name: string, folderPath = ''): File =>
  Object.defineProperty(new File(['x'], name), 'webkitRelativePath', { value: folderPath });

/** A host that notes what was added and what was uploaded. */
function installHost() {
  const added: unknown[] = [];
  const uploads: string[] = [];
  const addSources = async (input: unknown) => {
    added.push(input);
    return { job: 'job-1' as never, collectionId: 'col-1' as never };
  };
  installClient(createInMemoryClient({ library: { addSources } }));
  vi.stubGlobal('fetch', async (address: string) => {
    const name = new URL(address, 'http://host').searchParams.get('name') ?? '';
    if (name === 'huge.bin') return Response.json({ detail: 'The file is larger than 2048 MB' }, { status: 413 });
    uploads.push(name);
    return Response.json({ upload: `up-${name}` }, { status: 201 });
  });
  return { added, uploads };
}

afterEach(() => vi.unstubAllGlobals());

describe('adding files', () => {
  it('uploads what has no path and queues it in the order it came', async () => {
    const host = installHost();
    const names = ['a.md', 'b ü.pdf', 'c.txt', 'd.md', 'e.md', 'f.md'];
    await addFiles(collectPicked(names.map((name) => aFile(name))));
    expect([...host.uploads].sort()).toEqual(names);
    expect(host.added).toEqual([
      { collection: 'Documents', paths: [], uploads: names.map((name) => `up-${name}`), texts: [] },
    ]);
  });

  it('names a picked folder as the collection and keeps the paths inside it', async () => {
    const host = installHost();
    await addFiles(collectPicked([aFile('one.md', 'course/notes/one.md'), aFile('two.md', 'course/two.md')]));
    expect(host.added).toMatchObject([
      { collection: 'course', uploads: ['up-course/notes/one.md', 'up-course/two.md'] },
    ]);
  });

  it('hands paths over where the app can see the disk, into the collection that is open', async () => {
    const host = installHost();
    vi.stubGlobal('window', { carrelBridge: { pathForFile: (file: File) => `/disk/${file.name}` } });
    await addFiles(collectPicked([aFile('a.md')]), { collection: 'col-9' });
    expect(host.added).toMatchObject([{ collection: 'col-9', paths: ['/disk/a.md'], uploads: [] }]);
    expect(host.uploads).toEqual([]);
  });

  it('hands a picked folder over as one path where the app can see the disk', async () => {
    const host = installHost();
    vi.stubGlobal('window', { carrelBridge: { pathForFile: (file: File) => `/disk/course/notes/${file.name}` } });
    const picked = collectPicked([aFile('one.md', 'course/notes/one.md'), aFile('two.md', 'course/notes/two.md')]);
    expect(picked.hasFolder).toBe(true);
    await addFiles(picked, { watch: false });
    expect(host.added).toMatchObject([{ collection: 'course', paths: ['/disk/course'], watch: false }]);
  });

  it('says what the host says when a file is refused, and adds nothing', async () => {
    const host = installHost();
    await expect(addFiles(collectPicked([aFile('huge.bin')]))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The file is larger than 2048 MB',
      reason: 'library/upload-413',
    });
    expect(host.added).toEqual([]);
  });

  it('refuses a drop without files', async () => {
    installHost();
    await expect(addFiles({ paths: [], files: [], hasFolder: false })).rejects.toMatchObject({
      reason: 'library/nothing-dropped',
    });
  });
});

describe('what was dropped', () => {
  /** A drop of files, and of folders where the name ends in a slash. */
  const aTransfer = (...names: readonly string[]): DataTransfer => {
    const items = names.map((name) => ({
      kind: 'file',
      getAsFile: () => aFile(name.replace('/', '')),
      webkitGetAsEntry: () => ({ name: name.replace('/', ''), isDirectory: name.endsWith('/') }),
    }));
    return { items, files: items.map((item) => item.getAsFile()) } as unknown as DataTransfer;
  };

  it.each([
    [['notes.pdf', 'm.gguf', 'n.ONNX'], ['/disk/m.gguf', '/disk/n.ONNX'], { paths: ['/disk/notes.pdf'] }],
    [['m.gguf', 'course/'], ['/disk/m.gguf'], { paths: ['/disk/course'], folder: 'course', hasFolder: true }],
    [['m.gguf'], ['/disk/m.gguf'], { paths: [], files: [] }],
    [['notes.pdf'], [], { paths: ['/disk/notes.pdf'] }],
  ])('of %j the models go to the models and the rest is collected', async (names, models, rest) => {
    vi.stubGlobal('window', { carrelBridge: { pathForFile: (file: File) => `/disk/${file.name}` } });
    const transfer = aTransfer(...names);
    expect(droppedModels(transfer)).toEqual(models);
    await expect(collectDropped(transfer)).resolves.toMatchObject(rest);
  });

  it('is bytes in a browser, models too', async () => {
    const transfer = aTransfer('notes.pdf', 'm.gguf');
    expect(droppedModels(transfer)).toEqual([]);
    const { files } = await collectDropped(transfer);
    expect(files.map(({ name }) => name)).toEqual(['notes.pdf', 'm.gguf']);
  });
});
