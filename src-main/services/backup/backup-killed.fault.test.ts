import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCatalog } from '../../adapters/duckdb/catalog.ts';
import { catalogInspector } from '../../adapters/duckdb/catalog-copy.ts';
import { CATALOG_VERSION } from '../../adapters/duckdb/migrate.ts';
import { backupArchive } from '../../adapters/files/backup-archive.ts';
import { backupFiles } from '../../adapters/files/backup-files.ts';
import { verifyBackup } from './index.ts';

const reader = {
  archive: backupArchive,
  files: backupFiles,
  inspector: catalogInspector,
  catalogVersion: CATALOG_VERSION,
};
const entry = join(import.meta.dirname, '../../testing/backup-child.ts');
let root: string;
let library: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'carrel-backup-kill-'));
  library = join(root, 'library');
  mkdirSync(join(library, 'uploads', 'a'), { recursive: true });
  mkdirSync(join(library, 'backups'));
  writeFileSync(join(library, 'library.json'), '{}');
  for (let file = 0; file < 8; file++)
    writeFileSync(join(library, 'uploads', 'a', `f${file}`), Buffer.alloc(400_000, file));
  const catalog = await openCatalog(join(library, 'catalog.duckdb'));
  await catalog.write((connection) =>
    connection.run("INSERT INTO collections SELECT 'c' || i, 'n' || i, now()::TIMESTAMP, NULL FROM range(500) t(i)"),
  );
  await catalog.close();
});
afterAll(() => rmSync(root, { recursive: true }));

/** Runs the child and kills it at its `step`-th report; resolves with the signal that ended it, null for a good end. */
async function runAndKill(task: string, from: string, to: string, step: number): Promise<NodeJS.Signals | null> {
  const child = fork(entry, [task, from, to], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let steps = 0;
  child.on('message', () => {
    if (++steps === step) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}

test('a backup that is killed leaves the earlier file or a whole one, and the next one cleans up', async () => {
  const file = join(library, 'backups', 'b.carrel-backup');
  let killed = 0;
  for (const step of [1, 2, 3, 8, 14, 20]) {
    if ((await runAndKill('create', library, file, step)) === 'SIGKILL') killed++;
    if (existsSync(file)) await verifyBackup(reader, file, { signal: new AbortController().signal });
  }
  expect(killed).toBeGreaterThanOrEqual(3);
  expect(await runAndKill('create', library, file, Number.POSITIVE_INFINITY)).toBeNull();
  expect(readdirSync(join(library, 'backups'))).toEqual(['b.carrel-backup']);
  const { manifest } = await verifyBackup(reader, file, { signal: new AbortController().signal });
  expect(manifest.catalog.counts.collections).toBe(500);
}, 120_000);

test('a restore that is killed leaves no library or a whole one', async () => {
  const file = join(root, 'whole.carrel-backup');
  expect(await runAndKill('create', library, file, Number.POSITIVE_INFINITY)).toBeNull();
  for (const step of [1, 3, 6, 9]) {
    const into = join(root, `restored-${step}`);
    await runAndKill('restore', file, into, step);
    if (!existsSync(into)) continue;
    expect((await catalogInspector.inspect(join(into, 'catalog.duckdb'))).counts.collections).toBe(500);
    expect(readdirSync(join(into, 'uploads', 'a'))).toHaveLength(8);
  }
  expect(await runAndKill('restore', file, join(root, 'last'), Number.POSITIVE_INFINITY)).toBeNull();
  expect(readdirSync(join(root, 'last')).sort()).toEqual(['catalog.duckdb', 'library.json', 'uploads']);
}, 120_000);
