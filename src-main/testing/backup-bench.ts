import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { CallContext } from '../../src-contract/procedure.ts';
import type { Catalog } from '../adapters/duckdb/catalog.ts';
import { catalogInspector, createCatalogCopier } from '../adapters/duckdb/catalog-copy.ts';
import { CATALOG_VERSION } from '../adapters/duckdb/migrate.ts';
import { backupArchive } from '../adapters/files/backup-archive.ts';
import { backupFiles } from '../adapters/files/backup-files.ts';
import { silentLog } from '../platform/log.ts';
import { type BackupWriterDeps, createBackupService, restoreBackup } from '../services/backup/index.ts';
import { seeded } from './seeded.ts';
import { openTestCatalog } from './test-catalog.ts';

/** One that nobody aborts. */
export const signal = new AbortController().signal;
export const context: CallContext = { caller: 'test', signal };
/** A service that makes no backups by itself. */
export const unscheduled = {
  settings: () => ({ every: 'off' as const, keep: 1 }),
  isWorthwhile: () => Promise.resolve(true),
  recovered: () => {},
  log: silentLog,
};
/** When every backup is made. */
export const at = new Date(2026, 2, 9, 17, 45, 2);

/** What the library holds. */
export const counts = { collections: 1, sources: 40, chunks: 2000, conversations: 1 };

async function fill(catalog: Catalog): Promise<void> {
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
}

/** A library with a catalog and originals for the tests of a file, and an empty folder for each test. */
export interface BackupBench {
  readonly library: string;
  readonly catalog: Catalog;
  readonly deps: BackupWriterDeps;
  readonly scratch: string;
}

/** Declares what makes and removes the library; read the fields inside tests only. */
export function setUpBackupBench(): BackupBench {
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
    await fill(catalog);
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
  return {
    get library() {
      return library;
    },
    get catalog() {
      return catalog;
    },
    get deps() {
      return deps;
    },
    get scratch() {
      return scratch;
    },
  };
}

/** Takes a stream to its end. */
export async function drain<P, R>(stream: AsyncGenerator<P, R, void>): Promise<{ items: P[]; value: R }> {
  const items: P[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return { items, value: next.value };
    items.push(next.value);
  }
}

/** Makes a backup of the bench's library, with `over` instead of its own parts. */
export const backup = (bench: BackupBench, file: string, overwrite = false, over: Partial<BackupWriterDeps> = {}) =>
  drain(createBackupService({ ...unscheduled, ...bench.deps, ...over }).handlers.create({ file, overwrite }, context));

/** Restores a backup into a folder. */
export const restore = (bench: BackupBench, file: string, into: string, over: Partial<BackupWriterDeps> = {}) =>
  restoreBackup({ ...bench.deps, ...over }, { file, into }, { signal });
