import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { catalogInspector } from '../../adapters/duckdb/catalog-copy.ts';
import { TAR_END, tarHeader, tarPadding } from '../../adapters/files/tar.ts';
import { at, backup, counts, restore, setUpBackupBench, signal } from '../../testing/backup-bench.ts';
import { seeded } from '../../testing/seeded.ts';
import { verifyBackup } from './index.ts';

const bench = setUpBackupBench();

describe('damaged and foreign files', () => {
  let good: Buffer;
  let goodDigest: string;
  let file: string;
  beforeEach(async () => {
    file = join(bench.scratch, 'bad.carrel-backup');
    if (good === undefined) {
      await backup(bench, file);
      good = readFileSync(file);
      goodDigest = (await verifyBackup(bench.deps, file, { signal })).digest;
    }
  });

  async function attempt(bytes: Uint8Array): Promise<'refused' | 'equal'> {
    writeFileSync(file, bytes);
    const into = join(bench.scratch, 'r');
    try {
      const { library: restored, ...summary } = await restore(bench, file, into);
      expect(summary).toMatchObject(counts);
      const reference = join(bench.scratch, 'reference');
      copyFileSync(join(restored, 'catalog.duckdb'), reference);
      expect((await catalogInspector.inspect(reference)).digest).toBe(goodDigest);
      const original = join('uploads', 'abc123', 'original');
      expect(readFileSync(join(restored, original)).equals(readFileSync(join(bench.library, original)))).toBe(true);
      rmSync(into, { recursive: true });
      return 'equal';
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(Failure);
      expect(['corrupt', 'invalid-input', 'unsupported']).toContain((thrown as Failure).code);
      expect(existsSync(into)).toBe(false);
      return 'refused';
    }
  }

  test('80 flipped bits: refused, or harmless and restored equal', async () => {
    const next = seeded(20_261_121);
    const outcomes: Record<string, number> = {};
    for (let round = 0; round < 80; round++) {
      const bytes = Buffer.from(good);
      // The first rounds go for the gzip header and the end, where a flip is most likely to be overlooked.
      const offset =
        round < 10 ? round : round < 20 ? bytes.length - 1 - (round - 10) : Math.floor(next() * bytes.length);
      bytes[offset] = (bytes[offset] ?? 0) ^ (1 << Math.floor(next() * 8));
      const outcome = await attempt(bytes);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    // Harmless: the gzip header's time and system, and distances into runs of equal bytes.
    expect(outcomes.refused).toBeGreaterThanOrEqual(60);
  }, 60_000);

  test('cut short anywhere: refused', async () => {
    const next = seeded(7);
    for (const length of [0, 1, 3, 10, good.length - 1, good.length - 8, good.length - 9]) {
      expect(await attempt(good.subarray(0, length)), `${length}`).toBe('refused');
    }
    for (let round = 0; round < 20; round++) {
      expect(await attempt(good.subarray(0, Math.floor(next() * good.length)))).toBe('refused');
    }
    expect(await attempt(Buffer.concat([good, good]))).toBe('refused');
  });

  test('the message names the file once and says what to do', async () => {
    for (const bytes of [
      good.subarray(0, 9000),
      gzipSync(Buffer.concat([tarHeader({ name: 'carrel-backup.json', sizeBytes: 9 }, at)])),
    ]) {
      writeFileSync(file, bytes);
      const failure = (await restore(bench, file, join(bench.scratch, 'r')).catch(
        (thrown: unknown) => thrown,
      )) as Failure;
      expect(failure.code).toBe('corrupt');
      expect(failure.message.split(file)).toHaveLength(2);
      expect(failure.message).toMatch(/\. Choose another backup\.$/);
    }
  });

  test('files that are something else are called that', async () => {
    for (const bytes of [
      Buffer.from('PK\x03\x04 a zip'),
      gzipSync('hello'),
      Buffer.alloc(100),
      tar({ 'a.txt': 'x' }),
    ]) {
      writeFileSync(file, bytes);
      const failure = await restore(bench, file, join(bench.scratch, 'r')).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ message: expect.stringContaining(file) });
      expect(['invalid-input', 'corrupt']).toContain((failure as Failure).code);
    }
  });

  test.each([
    '../evil',
    '/etc/evil',
    'uploads/../../evil',
    'uploads/..',
    'uploads/a/../b',
    'C:\\evil',
    'uploads\\..\\evil',
    'uploads//evil',
    'uploads/a/./b',
    'uploads/con',
    'uploads/nul.txt',
    'uploads/trailing.',
    'index/x',
    'lock',
    'uploads/a:b',
    'uploads/1/2/3/4',
    `uploads/${'a'.repeat(92)}`,
    '__proto__',
  ])('an entry named %j is refused', async (name) => {
    const header = { format: 'carrel-backup', version: 1, createdAt: at.toISOString(), program: 'x', totalBytes: 1e6 };
    expect(await attempt(tar({ 'carrel-backup.json': JSON.stringify(header), [name]: 'evil' }))).toBe('refused');
    expect(existsSync(join(bench.scratch, 'evil'))).toBe(false);
  });

  test('a backup that announces less than it holds, comes from the future, or repeats itself is refused', async () => {
    const header = { format: 'carrel-backup', version: 1, createdAt: at.toISOString(), program: '9', totalBytes: 3 };
    const small = tar({ 'carrel-backup.json': JSON.stringify(header), 'library.json': 'more than three' });
    expect(await attempt(small)).toBe('refused');
    writeFileSync(file, tar({ 'carrel-backup.json': JSON.stringify({ ...header, version: 2 }) }));
    await expect(restore(bench, file, join(bench.scratch, 'r'))).rejects.toMatchObject({ code: 'unsupported' });
    const link = Buffer.from(tarHeader({ name: 'library.json', sizeBytes: 0 }, at));
    link.write('2', 156);
    expect(await attempt(gzipSync(link))).toBe('refused');
  });

  test('a backup of a newer catalog is refused with advice', async () => {
    writeFileSync(file, good);
    await expect(restore(bench, file, join(bench.scratch, 'r'), { catalogVersion: 0 })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

function tar(files: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    return [tarHeader({ name, sizeBytes: content.length }, at), content, tarPadding(content.length)];
  });
  return gzipSync(Buffer.concat([...parts, TAR_END]));
}
