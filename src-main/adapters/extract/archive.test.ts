import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemberReader, listArchive } from './archive.ts';

const MAX = 64 * 1024 * 1024;
const UNIX = 3;
const decoder = new TextDecoder();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-zip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const zip = (files: Zippable) => zipSync(files);
const list = async (files: Zippable) => listArchive(zip(files), MAX);

/** Changes every occurrence of a two- or four-byte little-endian field after a signature. */
function patch(bytes: Uint8Array, signature: number, offset: number, change: (view: DataView, at: number) => void) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index + 4 <= bytes.length; index += 1) {
    if (view.getUint32(index, true) === signature) change(view, index + offset);
  }
  return bytes;
}
const CENTRAL = 0x02014b50;

test('lists files with their sizes, without folders and Finder extras', async () => {
  const members = await list({
    'a.md': strToU8('one'),
    'notes/': new Uint8Array(0),
    'notes/ü b.txt': strToU8('four'),
    '__MACOSX/._a.md': strToU8('x'),
    'notes/.DS_Store': strToU8('x'),
  });
  expect(members).toEqual([
    { path: 'a.md', sizeBytes: 3 },
    { path: 'notes/ü b.txt', sizeBytes: 4 },
  ]);
});

describe('refuses', () => {
  test.each([
    ['../evil.txt', 'leads out'],
    ['a/../../evil.txt', 'leads out'],
    ['/etc/passwd', 'absolute'],
    ['C:/evil.txt', 'drive letter'],
    ['..\\evil.txt', 'backslash'],
    ['a\0.txt', 'null character'],
  ])('the name %j', async (name, why) => {
    const members = await list({ [name]: strToU8('evil'), 'good.txt': strToU8('good') });
    expect(members.find((member) => member.path === 'good.txt')).not.toHaveProperty('refused');
    expect(members.find((member) => member.path !== 'good.txt')).toMatchObject({
      refused: { status: 'invalid', reason: expect.stringContaining(why) },
    });
  });

  test('links', async () => {
    const members = await list({ link: [strToU8('/etc/passwd'), { os: UNIX, attrs: 0o120777 << 16 }] });
    expect(members).toMatchObject([{ path: 'link', refused: { reason: expect.stringContaining('link') } }]);
  });

  test('encrypted files, as asking for a password', async () => {
    const bytes = patch(zip({ 'a.txt': strToU8('a') }), CENTRAL, 8, (view, at) => view.setUint16(at, 1, true));
    expect(await listArchive(bytes, MAX)).toMatchObject([{ refused: { status: 'password' } }]);
  });

  test('what expands beyond reason', async () => {
    const members = await list({ 'bomb.txt': new Uint8Array(40 * 1024 * 1024), 'big.txt': randomBytes(100) });
    expect(members).toMatchObject([{ refused: { status: 'too-large' } }, { path: 'big.txt' }]);
  });

  test('what is larger than the limit', async () => {
    const members = await listArchive(zip({ 'a.txt': strToU8('123456789') }), 8);
    expect(members).toMatchObject([{ refused: { status: 'too-large' } }]);
  });

  test('a second file of the same name', async () => {
    const bytes = zip({ 'a.txt': strToU8('a'), 'b.txt': strToU8('b') });
    const renamed = patch(bytes, CENTRAL, 46, (view, at) => view.setUint8(at, 'a'.charCodeAt(0)));
    const [first, second] = await listArchive(renamed, MAX);
    expect(first).not.toHaveProperty('refused');
    expect(second).toMatchObject({ path: 'a.txt', refused: { status: 'invalid' } });
  });
});

describe('an archive as a whole', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', strToU8('not an archive at all, but long enough to look at')],
    ['half an archive', zip({ 'a.txt': randomBytes(2000) }).slice(0, 1000)],
  ])('is invalid when it is %s', async (_, bytes) => {
    await expect(listArchive(bytes, MAX)).rejects.toMatchObject({ status: 'invalid' });
  });

  test('is too large with more than 10,000 files', async () => {
    const files: Zippable = {};
    for (let index = 0; index <= 10_000; index += 1) files[`${index}.txt`] = [new Uint8Array(0), { level: 0 }];
    await expect(list(files)).rejects.toMatchObject({ status: 'too-large' });
  });

  test('may be empty', async () => {
    expect(await list({})).toEqual([]);
  });
});

