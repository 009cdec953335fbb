import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import type { ChunkId } from '../../../src-contract/ids.ts';
import { type FactTexts, factsAsText } from '../../engine/code/facts-as-text.ts';
import { libraryTest } from '../../testing/library-test.ts';
import { addAndFollow, aTemporaryFolder, type TestLibrary } from '../../testing/test-library.ts';
import { openCatalog } from './catalog.ts';
import { createChunkStore } from './chunk-store.ts';
import { initialSchema } from './migrations/001-initial.ts';
import { codeFactsSchema } from './migrations/002-code-facts.ts';
import { watchedFolders } from './migrations/003-watched-folders.ts';

const place = { startLine: 1, endLine: 1, charStart: 0, charEnd: 3, hash: 'h' };

/** One unit named like the text of the file, which calls itself. */
function factsOf(text: string): FactTexts {
  return factsAsText({
    units: [{ kind: 'function', name: text, namespace: 'outer', ...place }],
    references: [
      { from: 0, relationship: 'calls', name: text, qualifier: 'self', module: '', alias: '', line: 1 },
      { from: -1, relationship: 'imports', name: '*', qualifier: '', module: './m', alias: 'm', line: 2 },
    ],
  });
}

const UNITS = 'SELECT units FROM source_units';
const MENTIONS = 'SELECT mentions FROM source_mentions';

async function rows(library: TestLibrary, sql: string): Promise<unknown[]> {
  return library.catalog.read(async (connection) => (await connection.runAndReadAll(sql)).getRowsJS());
}

/** Fields of each definition or mention of each source. */
async function facts(library: TestLibrary, sql: string): Promise<string[][][]> {
  const texts = await rows(library, sql);
  return texts.flat().map((text) =>
    String(text)
      .split('\u001e')
      .map((row) => row.split('\u001f')),
  );
}

libraryTest('definitions and mentions come, change and go with their source', async (library, docs) => {
  const { read } = library.reader;
  library.reader.read = async (target, limits, signal) => {
    const result = await read(target, limits, signal);
    const [page] = result.pages;
    const chunks = result.chunks.map((chunk) => ({
      ...chunk,
      type: 'function' as const,
      parent: 0,
      definitions: ['a', 'b'],
    }));
    return { ...result, chunks, codeFacts: factsOf(page?.text ?? '') };
  };
  const file = join(docs, 'a.txt');
  await writeFile(file, 'one');
  const { sources } = await addAndFollow(library, { paths: [docs] });
  expect(await facts(library, UNITS)).toEqual([[['function', 'one', 'outer', '1', '1', '0', '3']]]);
  expect(await rows(library, 'SELECT hashes FROM source_units')).toEqual([['h']]);
  expect(await facts(library, MENTIONS)).toEqual([
    [
      ['0', 'calls', 'one', 'self', '', '', '1'],
      ['-1', 'imports', '*', '', './m', 'm', '2'],
    ],
  ]);
  const store = createChunkStore(library.catalog, { revision: () => 1 });
  expect(await store.readForIndex(Uint32Array.of(1), 'fake')).toMatchObject([
    { id: 1 as ChunkId, type: 'function', definitions: ['a', 'b'] },
  ]);
  expect(await rows(library, 'SELECT parent FROM chunks')).toEqual([[0]]);

  await writeFile(file, 'three');
  await addAndFollow(library, { paths: [docs] });
  expect(await rows(library, 'SELECT source_id FROM source_units')).toEqual([[sources[0]?.id]]);
  expect((await facts(library, UNITS)).map((ofSource) => ofSource.map(([, name]) => name))).toEqual([['three']]);
  expect((await facts(library, MENTIONS)).map((ofSource) => ofSource.length)).toEqual([2]);

  await library.deps.store.markSources([sources[0]!.id], new Date(0));
  await library.deps.store.purge(new Date(), new Date());
  expect(await rows(library, 'SELECT source_id FROM source_units UNION SELECT source_id FROM source_mentions')).toEqual(
    [],
  );
});

