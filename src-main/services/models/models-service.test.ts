import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelListSchema } from '../../../src-contract/models.ts';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { GgufProblem, readGgufHeader } from '../../adapters/files/gguf-header.ts';
import { createModelsFolder } from '../../adapters/files/models-folder.ts';
import { managedDeps } from '../../testing/managed-models.ts';
import { buildTinyGguf } from '../../testing/tiny-gguf.ts';
import { createModelsService } from './index.ts';

const context: CallContext = { caller: 'test', signal: new AbortController().signal };
const embedder = join(import.meta.dirname, '../../../models/carrel-static');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-models-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const list = (where: string, selected = 'auto') =>
  createModelsService({
    models: createModelsFolder(embedder),
    folder: () => where,
    selected: () => selected,
    remotes: async () => ({ generators: [], embedders: [], rerankers: [] }),
    managed: managedDeps(),
  }).handlers.list({}, context);

type Pair = readonly [key: string, type: number, ...value: Uint8Array[]];
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const uint64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);

function gguf(
  pairs: readonly Pair[],
  options: { version?: number; tensors?: number; count?: number | bigint } = {},
): Buffer {
  return Buffer.concat([
    Buffer.from('GGUF'),
    uint32(options.version ?? 3),
    uint64(options.tensors ?? 1),
    uint64(options.count ?? pairs.length),
    ...pairs.flatMap(([key, type, ...value]) => [text(key), uint32(type), ...value]),
    Buffer.alloc(64),
  ]);
}
const llama: Pair = ['general.architecture', 8, text('llama')];

let files = 0;
function write(bytes: Uint8Array, name = `file-${files++}.gguf`): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test('a model that llama.cpp loads shows its name, architecture, context and quantisation', async () => {
  const where = join(folder, 'real');
  mkdirSync(where);
  writeFileSync(join(where, 'tiny.GGUF'), buildTinyGguf());
  writeFileSync(join(where, 'notes.txt'), 'no model');
  mkdirSync(join(where, 'folder.gguf'));
  mkdirSync(join(where, 'minilm', 'onnx'), { recursive: true });
  writeFileSync(join(where, 'minilm', 'onnx', 'model.onnx'), '');
  const found = await list(where, 'tiny.GGUF');
  expect(modelListSchema.safeParse(found).success).toBe(true);
  expect(found).toMatchObject({ folder: where, selected: 'tiny.GGUF' });
  expect(found.embedder).toEqual({ name: 'carrel-static-1', dimensions: 256, sizeBytes: 11_924_144 });
  expect(found.embedders).toEqual(['carrel-static', 'minilm']);
  expect(found.generators).toEqual([
    {
      id: 'tiny.GGUF',
      name: 'Tiny random model',
      path: join(where, 'tiny.GGUF'),
      sizeBytes: expect.any(Number),
      architecture: 'llama',
      contextTokens: 8192,
      quantisation: 'F32',
    },
  ]);
});

test('a missing folder holds no models; a file in its place is an error', async () => {
  expect((await list(join(folder, 'none'))).generators).toEqual([]);
  const file = write(Buffer.from('x'), 'file.txt');
  await expect(list(file)).rejects.toMatchObject({ code: 'not-found' });
});

test('what cannot be used says why and does not hide the rest', async () => {
  const where = join(folder, 'mixed');
  mkdirSync(where);
  writeFileSync(join(where, 'a-empty.gguf'), '');
  writeFileSync(join(where, 'b-html.gguf'), '<!doctype html><title>404 Not Found</title>');
  writeFileSync(join(where, 'c-00001-of-00003.gguf'), gguf([llama]));
  writeFileSync(join(where, 'd-split.gguf'), gguf([llama, ['split.count', 4, uint32(2)]]));
  writeFileSync(join(where, 'e-vocab.gguf'), gguf([llama], { tensors: 0 }));
  writeFileSync(join(where, 'f-good-Q4_K_M.gguf'), gguf([llama, ['llama.context_length', 10, uint64(4096)]]));
  symlinkSync(join(where, 'absent'), join(where, 'g-dangling.gguf'));
  const { generators } = await list(where);
  expect(generators.map(({ id, problem }) => [id[0], problem?.split(/[.;]/)[0]])).toEqual([
    ['a', 'The file is empty'],
    ['b', 'This is not a GGUF file'],
    ['c', 'This is one part of a model in several files'],
    ['d', 'This is one part of a model in several files'],
    ['e', 'The file holds no weights'],
    ['f', undefined],
    ['g', expect.stringContaining('Could not read')],
  ]);
  expect(generators[5]).toMatchObject({ quantisation: 'Q4_K_M', contextTokens: 4096, name: 'f-good-Q4_K_M' });
});

