import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { type Catalog, openCatalog } from '../../adapters/duckdb/catalog.ts';
import { catalogInspector, createCatalogCopier } from '../../adapters/duckdb/catalog-copy.ts';
import { CATALOG_VERSION } from '../../adapters/duckdb/migrate.ts';
import { backupArchive } from '../../adapters/files/backup-archive.ts';
import { backupFiles } from '../../adapters/files/backup-files.ts';
import { TAR_END, tarHeader, tarPadding } from '../../adapters/files/tar.ts';
import { silentLog } from '../../platform/log.ts';
import { openTestCatalog } from '../../testing/test-catalog.ts';
import {
  type BackupWriterDeps,
  backupBeforeMigration,
  createBackupService,
  restoreBackup,
  verifyBackup,
} from './index.ts';

const signal = new AbortController().signal;
const context: CallContext = { caller: 'test', signal };
const unscheduled = {
  settings: () => ({ every: 'off' as const, keep: 1 }),
  isWorthwhile: () => Promise.resolve(true),
  recovered: () => {},
  log: silentLog,
};
const at = new Date(2026, 2, 9, 17, 45, 2);

let root: string;
let library: string;
let catalog: Catalog;
let deps: BackupWriterDeps;
let scratch: string;

beforeAll(async () => {
  const random = seeded(1); // bytes that do not compress, so that each bit of the archive counts
  root = mkdtempSync(join(tmpdir(), 'carrel-backup-test-'));
  library = join(root, 'library');
  mkdirSync(join(library, 'uploads', 'abc123'), { recursive: true });
  writeFileSync(join(library, 'library.json'), '{"id":"lib"}');
  writeFileSync(join(library, 'settings.json'), '{"answer.topK":5}');
  writeFileSync(
    join(library, 'uploads', 'abc123', 'original'),
    Buffer.from(Array.from({ length: 100_000 }, () => Math.floor(random() * 256))),
  );
  writeFileSync(join(library, 'uploads', 'abc123', 'odd name?'), 'not ours');
  writeFileSync(join(library, 'uploads', 'empty'), '');
  catalog = await openTestCatalog(join(library, 'catalog.duckdb'));
  await catalog.write(async (connection) => {
    await connection.run(
      `INSERT INTO collections VALUES ('c1', 'Notes', now()::TIMESTAMP, NULL), ('c2', 'Gone', now()::TIMESTAMP, now()::TIMESTAMP)`,
    );
    await connection.run(
      `INSERT INTO sources SELECT 's' || i, 'c1', '/n/' || i || '.md', 'file', NULL, 'markdown', 't', NULL, 'ok', NULL, '', NULL, 3, 10, NULL, 'h', now()::TIMESTAMP, NULL FROM range(40) t(i)`,
    );
    await connection.run(
      `INSERT INTO chunks SELECT nextval('chunk_ids'), 'c1', 's' || (i % 40), i, NULL, 1, 2, 0, 10, NULL, '', 'text number ' || i, 3, 'h' || i, 'text', NULL, '' FROM range(2000) t(i)`,
    );
    await connection.run(
      `INSERT INTO vectors SELECT 'h' || i, 'm', encode(repeat(chr(65 + (i % 26)::INTEGER), 64)) FROM range(2000) t(i)`,
    );
    await connection.run(
      `INSERT INTO conversations (id, title, created_at, updated_at) VALUES ('k', 'Talk', now()::TIMESTAMP, now()::TIMESTAMP)`,
    );
  });
  deps = {
    archive: backupArchive,
    files: backupFiles,
    inspector: catalogInspector,
    catalogVersion: CATALOG_VERSION,
    libraryFolder: library,
    catalog: createCatalogCopier(catalog, join(library, 'catalog.duckdb')),
    program: '0.1.0',
    now: () => at,
  };
});
afterAll(async () => {
  await catalog.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  scratch = mkdtempSync(join(root, 'scratch-'));
});
afterEach(() => {
  // Whatever happened, nothing of the work stays behind.
  expect(readdirSync(scratch).filter((name) => name.startsWith('.carrel'))).toEqual([]);
  rmSync(scratch, { recursive: true });
});

async function drain<P, R>(stream: AsyncGenerator<P, R, void>): Promise<{ items: P[]; value: R }> {
  const items: P[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return { items, value: next.value };
    items.push(next.value);
  }
}

const backup = (file: string, overwrite = false, over: Partial<BackupWriterDeps> = {}) =>
  drain(createBackupService({ ...unscheduled, ...deps, ...over }).handlers.create({ file, overwrite }, context));
const restore = (file: string, into: string, over: Partial<BackupWriterDeps> = {}) =>
  restoreBackup({ ...deps, ...over }, { file, into }, { signal });

const counts = { collections: 1, sources: 40, chunks: 2000, conversations: 1 };

