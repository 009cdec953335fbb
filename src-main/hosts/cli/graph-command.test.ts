import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Catalog, openCatalog } from '../../adapters/duckdb/catalog.ts';
import { createCodeFactsStore } from '../../adapters/duckdb/code-facts-store.ts';
import { createGraphBuilder } from '../../adapters/graph/graph-thread.ts';
import { createGraphService, type GraphService } from '../../services/graph/index.ts';
import { runTestCli } from '../../testing/cli.ts';
import { aCodeFile } from '../../testing/code-files.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';
import { fillCodeFacts } from '../../testing/fill-code-facts.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let catalog: Catalog;
let service: GraphService;
let library: FakeLibrary;

beforeAll(async () => {
  folder = await aTemporaryFolder();
  catalog = await openCatalog(join(folder.path, 'catalog.duckdb'));
  await fillCodeFacts(catalog, 'code', [
    aCodeFile(
      '/r/a.py',
      ['function run', 'function twice'],
      [
        { as: 'imports', module: 'b', name: 'help' },
        { in: 'run', name: 'help' },
        { in: 'run', name: 'save', qualifier: 'store' },
      ],
    ),
    aCodeFile('/r/b.py', ['function help', 'function twice'], [{ as: 'imports', module: 'a', name: 'run' }]),
    aCodeFile('/r/c.py', ['class Disk', 'method Disk.save', 'class Cloud', 'method Cloud.save']),
  ]);
  service = createGraphService({
    facts: createCodeFactsStore(catalog, { revision: () => 1 }),
    builder: createGraphBuilder(pathToFileURL(join(import.meta.dirname, '../../workers/code-graph.ts'))),
  });
  const fake = createFakeLibrary();
  library = { ...fake, handlers: { ...fake.handlers, graph: service.handlers } };
});
afterAll(async () => {
  await service.close();
  await catalog.close();
  await folder[Symbol.asyncDispose]();
});

const run = (...args: string[]) => runTestCli(library, ['graph', ...args]);

test('dependencies are listed with how they were found, guesses marked', async () => {
  const { exitCode, stdout } = await run('dependencies', 'run');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('run  /r/a.py:1');
  expect(stdout).toContain('help  /r/b.py:1  calls, import\n');
  expect(stdout).toContain('Disk.save  /r/c.py:2  calls, name ? one of 2');
  expect(stdout).toContain('3 dependencies');
});

test('--certain leaves guesses out, --limit says what it cut', async () => {
  expect((await run('dependencies', 'run', '--certain')).stdout).toContain('1 dependency\n');
  expect((await run('dependencies', 'run', '--limit', '1')).stdout).toContain('3 dependencies; the first 1 are shown');
});

test('dependents by depth, as one JSON object', async () => {
  const { json } = await run('dependents', 'help', '--depth', '2', '--json');
  expect(json).toHaveLength(1);
  expect(json[0]).toMatchObject({ direction: 'dependents', total: 3, unit: { name: 'help', kind: 'function' } });
});

test('an unknown name names what is near and exits 3', async () => {
  const { exitCode, stderr } = await run('dependents', 'helpp');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('Did you mean "help"?');
});

test('an ambiguous name lists the id of each meaning and exits 2', async () => {
  const { exitCode, stderr, stdout } = await run('dependencies', 'twice');
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('code//r/a.py#twice\n');
  expect(stderr).toContain('code//r/b.py#twice\n');
  expect((await run('dependencies', 'code//r/b.py#twice')).exitCode).toBe(0);
});

test('circles, lists and the overview', async () => {
  expect((await run('cycles')).stdout).toMatch(/1\. 2 files\n {3}a\.py .*\n {3}b\.py [\s\S]*1 circle of files/);
  expect((await run('orphans')).stdout).toContain('twice');
  expect((await run('hubs', '--limit', '1')).stdout).toMatch(/1 in\s+1 out {2}run|2 in\s+0 out {2}help/);
  expect((await run('rank', '--limit', '1', '--json')).json[0]).toMatchObject({
    units: [{ rank: expect.any(Number) }],
  });
  expect((await run('find', 'sav')).stdout).toContain('Cloud.save');
  const { stdout } = await run('overview');
  expect(stdout).toContain('3 files · 8 definitions');
  expect(stdout).toContain('1 circle of files');
});

test('wrong arguments fail before a library is opened', async () => {
  for (const args of [
    ['dependencies'],
    ['dependencies', 'x', '--depth', '0'],
    ['cycles', '--level', 'words'],
    ['nonsense'],
  ]) {
    const { exitCode, opened } = await run(...args);
    expect([args, exitCode, opened]).toEqual([args, 2, []]);
  }
});

test('an unknown collection is named', async () => {
  const { exitCode, stderr } = await run('overview', '--collection', 'Documentz');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('Did you mean "Documents"?');
});
