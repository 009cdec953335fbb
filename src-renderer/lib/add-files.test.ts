import { afterEach, describe, expect, it, vi } from 'vitest';
import { createInMemoryClient } from '../testing/in-memory-client.ts';
import { addFiles, collectPicked } from './add-files.ts';
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