describe('archives in archives', () => {
  const bomb = zip({ 'a.bin': new Uint8Array(15 * 1024 * 1024) });

  test('are files of the outer one, even when they are damaged', async () => {
    const members = await list({ 'inner.zip': zip({ 'a.md': strToU8('a') }), 'bad.zip': strToU8('no') });
    expect(members.map((member) => [member.path, member.refused])).toEqual([
      ['inner.zip', undefined],
      ['bad.zip', undefined],
    ]);
  });

  test('are refused from where their content passes a gigabyte', async () => {
    const inner: Zippable = {};
    for (let index = 0; index < 40; index += 1) inner[`${index}.zip`] = [bomb, { level: 0 }];
    const packed = zip(inner);
    const members = await list({ 'one.zip': packed, 'two.zip': packed, 'note.md': strToU8('fine') });
    expect(members.map((member) => [member.path, member.refused?.status])).toEqual([
      ['one.zip', undefined],
      ['two.zip', 'too-large'],
      ['note.md', undefined],
    ]);
  });

  test('are refused from where their files are too many', async () => {
    const many: Zippable = {};
    for (let index = 0; index < 6000; index += 1) many[`${index}.txt`] = [new Uint8Array(0), { level: 0 }];
    const packed = zip(many);
    const members = await list({ 'one.zip': packed, 'two.zip': packed });
    expect(members.map((member) => member.refused?.status)).toEqual([undefined, 'too-large']);
  });
});

describe('reading members', () => {
  async function store(name: string, bytes: Uint8Array): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, bytes);
    return file;
  }

  test('finds plain and nested ones, and those with "!/" in their names', async () => {
    const inner = zip({ 'c.md': strToU8('nested') });
    const file = await store(
      'plain.zip',
      zip({ 'a.md': strToU8('plain'), 'b.zip': inner, 'odd!/d.md': strToU8('odd') }),
    );
    const reader = createMemberReader();
    const read = async (member: string) => decoder.decode(await reader.read(file, member, MAX));
    expect(await read('a.md')).toBe('plain');
    expect(await read('b.zip!/c.md')).toBe('nested');
    expect(await read('odd!/d.md')).toBe('odd');
    expect(await read('a.md')).toBe('plain');
    await expect(read('gone.md')).rejects.toMatchObject({ status: 'invalid' });
    await reader.close();
    expect(await readdir(folder)).toContain('plain.zip');
  });

  test('notices that the archive was replaced', async () => {
    const reader = createMemberReader();
    const file = await store('changing.zip', zip({ 'a.md': strToU8('old') }));
    expect(decoder.decode(await reader.read(file, 'a.md', MAX))).toBe('old');
    await store('changing.zip', zip({ 'a.md': strToU8('newer') }));
    expect(decoder.decode(await reader.read(file, 'a.md', MAX))).toBe('newer');
    await reader.close();
  });

  test('believes counted bytes, not headers', async () => {
    const honest = zip({ 'a.txt': new Uint8Array(5_000_000).fill(65) });
    const lying = patch(honest, CENTRAL, 24, (view, at) => view.setUint32(at, 100, true));
    const file = await store('lying.zip', lying);
    const reader = createMemberReader();
    await expect(reader.read(file, 'a.txt', MAX)).rejects.toThrow(/more than the archive declares/u);
    await reader.close();
  });

  test('checks the checksum, the limit and the refusal', async () => {
    const damaged = patch(zip({ 'a.txt': strToU8('abc') }), CENTRAL, 16, (view, at) => view.setUint32(at, 1, true));
    const reader = createMemberReader();
    const file = await store('damaged.zip', damaged);
    await expect(reader.read(file, 'a.txt', MAX)).rejects.toMatchObject({ status: 'invalid' });
    await expect(reader.read(file, 'a.txt', 2)).rejects.toMatchObject({ status: 'too-large' });
    const slip = await store('slip.zip', zip({ '../a.txt': strToU8('abc') }));
    await expect(reader.read(slip, '../a.txt', MAX)).rejects.toMatchObject({ status: 'invalid' });
    await reader.close();
  });
});
