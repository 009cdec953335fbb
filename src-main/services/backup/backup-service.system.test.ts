import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCatalog } from '../../adapters/duckdb/catalog.ts';
import { backupArchive } from '../../adapters/files/backup-archive.ts';
import { backupFiles } from '../../adapters/files/backup-files.ts';
import {
  backup,
  context,
  counts,
  drain,
  restore,
  setUpBackupBench,
  signal,
  unscheduled,
} from '../../testing/backup-bench.ts';
import { backupBeforeMigration, createBackupService, verifyBackup } from './index.ts';

const bench = setUpBackupBench();

test('a backup restores to an equal library that can be written on', async () => {
  const file = join(bench.scratch, 'b.carrel-backup');
  const { items, value } = await backup(bench, file);
  expect(value).toMatchObject({ file, ...counts, sizeBytes: statSync(file).size });
  expect([...new Set(items.map(({ stage }) => stage))]).toEqual(expect.arrayContaining(['catalog']));
  expect(items.length).toBeLessThan(210);
  const into = join(bench.scratch, 'deep', 'er', 'restored');
  expect(await restore(bench, file, into)).toMatchObject({ ...counts, library: into });
  expect(readdirSync(into).sort()).toEqual(['catalog.duckdb', 'library.json', 'settings.json', 'uploads']);
  expect(readdirSync(join(into, 'uploads')).sort()).toEqual(['abc123', 'empty']);
  const original = join('uploads', 'abc123', 'original');
  expect(readFileSync(join(into, original))).toEqual(readFileSync(join(bench.library, original)));
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
  const file = join(bench.scratch, 'busy.carrel-backup');
  let isDone = false;
  const made = backup(bench, file).finally(() => {
    isDone = true;
  });
  let written = 0;
  while (!isDone) {
    await bench.catalog.write((connection) =>
      connection.run(`INSERT INTO settings_history VALUES ('ui.theme', NULL, NULL, now()::TIMESTAMP, $1)`, [
        `w${written}`,
      ]),
    );
    written++;
  }
  await made;
  expect(written).toBeGreaterThan(0);
  await verifyBackup(bench.deps, file, { signal });
});

test('an original that is removed while the backup is made is left out; one that shrank stops it', async () => {
  const lost = join(bench.library, 'uploads', 'lost');
  const file = join(bench.scratch, 'b.carrel-backup');
  writeFileSync(lost, 'soon gone');
  const removing = {
    ...bench.deps.archive,
    pack: (options: Parameters<typeof backupArchive.pack>[0]) => {
      rmSync(lost);
      return backupArchive.pack(options);
    },
  };
  expect((await backup(bench, file, false, { archive: removing })).value).toMatchObject(counts);
  writeFileSync(lost, 'soon shorter');
  const cutting = {
    ...bench.deps.archive,
    pack: (options: Parameters<typeof backupArchive.pack>[0]) => {
      writeFileSync(lost, 'short');
      return backupArchive.pack(options);
    },
  };
  await expect(backup(bench, file, true, { archive: cutting })).rejects.toMatchObject({ code: 'conflict' });
  rmSync(lost);
  expect(await restore(bench, file, join(bench.scratch, 'r'))).toMatchObject(counts); // the earlier file still stands
});

test('the default name is dated, in the backups folder, and never taken twice', async () => {
  const first = (await backup(bench, '')).value.file;
  const second = (await backup(bench, '')).value.file;
  expect(first).toBe(join(bench.library, 'backups', 'carrel-2026-03-09-174502.carrel-backup'));
  expect(second).toBe(join(bench.library, 'backups', 'carrel-2026-03-09-174502-2.carrel-backup'));
  expect(await backupBeforeMigration(bench.deps, 1)).toContain('before-migration-from-1-2026');
  mkdirSync(join(bench.library, 'backups', '.carrel-backup-killed'));
  await backup(bench, '');
  expect(readdirSync(join(bench.library, 'backups')).filter((name) => name.startsWith('.'))).toEqual([]);
  rmSync(join(bench.library, 'backups'), { recursive: true });
});

