import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { createModelFiles } from '../../adapters/files/model-files.ts';
import { managedDeps } from '../../testing/managed-models.ts';
import { buildTinyGguf } from '../../testing/tiny-gguf.ts';
import { orderOf } from './download-order.ts';
import { createManagedModels } from './managed-models.ts';
import { predictMemory } from './predict-memory.ts';

const context: CallContext = { caller: 'test', signal: new AbortController().signal };
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-managed-'));
  folder = join(root, 'models');
});
afterEach(() => rmSync(root, { recursive: true }));

const managed = (now?: () => number) =>
  createManagedModels({ ...managedDeps({ files: createModelFiles(now) }), folder: () => folder });

async function add(path: string, link = false, signal = context.signal) {
  const running = managed().import({ path, link }, { ...context, signal });
  for (;;) {
    const step = await running.next();
    if (step.done === true) return step.value;
  }
}

function outside(name: string, bytes: Uint8Array = buildTinyGguf()): string {
  mkdirSync(join(root, 'outside'), { recursive: true });
  const path = join(root, 'outside', name);
  writeFileSync(path, bytes);
  return path;
}

test.each(['Mein Modell – größer.gguf', '模型 q4.gguf', `${'x'.repeat(240)}.gguf`])(
  'a file called "%s" is copied, described and listed',
  async (name) => {
    const added = await add(outside(name));
    expect(added).toMatchObject({ id: name, kind: 'chat', layers: 2, heads: 4, hasChatTemplate: true, isLink: false });
    expect(added.memory?.verdict).toBe('fits');
    expect(statSync(join(folder, name)).size).toBe(buildTinyGguf().length);
    expect((await managed().installed({}, context)).models.map(({ id }) => id)).toEqual([name]);
  },
);

test('a linked file stays where it is, and removing takes the link alone', async () => {
  const path = outside('linked.gguf');
  expect(await add(path, true)).toMatchObject({ isLink: true, sizeBytes: buildTinyGguf().length });
  await managed().remove({ id: 'linked.gguf' }, context);
  expect(existsSync(path)).toBe(true);
  await managed().restore({ id: 'linked.gguf' }, context);
  expect(lstatSync(join(folder, 'linked.gguf')).isSymbolicLink()).toBe(true);
});

test('an ONNX model comes as its folder, also when its weights are named', async () => {
  const model = join(root, 'outside', 'minilm');
  mkdirSync(join(model, 'onnx'), { recursive: true });
  for (const file of ['config.json', 'tokenizer.json', 'onnx/model.onnx', 'README.md', 'pytorch_model.bin']) {
    writeFileSync(join(model, file), '{}');
  }
  expect(await add(join(model, 'onnx', 'model.onnx'))).toMatchObject({
    id: 'minilm',
    kind: 'embedding',
    format: 'onnx',
  });
  expect(readdirSync(join(folder, 'minilm')).sort()).toEqual(['config.json', 'onnx', 'tokenizer.json']);
  await expect(add(outside('alone.onnx'))).rejects.toMatchObject({ reason: 'models/onnx-alone' });
});

test('what is no model, is there already, or is not there is refused, and nothing is left', async () => {
  await expect(add(outside('page.gguf', Buffer.from('<html>')))).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(add(outside('cut.gguf', buildTinyGguf().subarray(0, 20_000)))).rejects.toThrow(
    'ends before its weights',
  );
  await expect(add(join(root, 'none.gguf'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(add('relative.gguf')).rejects.toMatchObject({ reason: 'models/relative-path' });
  await add(outside('a.gguf'));
  await expect(add(outside('a.gguf'))).rejects.toMatchObject({ code: 'conflict' });
  expect(readdirSync(folder)).toEqual(['a.gguf']);
});

test('a copy that is stopped leaves nothing', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(add(outside('a.gguf'), false, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a removed model can be brought back for a day', async () => {
  await add(outside('a.gguf'));
  await managed().remove({ id: 'a.gguf' }, context);
  expect(await managed().installed({}, context)).toMatchObject({ models: [], removed: ['a.gguf'] });
  const later = managed(() => Date.now() + 25 * 60 * 60_000);
  expect((await later.installed({}, context)).removed).toEqual([]);
  await expect(later.restore({ id: 'a.gguf' }, context)).rejects.toMatchObject({ code: 'not-found' });
});

test.each(['..', '../outside/x.gguf', '', '.removed', 'a/b.gguf'])('"%s" is not the name of a model', async (id) => {
  outside('x.gguf');
  await expect(managed().remove({ id }, context)).rejects.toMatchObject({ code: 'invalid-input' });
});

test('memory that is needed grows with context, and a smaller context is named when it fits', () => {
  const model = {
    format: 'gguf' as const,
    ...{ sizeBytes: 4.4e9, layers: 32, heads: 32, kvHeads: 8, keyLength: 128, valueLength: 128 },
    ...{ vocabulary: 32_000, contextTokens: 32_768 },
  } as const;
  const small = predictMemory(model, 4096, 16e9);
  // 32 layers × 4,096 tokens × 8 heads × 256 numbers × 2 bytes
  expect(small).toMatchObject({ cacheBytes: 536_870_912, verdict: 'fits', contextTokens: 4096 });
  expect(predictMemory(model, 131_072, 16e9)).toMatchObject({ contextTokens: 32_768 });
  const large = predictMemory(model, 32_768, 8e9);
  expect(large.verdict).toBe('too-large');
  expect(predictMemory(model, large.fittingContextTokens!, 8e9).verdict).toBe('tight');
  expect(predictMemory(model, 4096, 2e9).fittingContextTokens).toBeUndefined();
});

test('addresses of downloads are checked, and a mirror stands in for the host of the catalogue', () => {
  const known = [{ id: 'tiny', url: 'https://host/owner/name/tiny.gguf', fileName: 'tiny.gguf' }] as never;
  expect(orderOf({ from: 'tiny' }, known, 'https://mirror/hf/')).toEqual({
    url: 'https://mirror/hf/owner/name/tiny.gguf',
    fileName: 'tiny.gguf',
  });
  expect(orderOf({ from: 'https://h/a%20b.gguf?download=true' }, known, '').fileName).toBe('a b.gguf');
  for (const from of [
    'http://host/a.gguf',
    'file:///a.gguf',
    'https://u:p@host/a.gguf',
    'https://h/..%2Fa.gguf',
    'https://h/a.zip',
  ]) {
    expect(() => orderOf({ from }, known, '')).toThrow();
  }
  expect(() => orderOf({ from: 'none' }, known, '')).toThrow('catalogue');
});
