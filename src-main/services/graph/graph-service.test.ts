import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { graphNeighboursInputSchema } from '../../../src-contract/graph.ts';
import type { ChunkId, SourceId } from '../../../src-contract/ids.ts';
import type { Catalog } from '../../adapters/duckdb/catalog.ts';
import { createCodeFactsStore } from '../../adapters/duckdb/code-facts-store.ts';
import { createGraphBuilder } from '../../adapters/graph/graph-thread.ts';
import type { GraphFile } from '../../engine/graph/graph-file.ts';
import { aCodeFile } from '../../testing/code-files.ts';
import { fillCodeFacts } from '../../testing/fill-code-facts.ts';
import { openTestCatalog } from '../../testing/test-catalog.ts';
import { aCall, aTemporaryFolder } from '../../testing/test-library.ts';
import { createGraphService, type GraphService } from './index.ts';
import type { GraphBuilder } from './ports.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let catalog: Catalog;
let service: GraphService;
let revision = 0;
let built = 0;

beforeEach(async () => {
  folder = await aTemporaryFolder();
  catalog = await openTestCatalog(join(folder.path, 'catalog.duckdb'));
  revision = 0;
  built = 0;
  const real = createGraphBuilder(pathToFileURL(join(import.meta.dirname, '../../workers/code-graph.ts')));
  const builder: GraphBuilder = {
    ...real,
    build(read) {
      built += 1;
      return real.build(read);
    },
  };
  service = createGraphService({ facts: createCodeFactsStore(catalog, { revision: () => revision }), builder });
});
afterEach(async () => {
  await service.close();
  await catalog.close();
  await folder[Symbol.asyncDispose]();
});

const add = async (collection: string, ...files: GraphFile[]): Promise<void> => {
  await fillCodeFacts(catalog, collection, files);
  revision += 1;
};
const neighbours = (name: string, more: object = {}) =>
  service.handlers.neighbours(graphNeighboursInputSchema.parse({ name, ...more }), aCall());
const failureOf = (call: Promise<unknown>): Promise<Failure> =>
  call.then(
    () => expect.unreachable('it did not fail'),
    (thrown: unknown) => (thrown instanceof Failure ? thrown : expect.unreachable(String(thrown))),
  );

const library = [
  aCodeFile(
    '/r/a.py',
    ['function run'],
    [
      { as: 'imports', module: 'b', name: 'help' },
      { in: 'run', name: 'help' },
    ],
  ),
  aCodeFile('/r/b.py', ['function help']),
];

describe('a catalog with code', () => {
  test('gives its definitions and references to the graph', async () => {
    await add('code', ...library);
    expect(await service.handlers.overview({}, aCall())).toMatchObject({
      files: 2,
      units: 2,
      edges: 2,
      certainEdges: 2,
    });
    expect(await neighbours('run')).toMatchObject({
      unit: { name: 'run', path: '/r/a.py' },
      total: 1,
      neighbours: [{ unit: { name: 'help', path: '/r/b.py' }, relationship: 'calls', via: 'import', certain: true }],
    });
    expect(await neighbours('b.py', { direction: 'dependents' })).toMatchObject({ total: 2 });
  });

  test('says what passages refer to and do not show, with the passage that would', async () => {
    await add('code', ...library);
    await catalog.write(async (connection) => {
      for (const [id, path] of [
        [1, '/r/a.py'],
        [2, '/r/b.py'],
      ] as const) {
        await connection.run(
          `INSERT INTO chunks SELECT $id, 'code', $source, 0, NULL, 1, 9, 0, 9, NULL, '', '', 1, 'h', 'code', NULL, ''`,
          { id, source: `source of ${path}` },
        );
      }
    });
    const ask = (input: { chunks?: number[]; sources?: string[] }) =>
      service.handlers.completeness(
        { chunks: (input.chunks ?? []) as ChunkId[], sources: (input.sources ?? []) as SourceId[] },
        aCall(),
      );
    const missing = {
      passages: 1,
      referenced: 1,
      present: 0,
      missing: [{ unit: { name: 'help', path: '/r/b.py' }, mentions: [{ path: '/r/a.py' }], chunk: 2 }],
    };
    expect(await ask({ chunks: [1, 99] })).toMatchObject(missing);
    expect(await ask({ sources: ['source of /r/a.py'] })).toMatchObject(missing);
    expect(await ask({ chunks: [1, 2] })).toMatchObject({ passages: 2, referenced: 1, present: 1, missing: [] });
    expect(await ask({})).toEqual({ passages: 0, referenced: 0, present: 0, doubtful: 0, missing: [] });
  });

  test('collections are asked apart or together, and never refer to each other', async () => {
    await add('code', ...library);
    await add('more', aCodeFile('/r/c.py', ['function other']));
    expect(await service.handlers.overview({ collections: ['more'] }, aCall())).toMatchObject({ files: 1, edges: 0 });
    expect(await service.handlers.overview({}, aCall())).toMatchObject({ files: 3, edges: 2 });
    expect(await failureOf(service.handlers.overview({ collections: ['none'] }, aCall()))).toMatchObject({
      reason: 'library/unknown-collection',
    });
  });

  test('the graph is built once, shared by questions at the same time, and again when the code changed', async () => {
    await add('code', ...library);
    await Promise.all([service.handlers.overview({}, aCall()), neighbours('run')]);
    expect(built).toBe(1);
    revision += 1; // something else changed: a conversation, a PDF
    await neighbours('run');
    expect(built).toBe(1);
    await add('code', aCodeFile('/r/c.py', ['function third']));
    expect(await service.handlers.overview({}, aCall())).toMatchObject({ units: 3 });
    expect(built).toBe(2);
  });

  test('deleted files are gone', async () => {
    await add('code', ...library);
    await catalog.write((connection) => connection.run("UPDATE sources SET deleted_at = now() WHERE path = '/r/b.py'"));
    revision += 1;
    expect(await service.handlers.overview({}, aCall())).toMatchObject({ files: 1, edges: 0 });
  });
});

describe('names', () => {
  test('an unknown one fails with what is near', async () => {
    await add('code', ...library);
    const failure = await failureOf(neighbours('helpp'));
    expect(failure).toMatchObject({ code: 'not-found', reason: 'graph/unknown-name', details: { nearest: ['help'] } });
    expect(failure.message).toContain('"help"');
  });

  test('an ambiguous one fails with the ids of its meanings, each of which works', async () => {
    await add('code', ...library, aCodeFile('/r/c.py', ['function help']));
    const failure = await failureOf(neighbours('help'));
    expect(failure).toMatchObject({ code: 'invalid-input', reason: 'graph/ambiguous-name' });
    const ids = failure.details?.ids as string[];
    expect(ids).toEqual(['code//r/b.py#help', 'code//r/c.py#help']);
    for (const id of ids) expect(await neighbours(id)).toMatchObject({ unit: { id } });
  });

  test('without any code every name is unknown and the counts are zero', async () => {
    expect(await failureOf(neighbours('x'))).toMatchObject({ reason: 'graph/unknown-name' });
    expect(await service.handlers.overview({}, aCall())).toMatchObject({ files: 0, units: 0 });
  });
});