test('facts that stand after a large tokenizer are found', async () => {
  const words = Buffer.concat(Array.from({ length: 50_000 }, (_, index) => text(`word-${index}`)));
  const path = write(
    gguf([
      llama,
      ['tokenizer.ggml.tokens', 9, uint32(8), uint64(50_000), words],
      ['tokenizer.ggml.scores', 9, uint32(6), uint64(50_000), Buffer.alloc(200_000)],
      ['a.seed', 10, uint64(2n ** 63n)],
      ['a.flag', 7, Buffer.from([1])],
      ['tokenizer.chat_template', 8, text('x'.repeat(100_000))],
      ['general.file_type', 4, uint32(15)],
    ]),
  );
  expect(await readGgufHeader(path)).toMatchObject({
    architecture: 'llama',
    tensors: 1,
    quantisation: 'Q4_K_M',
    vocabulary: 50_000,
    hasChatTemplate: true,
  });
});

test('a header beyond the budget keeps what stood before it', async () => {
  const words = Buffer.concat(Array.from({ length: 60_000 }, () => text('w'.repeat(200))));
  const tokens: Pair = ['tokenizer.ggml.tokens', 9, uint32(8), uint64(60_000), words];
  const path = write(gguf([llama, tokens, ['general.file_type', 4, uint32(15)]]));
  expect(await readGgufHeader(path)).toEqual({ architecture: 'llama', tensors: 1 });
});

test.each<[string, () => Uint8Array]>([
  ['an old version', () => gguf([llama], { version: 1 })],
  ['the other byte order', () => Buffer.from([...Buffer.from('GGUF'), 0, 0, 0, 3, ...Buffer.alloc(40)])],
  ['billions of entries', () => gguf([llama], { count: 2n ** 40n })],
  ['more entries than numbers go', () => gguf([llama], { count: 2n ** 64n - 1n })],
  [
    'a key longer than the file',
    () => Buffer.concat([gguf([], { count: 1 }).subarray(0, 24), uint64(2 ** 40), Buffer.alloc(40)]),
  ],
  ['a long key', () => gguf([['k'.repeat(2000), 4, uint32(1)]])],
  ['a value of unknown type', () => gguf([llama, ['x', 99, uint32(1)]])],
  ['a string longer than the file', () => gguf([llama, ['x', 8, uint64(2 ** 50)]])],
  ['an endless list', () => gguf([llama, ['x', 9, uint32(4), uint64(2 ** 50)]])],
  ['an endless list of strings', () => gguf([llama, ['x', 9, uint32(8), uint64(2 ** 50)]])],
  [
    'lists in lists',
    () => gguf([llama, ['x', 9, ...Array.from({ length: 9 }, () => Buffer.concat([uint32(9), uint64(1)]))]]),
  ],
  ['no architecture', () => gguf([['general.name', 8, text('x')]])],
  ['a cut header', () => gguf([llama, ['x', 8, text('y'.repeat(100))]]).subarray(0, 90)],
])('%s is a problem, not a crash', async (_, build) => {
  await expect(readGgufHeader(write(build()))).rejects.toBeInstanceOf(GgufProblem);
});

test('property: whatever the bytes, there are facts or a problem', async () => {
  const good = Buffer.from(buildTinyGguf()).subarray(0, 4096);
  const path = join(folder, 'fuzz.gguf');
  const flips = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(flips, fc.nat(good.length), async (changes, length) => {
      const bytes = Buffer.from(good);
      for (const [offset, value] of changes) bytes[offset] = value;
      writeFileSync(path, bytes.subarray(0, length));
      await readGgufHeader(path).catch((thrown: unknown) => expect(thrown).toBeInstanceOf(GgufProblem));
    }),
    { numRuns: 300 },
  );
});

test('a file that changed is read again', async () => {
  const where = join(folder, 'changing');
  mkdirSync(where);
  const path = join(where, 'm.gguf');
  const models = createModelsFolder(embedder);
  writeFileSync(path, gguf([llama]));
  expect((await models.listGenerators(where))[0]).toMatchObject({ architecture: 'llama' });
  writeFileSync(path, gguf([['general.architecture', 8, text('qwen2')]]));
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  expect((await models.listGenerators(where))[0]).toMatchObject({ architecture: 'qwen2' });
});

test('a damaged installation says so', async () => {
  const where = join(folder, 'embedder');
  mkdirSync(where);
  await expect(createModelsFolder(where).readEmbedder()).rejects.toMatchObject({ code: 'corrupt' });
  copyFileSync(join(embedder, 'model.json'), join(where, 'model.json'));
  expect(await createModelsFolder(where).readEmbedder()).toMatchObject({ dimensions: 256 });
  writeFileSync(join(where, 'model.json'), readFileSync(join(where, 'model.json'), 'utf8').slice(0, 100));
  await expect(createModelsFolder(where).readEmbedder()).rejects.toThrow('Install Carrel again');
});