test('a backup restores to an equal library that can be written on', async () => {
  const file = join(scratch, 'b.carrel-backup');
  const { items, value } = await backup(file);
  expect(value).toMatchObject({ file, ...counts, sizeBytes: statSync(file).size });
  expect([...new Set(items.map(({ stage }) => stage))]).toEqual(expect.arrayContaining(['catalog']));
  expect(items.length).toBeLessThan(210);
  const into = join(scratch, 'deep', 'er', 'restored');
  expect(await restore(file, into)).toMatchObject({ ...counts, library: into });
  expect(readdirSync(into).sort()).toEqual(['catalog.duckdb', 'library.json', 'settings.json', 'uploads']);
  expect(readdirSync(join(into, 'uploads')).sort()).toEqual(['abc123', 'empty']);
  const original = join('uploads', 'abc123', 'original');
  expect(readFileSync(join(into, original))).toEqual(readFileSync(join(library, original)));
  expect(readFileSync(join(into, 'settings.json'), 'utf8')).toBe('{"answer.topK":5}');
  const restored = await openCatalog(join(into, 'catalog.duckdb'));
  try {
    const rows = await restored.read(async (connection) =>
      (
        await connection.runAndReadAll(`SELECT id::INTEGER, text FROM chunks WHERE text = 'text number 1234'`)
      ).getRowsJS(),
    );
    expect(rows).toEqual([[1235, 'text number 1234']]);
    const next = await restored.write(async (connection) =>
      (await connection.runAndReadAll(`SELECT nextval('chunk_ids')::INTEGER`)).getRowsJS(),
    );
    expect(Number(next[0]?.[0])).toBeGreaterThan(2000); // passage numbers are never used twice
  } finally {
    await restored.close();
  }
});

test('writers go on while a backup is made, and it holds one moment', async () => {
  const file = join(scratch, 'busy.carrel-backup');
  let isDone = false;
  const made = backup(file).finally(() => {
    isDone = true;
  });
  let written = 0;
  while (!isDone) {
    await catalog.write((connection) =>
      connection.run(`INSERT INTO settings_history VALUES ('ui.theme', NULL, NULL, now()::TIMESTAMP, $1)`, [
        `w${written}`,
      ]),
    );
    written++;
  }
  await made;
  expect(written).toBeGreaterThan(0);
  await verifyBackup(deps, file, { signal });
});

test('an original that is removed while the backup is made is left out; one that shrank stops it', async () => {
  const lost = join(library, 'uploads', 'lost');
  const file = join(scratch, 'b.carrel-backup');
  writeFileSync(lost, 'soon gone');
  const removing = {
    ...deps.archive,
    pack: (options: Parameters<typeof backupArchive.pack>[0]) => {
      rmSync(lost);
      return backupArchive.pack(options);
    },
  };
  expect((await backup(file, false, { archive: removing })).value).toMatchObject(counts);
  writeFileSync(lost, 'soon shorter');
  const cutting = {
    ...deps.archive,
    pack: (options: Parameters<typeof backupArchive.pack>[0]) => {
      writeFileSync(lost, 'short');
      return backupArchive.pack(options);
    },
  };
  await expect(backup(file, true, { archive: cutting })).rejects.toMatchObject({ code: 'conflict' });
  rmSync(lost);
  expect(await restore(file, join(scratch, 'r'))).toMatchObject(counts); // the earlier file still stands
});

test('the default name is dated, in the backups folder, and never taken twice', async () => {
  const first = (await backup('')).value.file;
  const second = (await backup('')).value.file;
  expect(first).toBe(join(library, 'backups', 'carrel-2026-03-09-174502.carrel-backup'));
  expect(second).toBe(join(library, 'backups', 'carrel-2026-03-09-174502-2.carrel-backup'));
  expect(await backupBeforeMigration(deps, 1)).toContain('before-migration-from-1-2026');
  mkdirSync(join(library, 'backups', '.carrel-backup-killed'));
  await backup('');
  expect(readdirSync(join(library, 'backups')).filter((name) => name.startsWith('.'))).toEqual([]);
  rmSync(join(library, 'backups'), { recursive: true });
});

