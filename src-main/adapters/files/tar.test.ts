import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTar, TAR_END, TarDamage, tarHeader, tarPadding } from './tar.ts';

const at = new Date(Date.UTC(2026, 2, 9));

function build(files: readonly (readonly [name: string, content: Uint8Array])[]): Buffer {
  return Buffer.concat([
    ...files.flatMap(([name, content]) => [
      tarHeader({ name, sizeBytes: content.length }, at),
      content,
      tarPadding(content.length),
    ]),
    TAR_END,
  ]);
}

/** The stream in pieces of other sizes than the format's. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, pieceSize = 1000): Promise<[string, Uint8Array][]> {
  const files: [string, Uint8Array][] = [];
  for await (const { name, content } of readTar(inPieces(bytes, pieceSize))) {
    const parts: Uint8Array[] = [];
    for await (const piece of content()) parts.push(Buffer.from(piece));
    files.push([name, Buffer.concat(parts)]);
  }
  return files;
}

test('property: what is written is read, however the stream is cut into pieces', async () => {
  const file = fc.tuple(fc.stringMatching(/^[a-z0-9/._-]{1,100}$/), fc.uint8Array({ maxLength: 1500 }));
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 5 }), fc.integer({ min: 1, max: 3000 }), async (files, size) => {
      const found = await read(build(files), size);
      expect(found.map(([name, content]) => [name, [...content]])).toEqual(
        files.map(([name, content]) => [name, [...content]]),
      );
    }),
    { numRuns: 60 },
  );
});

test('files of more than 8 GiB have a header that every tar reads', async () => {
  const sizeBytes = 9 * 2 ** 30;
  const entries = readTar(inPieces(tarHeader({ name: 'large', sizeBytes }, at), 512));
  expect((await entries.next()).value).toMatchObject({ name: 'large', sizeBytes });
});

const hasTar = spawnSync('tar', ['--version']).status === 0;
test.skipIf(!hasTar)("the system's tar reads it (skipped without a tar program)", () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-tar-'));
  writeFileSync(
    join(folder, 'a.tar'),
    build([
      ['uploads/x', Buffer.from('hello')],
      ['library.json', Buffer.alloc(600, 1)],
    ]),
  );
  const { status, stderr } = spawnSync('tar', ['-xf', 'a.tar'], { cwd: folder, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(join(folder, 'uploads', 'x'), 'utf8')).toBe('hello');
  expect(readFileSync(join(folder, 'library.json'))).toEqual(Buffer.alloc(600, 1));
  rmSync(folder, { recursive: true });
});

test.each([
  ['a link', (bytes: Buffer) => bytes.write('2', 156)],
  ['a folder', (bytes: Buffer) => bytes.write('5', 156)],
  ['another checksum', (bytes: Buffer) => bytes.write('777', 150)],
  ['bytes in the padding', (bytes: Buffer) => bytes.write('x', 1000)],
  ['bytes after the end', (bytes: Buffer) => bytes.write('x', bytes.length - 1)],
])('%s is damage', async (_, change) => {
  const bytes = build([['a', Buffer.from('hello')]]);
  change(bytes);
  await expect(read(bytes)).rejects.toBeInstanceOf(TarDamage);
});

test('a stream that ends anywhere before its end is damage', async () => {
  const bytes = build([['a', Buffer.from('hello')]]);
  for (const length of [0, 1, 511, 512, 515, 600, 1024, 1536, bytes.length - 1]) {
    await expect(read(bytes.subarray(0, length)), `${length}`).rejects.toBeInstanceOf(TarDamage);
  }
});
