import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCatalog } from './adapters/duckdb/catalog.ts';
import { aWorkspace, type JsonLine, type Workspace } from './testing/run-carrel.ts';
import { buildTinyEmbeddingGguf } from './testing/tiny-embedding-gguf.ts';

/** The whole program killed while it embeds with a GGUF model: what was embedded is not embedded again. */
const FILES = 60;
const SECTIONS = 8;
const MODEL = 'tiny.gguf';

let place: Workspace;
beforeEach(async () => {
  place = await aWorkspace();
});
afterEach(() => place[Symbol.asyncDispose]());

async function writeDocuments(): Promise<void> {
  for (let file = 0; file < FILES; file++) {
    const sections = Array.from({ length: SECTIONS }, (_, at) => {
      const words = Array.from({ length: 150 }, (_, word) => `word${(file * 7 + at * 3 + word) % 211}`).join(' ');
      return `## Herons of river ${file} in month ${at}\n\n${words}\n`;
    });
    await place.write(`notes/${file}.md`, `# River ${file}\n\n${sections.join('\n')}`);
  }
}

async function vectorsOf(model: string): Promise<{ rows: number; texts: number }> {
  const catalog = await openCatalog(place.path('library', 'catalog.duckdb'));
  try {
    const sql = 'SELECT count(*)::INTEGER, count(DISTINCT hash)::INTEGER FROM vectors WHERE model LIKE $model';
    const read = await catalog.read((connection) => connection.runAndReadAll(sql, { model: `${model}%` }));
    const [rows, texts] = read.getRowsJS()[0] ?? [];
    return { rows: Number(rows), texts: Number(texts) };
  } finally {
    await catalog.close();
  }
}

const progressOf = (line: JsonLine): number => (line.type === 'progress' ? Number(line.filesDone) : 0);

test('a reindex that is killed goes on where it was, and the index before serves until it is done', async () => {
  await writeDocuments();
  await place.write(`models/${MODEL}`, buildTinyEmbeddingGguf());
  const models = ['--set', `models.folder=${place.path('models')}`];
  expect((await place.carrel('ingest', place.path('notes'))).exitCode).toBe(0);
  const args = ['--library', place.library, '--json', ...models, 'reindex'];
  const victim = place.start([...args, '--model', MODEL]);
  await victim.waitFor((line) => progressOf(line) >= 16);
  victim.kill('SIGKILL');
  await victim.ended;

  const kept = await vectorsOf(MODEL);
  expect(kept.rows).toBeGreaterThan(0);
  const served = await place.carrel(...models, 'search', 'herons of river 7');
  expect(served.last()).toMatchObject({ mode: 'hybrid' });

  const again = await place.run(args);
  expect(again.stderr).toBe('');
  expect(again.exitCode).toBe(0);
  const after = await vectorsOf(MODEL);
  expect(after.rows).toBe(after.texts); // none was made twice
  const most = Math.max(...again.lines().map((line) => Number(line.filesTotal ?? 0)));
  expect(most).toBeLessThanOrEqual(after.texts - kept.rows);

  const status = (await place.carrel(...models, 'status', '--index')).last() as unknown as {
    readonly collections: readonly { readonly index: { readonly model: string; readonly trust: object } }[];
  };
  expect(status.collections[0]?.index.model).toMatch(/^tiny\.gguf@/);
  expect(status.collections[0]?.index.trust).toMatchObject({ questions: expect.any(Number) });
  expect((await place.carrel(...models, 'search', 'herons of river 7')).last()).toMatchObject({ mode: 'hybrid' });
}, 180_000);