test('a catalog of the first version keeps its passages', async () => {
  await using folder = await aTemporaryFolder();
  const path = join(folder.path, 'catalog.duckdb');
  const old = await DuckDBInstance.create(path);
  const connection = await old.connect();
  await connection.run(initialSchema);
  await connection.run(`INSERT INTO schema_version VALUES (1, now());
    INSERT INTO sources SELECT 's' || i, 'c', 'p', 'file', NULL, CASE i WHEN 1 THEN 'code' ELSE 'markdown' END, 't', NULL,
      'ok', NULL, '', NULL, 1, 1, NULL, 'h', now()::TIMESTAMP, NULL FROM range(1, 3) r(i);
    INSERT INTO chunks SELECT i, 'c', 's' || i, 0, NULL, 1, 1, 0, 4, NULL, '', 'text', 1, 'h' FROM range(1, 3) r(i)`);
  connection.closeSync();
  old.closeSync();

  const catalog = await openCatalog(path);
  const chunks = await catalog.read(async (reader) =>
    (
      await reader.runAndReadAll('SELECT id::INTEGER, text, type, parent, definitions FROM chunks ORDER BY id')
    ).getRowsJS(),
  );
  const found = await catalog.read(async (reader) =>
    (await reader.runAndReadAll('SELECT text FROM chunks WHERE id = 2')).getRowsJS(),
  );
  await catalog.close();
  expect(found).toEqual([['text']]);
  expect(chunks).toEqual([
    [1, 'text', 'code', null, ''],
    [2, 'text', 'text', null, ''],
  ]);
});

test('definitions and mentions of an older catalog come together by source, in their order', async () => {
  await using folder = await aTemporaryFolder();
  const path = join(folder.path, 'catalog.duckdb');
  const old = await DuckDBInstance.create(path);
  const connection = await old.connect();
  for (const step of [initialSchema, codeFactsSchema, watchedFolders]) await connection.run(step);
  await connection.run(`INSERT INTO schema_version SELECT i, now() FROM range(1, 4) r(i);
    INSERT INTO unit_references SELECT 's' || (i % 2), 'c', i - 1, 'calls', 'n' || i || chr(30), 'q', '', '', i
      FROM range(6) r(i);
    INSERT INTO units SELECT 's' || (i % 2), 'c', i // 2, 'function', 'n' || i || chr(31), 'outer', i, i + 1, 10 * i, 10 * i + 5,
      'h' || i FROM range(6) r(i) ORDER BY i DESC`);
  connection.closeSync();
  old.closeSync();

  const catalog = await openCatalog(path);
  const kept = await catalog.read(async (reader) =>
    (await reader.runAndReadAll('SELECT * FROM source_mentions ORDER BY source_id')).getRowsJS(),
  );
  const units = await catalog.read(async (reader) =>
    (await reader.runAndReadAll('SELECT * FROM source_units ORDER BY source_id')).getRowsJS(),
  );
  await catalog.close();
  const unitsOf = (...at: readonly number[]) => [
    at.map((i) => ['function', `n${i}`, 'outer', i, i + 1, 10 * i, 10 * i + 5].join('\u001f')).join('\u001e'),
    at.map((i) => `h${i}`).join('\u001e'),
  ];
  expect(units).toEqual([
    ['s0', 'c', ...unitsOf(0, 2, 4)],
    ['s1', 'c', ...unitsOf(1, 3, 5)],
  ]);
  const textOf = (...at: readonly number[]) =>
    at.map((i) => [i - 1, 'calls', `n${i}`, 'q', '', '', i].join('\u001f')).join('\u001e');
  expect(kept).toEqual([
    ['s0', 'c', textOf(0, 2, 4)],
    ['s1', 'c', textOf(1, 3, 5)],
  ]);
});
