import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { fillCatalog } from '../../testing/fill-catalog.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { type Catalog, openCatalog } from './catalog.ts';
import { catalogInspector } from './catalog-copy.ts';
import { type Compaction, compactIfWanted, wantCompaction } from './compact-catalog.ts';

/** Words that stand in the file as they are: too random to be packed away. */
const SECRET = 'q7Zt-4vKx-Wm2p-Lr9s';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let path: string;
beforeEach(async () => {
  folder = await aTemporaryFolder();
  path = join(folder.path, 'catalog.duckdb');
});
afterEach(() => folder[Symbol.asyncDispose]());

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
const holdsSecret = async (): Promise<boolean> => (await readFile(path)).includes(SECRET);

/** A catalog that held a secret and many passages, which are deleted. */
async function aFreedCatalog(): Promise<{ readonly kept: string }> {
  const catalog = await openCatalog(path);
  const sources = Array.from({ length: 30 }, (_, at) => ({
    id: `s${at}`,
    chunks: Array.from({ length: 40 }, (_one, n) => `${SECRET} passage ${at * n} ${Math.sin(at * 41 + n)}`),
  }));
  await fillCatalog(catalog, { id: 'c', name: 'C' }, sources, createFakeEmbedder());
  await fillCatalog(
    catalog,
    { id: 'c', name: 'C' },
    [{ id: 'kept', chunks: ['A heap is a tree.'] }],
    createFakeEmbedder(),
  );
  await catalog.checkpoint();
  await catalog.write(async (connection) => {
    for (const table of ['chunks', 'pages']) await connection.run(`DELETE FROM ${table} WHERE source_id <> 'kept'`);
    await connection.run("DELETE FROM sources WHERE id <> 'kept'");
    await connection.run('DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM chunks)');
  });
  await catalog.close();
  const { digest } = await catalogInspector.inspect(path);
  return { kept: digest };
}

/** Tables, columns with types and defaults, indexes and sequences, but for what a sequence has given. */
const schemaOf = (catalog: Catalog): Promise<readonly unknown[]> =>
  catalog.read(async (connection) =>
    (
      await connection.runAndReadAll(
        `SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
           FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal
         UNION ALL SELECT sql FROM duckdb_indexes() WHERE database_name = current_database()
         UNION ALL SELECT sequence_name FROM duckdb_sequences() WHERE database_name = current_database()
         UNION ALL SELECT table_name || ' ' || constraint_text FROM duckdb_constraints()
           WHERE database_name = current_database()
         ORDER BY 1`,
      )
    ).getRowsJS(),
  );

test('what was deleted is gone from the file once the catalog is closed, and the rest is as it was', async () => {
  const { kept } = await aFreedCatalog();
  expect(await holdsSecret()).toBe(true);
  const before = (await stat(path)).size;
  const told: Compaction[] = [];
  const catalog = await openCatalog(path, undefined, (compaction) => told.push(compaction));
  const next = () =>
    catalog.read(async (connection) => (await connection.runAndReadAll("SELECT nextval('chunk_ids')")).getRowsJS()[0]);
  const [number] = (await next()) ?? [];
  const schema = await schemaOf(catalog);
  expect(schema.length).toBeGreaterThan(50);
  await catalog.compactWhenClosed();
  await catalog.close();
  expect(told).toEqual([{ outcome: 'unneeded' }, { outcome: 'compacted' }]);
  expect(await holdsSecret()).toBe(false);
  expect((await stat(path)).size).toBeLessThan(before);
  expect((await catalogInspector.inspect(path)).digest).toBe(kept);
  expect(await compactIfWanted(path)).toEqual({ outcome: 'unneeded' });

  const again = await openCatalog(path);
  const passage = await again.read(async (connection) =>
    (await connection.runAndReadAll("SELECT nextval('chunk_ids')::DOUBLE")).getRowsJS(),
  );
  expect(Number(passage[0]?.[0])).toBeGreaterThan(Number(number)); // numbers of passages are never given twice
  expect(await schemaOf(again)).toEqual(schema);
  await again.close();
});

test.each(['before the copy', 'with half a copy', 'with a whole copy', 'after the exchange'])(
  'killed %s, the next start has a valid catalog and compacts it',
  async (when) => {
    const { kept } = await aFreedCatalog();
    await wantCompaction(path);
    const whole = await readFile(path);
    if (when === 'with half a copy') {
      await writeFile(`${path}.compacting`, whole.subarray(0, 5000));
      await writeFile(`${path}.compacting.wal`, 'torn');
    }
    if (when === 'with a whole copy') await writeFile(`${path}.compacting`, whole);
    if (when === 'after the exchange') {
      await compactIfWanted(path);
      await wantCompaction(path);
    }
    const told: Compaction[] = [];
    await (await openCatalog(path, undefined, (compaction) => told.push(compaction))).close();
    expect(told[0]).toEqual({ outcome: 'compacted' });
    expect(await holdsSecret()).toBe(false);
    expect((await catalogInspector.inspect(path)).digest).toBe(kept);
    for (const left of ['compact', 'compacting', 'compacting.wal', 'wal']) {
      expect(await isThere(`${path}.${left}`)).toBe(false);
    }
  },
);

test('after an unclean end the log is read first, and the next close compacts', async () => {
  await aFreedCatalog();
  await wantCompaction(path);
  await writeFile(`${path}.wal`, 'what a crash left');
  expect(await compactIfWanted(path)).toEqual({ outcome: 'postponed', reason: 'unclean-end' });
  expect(await isThere(`${path}.compact`)).toBe(true);
});

test('a copy that takes too long has let go of the catalog before anybody opens it', async () => {
  const { kept } = await aFreedCatalog();
  await wantCompaction(path);
  const aborter = new AbortController();
  let hasEnded = false;
  const compacting = compactIfWanted(path, aborter.signal).finally(() => {
    hasEnded = true;
  });
  while (!hasEnded && !(await isThere(`${path}.compacting`)));
  aborter.abort();
  expect(await compacting).toMatchObject({ outcome: 'postponed', reason: 'late', cause: { code: 'cancelled' } });
  expect(await isThere(`${path}.compacting`)).toBe(false);
  expect((await catalogInspector.inspect(path)).digest).toBe(kept);
  expect(await compactIfWanted(path)).toEqual({ outcome: 'compacted' });
});

test('a damaged catalog stays as it is', async () => {
  await aFreedCatalog();
  const damaged = await readFile(path);
  damaged.fill(0x5a, 20_000, 60_000);
  await writeFile(path, damaged);
  await wantCompaction(path);
  expect(await compactIfWanted(path)).toMatchObject({ outcome: 'postponed', reason: 'failed' });
  expect((await readFile(path)).equals(damaged)).toBe(true);
  expect(await isThere(`${path}.compacting`)).toBe(false);
});
