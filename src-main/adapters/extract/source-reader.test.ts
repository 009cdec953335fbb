import { chmod, mkdir, mkdtemp, open, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { silentLog } from '../../platform/log.ts';
import type { ReadLimits, ReadResult, SourceReader } from '../../services/library/ports.ts';
import { openStaticEmbedderSync } from '../embedding/static-embedder.ts';
import { sha256 } from './source-bytes.ts';
import { createSourceReader } from './source-reader.ts';

const app = locateApp(import.meta.url);
const embedder = openStaticEmbedderSync(join(app.models, 'carrel-static'));
const limits: ReadLimits = { timeoutMs: 20_000, memoryMb: 512, maxBytes: 100_000_000 };
const signal = new AbortController().signal;

let folder: string;
let reader: SourceReader;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-read-'));
  reader = createSourceReader({ app, embedder, threads: 2, log: silentLog });
});
afterAll(async () => {
  await reader.close();
  await rm(folder, { recursive: true, force: true });
});

async function store(name: string, bytes: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

async function readFileNamed(name: string, bytes: string | Uint8Array): Promise<ReadResult> {
  return reader.read({ file: await store(name, bytes), name }, limits, signal);
}

test('reads Markdown into passages with vectors and hashes', async () => {
  const text = '---\ntitle: "Crash notes"\n---\n# Rename\n\nRename is atomic.\n';
  const result = await readFileNamed('notes.md', text);
  expect(result).toMatchObject({ status: 'ok', kind: 'markdown', title: 'Crash notes', hash: sha256(text) });
  expect(result).not.toHaveProperty('reason');
  expect(result.pages).toEqual([{ page: 1, state: 'text', text }]);
  expect(result.chunks.length).toBe(1);
  const [chunk] = result.chunks;
  expect(chunk).toMatchObject({ heading: 'Rename', context: '', hash: sha256(`title: "Crash notes"\n${chunk!.text}`) });
  expect(result.vectors.length).toBe(reader.embedder.dimensions);
  expect(Math.hypot(...result.vectors)).toBeCloseTo(1, 4);
});

test('tells when the file that it read was changed', async () => {
  const changed = new Date('2020-02-03T04:05:06.789Z');
  const file = await store('old.md', 'Rename is atomic.');
  await utimes(file, changed, changed);
  const asOld = { modifiedAt: changed, sizeBytes: 17 };
  expect(await reader.read({ file, name: 'old.md' }, limits, signal)).toMatchObject({ status: 'ok', ...asOld });
  await writeFile(join(folder, 'old.pdf'), 'no PDF at all');
  await utimes(join(folder, 'old.pdf'), changed, changed);
  const broken = await reader.read({ file: join(folder, 'old.pdf'), name: 'old.pdf' }, limits, signal);
  expect(broken).toMatchObject({ status: 'invalid', modifiedAt: changed });
  const gone = await reader.read({ file: join(folder, 'gone.md'), name: 'gone.md' }, limits, signal);
  expect(gone).not.toHaveProperty('modifiedAt');
});

test('hashes what it embeds: of code its context and text', async () => {
  const result = await readFileNamed('write_ahead_log.py', 'def append(self):\n    pass\n');
  expect(result).toMatchObject({ kind: 'code', language: 'python', title: 'write_ahead_log.py' });
  const [chunk] = result.chunks;
  expect(chunk!.context).not.toBe('');
  expect(chunk!.hash).toBe(sha256(`${chunk!.context}\n${chunk!.text}`));
});

describe('answers with a status', () => {
  test.each([
    ['empty.txt', '', 'no-text'],
    ['blank.md', ' \n\n', 'no-text'],
    ['binary.txt', new Uint8Array(100), 'invalid'],
    ['random.bin', new Uint8Array(100), 'unsupported'],
    ['something.odd', 'but it is text', 'ok'],
    ['slides.pptx', 'x', 'invalid'],
    ['sheet.xlsx', 'x', 'invalid'],
    ['cells.ipynb', 'x', 'invalid'],
    ['old.ppt', 'x', 'unsupported'],
    ['broken.pdf', 'no pdf', 'invalid'],
    ['broken.docx', 'no docx', 'invalid'],
    ['broken.zip', 'no zip', 'invalid'],
    ['deep.html', '<b>'.repeat(20_000), 'no-text'],
    ['name with\nnewline 🙂 and 100 %.txt', 'fine', 'ok'],
    [`${'n'.repeat(246)}.txt`, 'a long name', 'ok'],
  ])('%j', async (name, bytes, status) => {
    const result = await readFileNamed(name, bytes);
    expect(result.status).toBe(status);
    if (status !== 'ok') expect(result.reason).toMatch(/^\p{Lu}.*\.$/u);
    expect(result.title).not.toMatch(/\n/u);
  });

  test('for a file that is gone, a folder, and one that may not be read', async () => {
    const read = (file: string) => reader.read({ file, name: file }, limits, signal);
    expect(await read(join(folder, 'gone.md'))).toMatchObject({ status: 'invalid', hash: '' });
    await mkdir(join(folder, 'folder.md'));
    expect(await read(join(folder, 'folder.md'))).toMatchObject({ status: 'unsupported' });
    const locked = await store('locked.md', 'x');
    await chmod(locked, 0o000);
    // Root may read everything; then the file is simply read.
    expect((await read(locked)).status).toBe(process.getuid?.() === 0 ? 'ok' : 'invalid');
  });

  test('for two gigabytes, without reading them', async () => {
    const file = join(folder, 'huge.txt');
    const handle = await open(file, 'w');
    await handle.truncate(2 * 1024 * 1024 * 1024);
    await handle.close();
    const result = await reader.read({ file, name: 'huge.txt' }, limits, signal);
    expect(result).toMatchObject({ status: 'too-large', sizeBytes: 2 * 1024 * 1024 * 1024, hash: '' });
  });

  test('when time or memory runs out, and then goes on', async () => {
    const file = await store('big.md', 'word '.repeat(4_000_000));
    const read = (more: Partial<ReadLimits>) => reader.read({ file, name: 'big.md' }, { ...limits, ...more }, signal);
    expect(await read({ timeoutMs: 20 })).toMatchObject({ status: 'timed-out', kind: 'markdown' });
    expect(await read({ memoryMb: 48 })).toMatchObject({
      status: 'too-large',
      reason: expect.stringContaining('memory'),
    });
    expect((await readFileNamed('after.md', 'still here')).status).toBe('ok');
  });
});

test('rejects when aborted', async () => {
  const abort = new AbortController();
  const file = await store('aborted.md', 'x');
  const reading = reader.read({ file, name: 'aborted.md' }, limits, abort.signal);
  abort.abort();
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
});

describe('archives', () => {
  const bytes = zipSync({ 'a/notes.md': strToU8('# In an archive\n\nText.'), '../evil.md': strToU8('evil') });

  test('list, read and open their members', async () => {
    const file = await store('course.zip', bytes);
    expect(reader.isArchive('course.zip')).toBe(true);
    const members = await reader.listMembers({ file, name: 'course.zip' }, limits, signal);
    expect(members).toMatchObject([{ path: 'a/notes.md' }, { path: '../evil.md', refused: { status: 'invalid' } }]);
    const target = { file, name: 'a/notes.md', member: 'a/notes.md' };
    expect(await reader.read(target, limits, signal)).toMatchObject({ status: 'ok', title: 'In an archive' });
    expect(new TextDecoder().decode(await reader.openMember(target, limits, signal))).toMatch(/^# In an archive/u);
    expect(await reader.read({ ...target, member: '../evil.md' }, limits, signal)).toMatchObject({ status: 'invalid' });
  });

  test('read as a whole, name what was refused', async () => {
    const file = await store('whole.zip', bytes);
    const result = await reader.read({ file, name: 'whole.zip' }, limits, signal);
    expect(result).toMatchObject({ status: 'partial', kind: 'archive', hash: sha256(bytes), chunks: [] });
    expect(result.reason).toContain('../evil.md');
  });

  test('that cannot be opened fail with their status', async () => {
    const file = await store('bad.zip', 'no zip');
    const listing = reader.listMembers({ file, name: 'bad.zip' }, limits, signal);
    await expect(listing).rejects.toThrow(Failure);
    await expect(listing).rejects.toMatchObject({ code: 'invalid-input', details: { status: 'invalid' } });
  });
});

describe('the sample library', () => {
  const sample = join(app.resources, 'sample');
  const read = (name: string) => reader.read({ file: join(sample, name), name }, limits, signal);

  test('answers its questions with exact passages', async () => {
    const guide = await read('course-guide.pdf');
    expect(guide).toMatchObject({ status: 'ok', title: 'Course guide: Operating Systems', pageCount: 2 });
    const due = guide.chunks.find((chunk) => chunk.text.includes('The second lab, a write-ahead log, is due on'));
    expect(due?.position.page).toBe(1);
    const target = { file: join(sample, 'course-guide.pdf'), name: 'course-guide.pdf' };
    const { rectangles } = await reader.locate(target, due!.position, signal);
    expect(rectangles.length).toBeGreaterThan(10);
    const code = await read('code/atomic-writer.ts');
    expect(code.chunks[0]!.text).toContain('writeAtomically');
  });

  test('is not locatable where there are no pages', async () => {
    const target = { file: join(sample, 'notes/journaling.md'), name: 'journaling.md' };
    const locating = reader.locate(target, { charStart: 0, charEnd: 9 }, signal);
    await expect(locating).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
