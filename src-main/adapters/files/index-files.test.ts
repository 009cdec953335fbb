import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/log.ts';
import type { GenerationContent, IndexFiles, LoadedSegment } from '../../services/search/ports.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createIndexFiles } from './index-files.ts';
import { writeRecorded } from './verified-file.ts';

const contract = {
  model: 'm',
  weights: '0'.repeat(64),
  dimensions: 4,
  pooling: 'static',
  normalised: true,
  queryPrefix: '',
  passagePrefix: '',
  tokenizer: 1,
  chunker: 1,
} as const;

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let files: IndexFiles;
const inCollection = (...names: string[]): string => join(folder.path, 'c', ...names);

beforeEach(async () => {
  folder = await aTemporaryFolder();
  files = createIndexFiles(folder.path, silentLog);
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Publishes the kept segments and a new one with the given bytes. */
async function publish(bytes: Uint8Array, kept: readonly LoadedSegment[] = [], tombstones = new Uint32Array(0)) {
  const draft = await files.draft('c');
  const name = `s${draft.generation}-0`;
  const record = {
    chunks: 3,
    lexical: await writeRecorded(join(draft.folder, `${name}.lexical`), bytes),
    vector: await writeRecorded(join(draft.folder, `${name}.vector`), new Uint8Array([9])),
    facts: await writeRecorded(join(draft.folder, `${name}.facts`), new Uint8Array([8, 8])),
    passages: await writeRecorded(join(draft.folder, `${name}.passages`), [Uint8Array.of(7), Uint8Array.of(6, 5)]),
  };
  const content: GenerationContent = { contract, chunks: 3, kept, fresh: [record], tombstones };
  return draft.publish(content);
}

describe('index files', () => {
  it('load what was published, segments of earlier generations included', async () => {
    const first = await publish(Uint8Array.of(1, 2, 3));
    const second = await publish(Uint8Array.of(4), first.segments, Uint32Array.of(7, 70_000));
    const loaded = await files.load('c');
    expect(loaded).toEqual(second);
    expect(loaded?.segments.map(({ lexical }) => [...lexical])).toEqual([[1, 2, 3], [4]]);
    expect(loaded?.tombstones).toEqual(Uint32Array.of(7, 70_000));
    expect((await readdir(inCollection())).sort()).toEqual(['CURRENT', 'gen-2']);
  });

  it('keep the old generation when a written file is not what its record says', async () => {
    await publish(Uint8Array.of(1));
    const draft = await files.draft('c');
    const lexical = await writeRecorded(join(draft.folder, 's2-0.lexical'), Uint8Array.of(5));
    await writeFile(join(draft.folder, 's2-0.lexical'), Uint8Array.of(6));
    const fresh = [{ chunks: 1, lexical, vector: lexical, facts: lexical, passages: lexical }];
    await expect(
      draft.publish({ contract, chunks: 1, kept: [], fresh, tombstones: new Uint32Array(0) }),
    ).rejects.toThrow(/was changed/);
    await draft.discard();
    expect((await files.load('c'))?.manifest.generation).toBe(1);
  });

  it('notice any flipped bit in any file, and never use the number of a damaged generation again', async () => {
    const original = await publish(Uint8Array.from({ length: 40 }, (_, at) => at));
    const names = (await readdir(inCollection('gen-1'))).sort();
    const pristine = new Map(
      await Promise.all(names.map(async (name) => [name, await readFile(inCollection('gen-1', name))] as const)),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat(7), async (name, place, bit) => {
        const bytes = Buffer.from(pristine.get(name) ?? []);
        if (bytes.length === 0) return;
        bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ (1 << bit);
        await rm(folder.path, { recursive: true });
        await mkdir(inCollection('gen-1'), { recursive: true });
        for (const [each, content] of pristine) await writeFile(inCollection('gen-1', each), content);
        await writeFile(inCollection('gen-1', name), bytes);
        await writeFile(inCollection('CURRENT'), 'gen-1\n');
        const loaded = await files.load('c');
        // White space between the fields of a manifest carries nothing: then what is loaded must be unchanged.
        if (loaded !== undefined) {
          expect(loaded).toEqual(original);
          return;
        }
        expect(await readdir(inCollection())).toEqual([expect.stringMatching(/^gen-1\.damaged-/)]);
        expect((await files.draft('c')).generation).toBe(2);
      }),
      { numRuns: 200 },
    );
  });

  it('treat a missing file as damage, but a folder that cannot be read as a reason to stop', async () => {
    await publish(Uint8Array.of(1));
    if (process.getuid?.() !== 0) {
      await chmod(inCollection('gen-1', 'manifest.json'), 0);
      await expect(files.load('c')).rejects.toMatchObject({ code: 'refused' });
      await chmod(inCollection('gen-1', 'manifest.json'), 0o600);
    }
    await rm(inCollection('gen-1', 's1-0.vector'));
    expect(await files.load('c')).toBeUndefined();
  });

  it.each(['s1-0.lexical', 's1-0.vector', 's1-0.passages'])(
    'write kept segments again when %s is gone',
    async (name) => {
      const first = await publish(Uint8Array.of(1, 2, 3));
      await rm(inCollection('gen-1', name));
      await publish(Uint8Array.of(4), first.segments);
      const loaded = await files.load('c');
      expect(loaded?.segments.map(({ lexical }) => [...lexical])).toEqual([[1, 2, 3], [4]]);
      const vector = new Uint8Array(1);
      loaded?.segments[0]?.vector.read(0, vector);
      expect([...vector]).toEqual([9]);
      const passages = new Uint8Array(3);
      loaded?.segments[0]?.passages.read(0, passages);
      expect([...passages]).toEqual([7, 6, 5]);
    },
  );

  it('remove a whole generation of another format, which is no damage', async () => {
    await publish(Uint8Array.of(1));
    const manifest = { format: 1, generation: 1, segments: [] };
    const sha256 = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
    await writeFile(inCollection('gen-1', 'manifest.json'), JSON.stringify({ manifest, sha256 }));
    expect(await files.load('c')).toBeUndefined();
    expect(await files.list()).toEqual([]);
    await publish(Uint8Array.of(1));
    await writeFile(inCollection('gen-1', 'manifest.json'), JSON.stringify({ manifest, sha256: '0' }));
    expect(await files.load('c')).toBeUndefined();
    expect(await readdir(inCollection())).toEqual([expect.stringMatching(/^gen-1\.damaged-/)]);
  });

  it('drop a collection but what was put aside', async () => {
    await publish(Uint8Array.of(1));
    await files.drop('c');
    expect(await files.list()).toEqual([]);
    await publish(Uint8Array.of(1));
    await writeFile(inCollection('CURRENT'), '\n');
    await files.load('c');
    await files.drop('c');
    expect(await readdir(inCollection())).toEqual([expect.stringMatching(/^CURRENT\.damaged-/)]);
  });

  it('have nothing of a collection that was never indexed', async () => {
    expect(await files.load('c')).toBeUndefined();
    expect(await files.list()).toEqual([]);
    await files.drop('c');
  });
});
