import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SourceId, sourceIdSchema } from '../../../src-contract/ids.ts';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { fillCatalog } from '../../testing/fill-catalog.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createCitedFiles } from '../files/cited-files.ts';
import { type Catalog, openCatalog } from './catalog.ts';
import { createCitedSources } from './cited-sources.ts';

const TEXT = 'A heap is a tree.\n';
const HASH = createHash('sha256').update(TEXT).digest('hex');
const idOf = (name: string): SourceId => sourceIdSchema.parse(name);

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let catalog: Catalog;
let repository: string;
beforeEach(async () => {
  folder = await aTemporaryFolder();
  catalog = await openCatalog(join(folder.path, 'catalog.duckdb'));
  repository = join(folder.path, 'code');
  await mkdir(repository);
});
afterEach(async () => {
  await catalog.close();
  await folder[Symbol.asyncDispose]();
});

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  }).trim();

/** Sources as an ingest of these files leaves them; a name without a file is one that was pasted. */
async function index(files: Readonly<Record<string, string | undefined>>) {
  const sources = Object.entries(files).map(([id, path]) => ({ id, chunks: [TEXT], ...(path && { path }) }));
  await fillCatalog(catalog, { id: 'c', name: 'C' }, sources, createFakeEmbedder());
  for (const { id, path } of sources) {
    const facts = path === undefined ? undefined : await stat(path);
    await catalog.write((connection) =>
      connection.run(
        `UPDATE sources SET hash = $hash, size_bytes = ${facts?.size ?? 0}, origin = $origin,
           modified_at = epoch_ms(${Math.floor(facts?.mtimeMs ?? 0)}) WHERE id = $id`,
        { id, hash: HASH, origin: facts === undefined ? 'pasted' : 'file' },
      ),
    );
  }
  return createCitedSources(catalog, createCitedFiles());
}

async function aFile(name: string, text = TEXT): Promise<string> {
  const path = join(repository, name);
  await writeFile(path, text);
  return path;
}

const forget = (id: string): Promise<void> =>
  catalog.write(async (connection) => {
    await connection.run('UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = $id', { id });
  });

describe('pins', () => {
  it('have the hash of the bytes, and in a checkout repository, commit and blob', async () => {
    const path = await aFile('heap.md');
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    const cited = await index({ tracked: path, pasted: undefined });
    const pins = await cited.pins(['tracked', 'pasted', 'unknown'].map(idOf));
    expect(Object.fromEntries(pins)).toEqual({
      tracked: {
        documentHash: HASH,
        repository,
        commit: git('rev-parse', 'HEAD'),
        blob: git('rev-parse', 'HEAD:heap.md'),
      },
      pasted: { documentHash: HASH },
    });
  });

  it('name no blob when the file is not what was read any more, and nothing for a source that was removed', async () => {
    const path = await aFile('heap.md');
    git('init', '-q');
    const cited = await index({ edited: path, removed: path });
    await writeFile(path, 'other');
    await forget('removed');
    expect(Object.fromEntries(await cited.pins(['edited', 'removed'].map(idOf)))).toEqual({
      edited: { documentHash: HASH, repository },
    });
  });
});

describe('what became of cited sources', () => {
  it('is seen on the disk: the same, touched, edited in place and size, or gone', async () => {
    const path = await aFile('heap.md');
    const cited = await index({ one: path, pasted: undefined });
    const one = await cited.find(idOf('one'));
    const pasted = await cited.find(idOf('pasted'));
    if (one === undefined || pasted === undefined) throw new Error('They were indexed');
    const later = new Date(Date.now() + 60_000);
    expect(await cited.onDisk(one)).toBe('same');
    await utimes(path, later, later);
    expect(await cited.onDisk(one)).toBe('same');
    await writeFile(path, TEXT.replace('tree', 'trie'));
    await utimes(path, later, later);
    expect(await cited.onDisk(one)).toBe('changed');
    await writeFile(path, `${TEXT}More.`);
    expect(await cited.onDisk(one)).toBe('changed');
    await rm(path);
    expect(await cited.onDisk(one)).toBe('gone');
    expect(await cited.onDisk(pasted)).toBe('same');
    await forget('one');
    expect(await cited.onDisk(one)).toBe('gone');
  });

  it('is told for many at once, without those that are kept in the library', async () => {
    const files = { same: await aFile('a'), edited: await aFile('b'), gone: await aFile('c'), pasted: undefined };
    const cited = await index(files);
    await writeFile(files.edited, 'x');
    await rename(files.gone, `${files.gone}-moved`);
    expect(await cited.findStale(Object.keys(files).map(idOf))).toEqual({ changed: ['edited'], gone: ['gone'] });
    expect(await cited.findStale([])).toEqual({ changed: [], gone: [] });
  });

  it('includes another source with the same bytes', async () => {
    const cited = await index({ one: await aFile('a'), two: await aFile('b') });
    expect(await cited.findCopy(HASH, idOf('one'))).toMatchObject({ id: 'two' });
    await forget('two');
    expect(await cited.findCopy(HASH, idOf('one'))).toBeUndefined();
    expect(await cited.findCopy(HASH)).toMatchObject({ id: 'one' });
    expect(await cited.find(idOf('two'))).toBeUndefined();
  });

  it('can be read: their pages in order', async () => {
    const cited = await index({ one: await aFile('a') });
    await catalog.write(async (connection) => {
      await connection.run('DELETE FROM pages');
      await connection.run(
        "INSERT INTO pages (source_id, page, state, text) VALUES ('one', 2, 'text', 'b'), ('one', 1, 'text', 'a')",
      );
    });
    expect(await cited.pages(idOf('one'))).toEqual([
      { page: 1, text: 'a' },
      { page: 2, text: 'b' },
    ]);
  });
});

describe('the checkouts of sources', () => {
  it('are told once each, with commit and numbers of changed and untracked files, or without when there is no time', async () => {
    const files = { a: await aFile('a.md'), b: await aFile('b.md'), pasted: undefined };
    const outside = join(folder.path, 'note.md');
    await writeFile(outside, TEXT);
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    await writeFile(files.b, 'edited');
    const added = await aFile('added.md');
    const cited = await index({ ...files, outside, added });
    const ids = [...Object.keys(files), 'outside', 'added'].map(idOf);
    const at = { root: repository, commit: git('rev-parse', 'HEAD') };
    expect(await cited.checkouts(ids, new AbortController().signal)).toEqual([{ ...at, changed: 1, untracked: 1 }]);
    expect(await cited.checkouts(ids, AbortSignal.abort())).toEqual([at]);
  });
});