test('targets that cannot be are refused before any work', async () => {
  const file = join(bench.scratch, 'there.carrel-backup');
  writeFileSync(file, 'mine');
  await expect(backup(bench, file)).rejects.toMatchObject({ code: 'conflict' });
  expect(readFileSync(file, 'utf8')).toBe('mine');
  await expect(backup(bench, bench.scratch)).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(backup(bench, 'relative')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(backup(bench, join(bench.scratch, 'no', 'such', 'folder'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(backup(bench, join(bench.library, 'uploads', 'x'))).rejects.toMatchObject({ code: 'refused' });
  await expect(backup(bench, join(bench.library, 'catalog.duckdb'), true)).rejects.toMatchObject({ code: 'refused' });
  const asking = join(bench.scratch, 'what?');
  mkdirSync(asking);
  const unfit = { reason: 'files/question-mark' };
  await expect(backup(bench, join(asking, 'b.carrel-backup'))).rejects.toMatchObject(unfit);
  expect((await backup(bench, file, true)).value).toMatchObject(counts);
  await verifyBackup(bench.deps, file, { signal });
  await expect(restore(bench, file, join(asking, 'library'))).rejects.toMatchObject(unfit);
  expect(readdirSync(asking)).toEqual([]);
  renameSync(file, join(asking, 'b.carrel-backup')); // reading it there does no harm
  await verifyBackup(bench.deps, join(asking, 'b.carrel-backup'), { signal });
});

test.skipIf(process.getuid?.() === 0)(
  'an unwritable folder is named (skipped as root, who may write everywhere)',
  async () => {
    chmodSync(bench.scratch, 0o500);
    await expect(backup(bench, join(bench.scratch, 'b'))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(bench.scratch),
    });
    chmodSync(bench.scratch, 0o700);
  },
);

test('a full disk is met before anything is written', async () => {
  const files = { ...backupFiles, freeBytes: () => Promise.resolve(1_000_000) };
  const file = join(bench.scratch, 'b.carrel-backup');
  await expect(backup(bench, file, false, { files })).rejects.toMatchObject({
    code: 'exhausted',
    reason: 'backup/no-space',
  });
  expect(existsSync(file)).toBe(false);
  await backup(bench, file);
  await expect(restore(bench, file, join(bench.scratch, 'r'), { files })).rejects.toMatchObject({ code: 'exhausted' });
  expect(existsSync(join(bench.scratch, 'r'))).toBe(false);
});

test('leaving a backup, or aborting it, leaves nothing behind', async () => {
  const file = join(bench.scratch, 'b.carrel-backup');
  for await (const _ of createBackupService({ ...unscheduled, ...bench.deps }).handlers.create(
    { file, overwrite: false },
    context,
  ))
    break;
  expect(existsSync(file)).toBe(false);
  const abort = new AbortController();
  const stream = createBackupService({ ...unscheduled, ...bench.deps }).handlers.create(
    { file, overwrite: false },
    { ...context, signal: abort.signal },
  );
  await stream.next();
  abort.abort();
  await expect(drain(stream)).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(file)).toBe(false);
  await backup(bench, file);
  const restoring = createBackupService({ ...unscheduled, ...bench.deps }).handlers.restore(
    { file, into: join(bench.scratch, 'r') },
    context,
  );
  for await (const _ of restoring) break;
  expect(readdirSync(bench.scratch)).toEqual(['b.carrel-backup']);
});

test('one backup at a time', async () => {
  const service = createBackupService({ ...unscheduled, ...bench.deps });
  const first = service.handlers.create({ file: join(bench.scratch, 'one'), overwrite: false }, context);
  await first.next();
  await expect(
    drain(service.handlers.create({ file: join(bench.scratch, 'two'), overwrite: false }, context)),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
  await drain(first);
  await drain(service.handlers.create({ file: join(bench.scratch, 'two'), overwrite: false }, context));
});

test('a restore takes an absent or empty folder and nothing else', async () => {
  const file = join(bench.scratch, 'b.carrel-backup');
  await backup(bench, file);
  const full = join(bench.scratch, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'mine'), 'mine');
  await expect(restore(bench, file, full)).rejects.toMatchObject({ code: 'conflict' });
  await expect(restore(bench, file, join(full, 'mine'))).rejects.toMatchObject({ code: 'conflict' });
  expect(readdirSync(full)).toEqual(['mine']);
  await expect(restore(bench, file, 'relative')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(restore(bench, file, '/')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(restore(bench, join(bench.scratch, 'none'), join(bench.scratch, 'r'))).rejects.toMatchObject({
    code: 'not-found',
  });
  const empty = join(bench.scratch, 'empty');
  mkdirSync(empty);
  expect(await restore(bench, file, `${empty}/`)).toMatchObject({ library: empty, ...counts });
  // Two at once into one place: one wins whole, the other says so.
  const both = await Promise.allSettled([
    restore(bench, file, join(bench.scratch, 'two')),
    restore(bench, file, join(bench.scratch, 'two')),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