test('targets that cannot be are refused before any work', async () => {
  const file = join(scratch, 'there.carrel-backup');
  writeFileSync(file, 'mine');
  await expect(backup(file)).rejects.toMatchObject({ code: 'conflict' });
  expect(readFileSync(file, 'utf8')).toBe('mine');
  await expect(backup(scratch)).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(backup('relative')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(backup(join(scratch, 'no', 'such', 'folder'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(backup(join(library, 'uploads', 'x'))).rejects.toMatchObject({ code: 'refused' });
  await expect(backup(join(library, 'catalog.duckdb'), true)).rejects.toMatchObject({ code: 'refused' });
  expect((await backup(file, true)).value).toMatchObject(counts);
  await verifyBackup(deps, file, { signal });
});

test.skipIf(process.getuid?.() === 0)(
  'an unwritable folder is named (skipped as root, who may write everywhere)',
  async () => {
    chmodSync(scratch, 0o500);
    await expect(backup(join(scratch, 'b'))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(scratch),
    });
    chmodSync(scratch, 0o700);
  },
);

test('a full disk is met before anything is written', async () => {
  const files = { ...backupFiles, freeBytes: () => Promise.resolve(1_000_000) };
  const file = join(scratch, 'b.carrel-backup');
  await expect(backup(file, false, { files })).rejects.toMatchObject({ code: 'exhausted', reason: 'backup/no-space' });
  expect(existsSync(file)).toBe(false);
  await backup(file);
  await expect(restore(file, join(scratch, 'r'), { files })).rejects.toMatchObject({ code: 'exhausted' });
  expect(existsSync(join(scratch, 'r'))).toBe(false);
});

test('leaving a backup, or aborting it, leaves nothing behind', async () => {
  const file = join(scratch, 'b.carrel-backup');
  for await (const _ of createBackupService({ ...unscheduled, ...deps }).handlers.create(
    { file, overwrite: false },
    context,
  ))
    break;
  expect(existsSync(file)).toBe(false);
  const abort = new AbortController();
  const stream = createBackupService({ ...unscheduled, ...deps }).handlers.create(
    { file, overwrite: false },
    { ...context, signal: abort.signal },
  );
  await stream.next();
  abort.abort();
  await expect(drain(stream)).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(file)).toBe(false);
  await backup(file);
  const restoring = createBackupService({ ...unscheduled, ...deps }).handlers.restore(
    { file, into: join(scratch, 'r') },
    context,
  );
  for await (const _ of restoring) break;
  expect(readdirSync(scratch)).toEqual(['b.carrel-backup']);
});

test('one backup at a time', async () => {
  const service = createBackupService({ ...unscheduled, ...deps });
  const first = service.handlers.create({ file: join(scratch, 'one'), overwrite: false }, context);
  await first.next();
  await expect(
    drain(service.handlers.create({ file: join(scratch, 'two'), overwrite: false }, context)),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
  await drain(first);
  await drain(service.handlers.create({ file: join(scratch, 'two'), overwrite: false }, context));
});

test('a restore takes an absent or empty folder and nothing else', async () => {
  const file = join(scratch, 'b.carrel-backup');
  await backup(file);
  const full = join(scratch, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'mine'), 'mine');
  await expect(restore(file, full)).rejects.toMatchObject({ code: 'conflict' });
  await expect(restore(file, join(full, 'mine'))).rejects.toMatchObject({ code: 'conflict' });
  expect(readdirSync(full)).toEqual(['mine']);
  await expect(restore(file, 'relative')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(restore(file, '/')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(restore(join(scratch, 'none'), join(scratch, 'r'))).rejects.toMatchObject({ code: 'not-found' });
  const empty = join(scratch, 'empty');
  mkdirSync(empty);
  expect(await restore(file, `${empty}/`)).toMatchObject({ library: empty, ...counts });
  // Two at once into one place: one wins whole, the other says so.
  const both = await Promise.allSettled([restore(file, join(scratch, 'two')), restore(file, join(scratch, 'two'))]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

describe('damaged and foreign files', () => {
  let good: Buffer;
  let goodDigest: string;
  let file: string;
  beforeEach(async () => {
    file = join(scratch, 'bad.carrel-backup');
    if (good === undefined) {
      await backup(file);
      good = readFileSync(file);
      goodDigest = (await verifyBackup(deps, file, { signal })).digest;
    }
  });

  async function attempt(bytes: Uint8Array): Promise<'refused' | 'equal'> {
    writeFileSync(file, bytes);
    const into = join(scratch, 'r');
    try {
      const { library: restored, ...summary } = await restore(file, into);
      expect(summary).toMatchObject(counts);
      const reference = join(scratch, 'reference');
      copyFileSync(join(restored, 'catalog.duckdb'), reference);
      expect((await catalogInspector.inspect(reference)).digest).toBe(goodDigest);
      const original = join('uploads', 'abc123', 'original');
      expect(readFileSync(join(restored, original)).equals(readFileSync(join(library, original)))).toBe(true);
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
      const failure = (await restore(file, join(scratch, 'r')).catch((thrown: unknown) => thrown)) as Failure;
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
      const failure = await restore(file, join(scratch, 'r')).catch((thrown: unknown) => thrown);
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
    expect(existsSync(join(scratch, 'evil'))).toBe(false);
  });

  test('a backup that announces less than it holds, comes from the future, or repeats itself is refused', async () => {
    const header = { format: 'carrel-backup', version: 1, createdAt: at.toISOString(), program: '9', totalBytes: 3 };
    const small = tar({ 'carrel-backup.json': JSON.stringify(header), 'library.json': 'more than three' });
    expect(await attempt(small)).toBe('refused');
    writeFileSync(file, tar({ 'carrel-backup.json': JSON.stringify({ ...header, version: 2 }) }));
    await expect(restore(file, join(scratch, 'r'))).rejects.toMatchObject({ code: 'unsupported' });
    const link = Buffer.from(tarHeader({ name: 'library.json', sizeBytes: 0 }, at));
    link.write('2', 156);
    expect(await attempt(gzipSync(link))).toBe('refused');
  });

  test('a backup of a newer catalog is refused with advice', async () => {
    writeFileSync(file, good);
    await expect(restore(file, join(scratch, 'r'), { catalogVersion: 0 })).rejects.toMatchObject({
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

/** Mulberry32: the same numbers on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
