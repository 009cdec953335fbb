import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { embedderConforms } from '../../testing/embedder-conformance.ts';
import { buildTinyEmbeddingGguf, TINY_EMBEDDING_DIMENSIONS } from '../../testing/tiny-embedding-gguf.ts';
import { buildTinyGguf } from '../../testing/tiny-gguf.ts';
import { createEmbeddingProcess, EMBEDDING_TIMES } from '../embedding/embedding-process.ts';
import { createModelsFolder } from '../files/models-folder.ts';
import { openGgufEmbedder } from './gguf-embedder.ts';
import type { GgufEmbeddingModel } from './gguf-embedding-session.ts';

const entry = locateApp(import.meta.url).worker('gguf-embedding');
const child = createEmbeddingProcess<GgufEmbeddingModel>(forkChild, entry);
let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-gguf-embedding-'));
  writeFileSync(at('tiny.gguf'), buildTinyEmbeddingGguf());
  writeFileSync(at('first.gguf'), buildTinyEmbeddingGguf({ pooling: 2, name: 'tiny nomic-embed' }));
  writeFileSync(at('chat.gguf'), buildTinyGguf());
  writeFileSync(at('cut.gguf'), buildTinyEmbeddingGguf().subarray(0, 12_000));
});
afterAll(() => {
  child.close();
  rmSync(folder, { recursive: true });
});

embedderConforms(() => openGgufEmbedder(at('tiny.gguf'), child));

test('its contract comes from its header, its family and its bytes', async () => {
  const [mean, first] = [
    await openGgufEmbedder(at('tiny.gguf'), child),
    await openGgufEmbedder(at('first.gguf'), child),
  ];
  expect(mean.contract).toMatchObject({ dimensions: TINY_EMBEDDING_DIMENSIONS, pooling: 'mean', queryPrefix: '' });
  expect(first.contract).toMatchObject({ pooling: 'cls', queryPrefix: 'search_query: ' });
  expect(mean.name).toMatch(/^tiny\.gguf@[0-9a-f]{12}$/);
  const [one, other] = [await mean.embedQuery('sort a list'), await first.embedQuery('sort a list')];
  expect(one).not.toEqual(other);
});

test('it is listed among the embedding models, and a chat model is not one', async () => {
  const models = createModelsFolder(folder);
  expect(await models.listEmbedders(folder)).toEqual(['cut.gguf', 'first.gguf', 'tiny.gguf']);
  expect((await models.listGenerators(folder)).map(({ id }) => id)).toEqual(['chat.gguf']);
  const refused = { code: 'invalid-input', reason: 'embedding/unknown-model' };
  await expect(openGgufEmbedder(at('chat.gguf'), child)).rejects.toMatchObject(refused);
  await expect(openGgufEmbedder(at('none.gguf'), child)).rejects.toMatchObject({ code: 'not-found' });
});

test('a damaged file is a failure of this model alone', async () => {
  const damaged = await openGgufEmbedder(at('cut.gguf'), child);
  await expect(damaged.embed(['sort a list'])).rejects.toMatchObject({ code: 'unavailable' });
  const sound = await openGgufEmbedder(at('tiny.gguf'), child);
  expect(await sound.embed(['sort a list'])).toHaveLength(TINY_EMBEDDING_DIMENSIONS);
});

test.each(['SIGKILL', 'SIGABRT', 'SIGSEGV'] as const)(
  'a process ended by %s is a failure of what was under way, and comes back',
  async (signal) => {
    const embedder = await openGgufEmbedder(at('tiny.gguf'), child);
    await embedder.embed(['sort a list']);
    const lost = embedder.embed(Array.from({ length: 64 }, () => 'sort a list of items '.repeat(20)));
    process.kill(child.pid()!, signal);
    await expect(lost).rejects.toMatchObject({ code: 'unavailable', reason: 'embedding/failed' });
    // Not as a query, which waits four seconds at most: on a busy machine a process may take longer to begin.
    expect(await embedder.embed(['sort a list'])).toHaveLength(TINY_EMBEDDING_DIMENSIONS);
  },
);

test('who stops waiting is told at once, and the model does not do what it had not begun', async () => {
  const embedder = await openGgufEmbedder(at('tiny.gguf'), child);
  await embedder.embedQuery('sort');
  process.kill(child.pid()!, 'SIGSTOP');
  const stop = new AbortController();
  const stopped = embedder.embed(
    Array.from({ length: 4 }, () => 'sort a list'),
    stop.signal,
  );
  const query = embedder.embedQuery('the weather', stop.signal);
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  await expect(query).rejects.toMatchObject({ code: 'cancelled' });
  process.kill(child.pid()!, 'SIGCONT');
  expect(await embedder.embedQuery('a list')).toHaveLength(TINY_EMBEDDING_DIMENSIONS);
});

test('a process that hangs is ended, and one without work gives its memory back', async () => {
  const hasty = createEmbeddingProcess<GgufEmbeddingModel>(forkChild, entry, { ...EMBEDDING_TIMES, hungMs: 300 });
  const model = { path: at('tiny.gguf'), dimensions: TINY_EMBEDDING_DIMENSIONS };
  await hasty.embed(model, ['sort'], { lateMs: 30_000 });
  const pid = hasty.pid()!;
  process.kill(pid, 'SIGSTOP');
  await expect(hasty.embed(model, ['sort'])).rejects.toMatchObject({ reason: 'embedding/failed' });
  expect(hasty.pid()).toBeUndefined();
  hasty.close();

  const idle = createEmbeddingProcess<GgufEmbeddingModel>(forkChild, entry, { ...EMBEDDING_TIMES, idleMs: 1 });
  await idle.embed(model, ['sort']);
  await expect.poll(() => idle.pid(), { timeout: 20_000 }).toBeUndefined();
  idle.close();
});
