import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factsAsText } from '../../engine/code/facts-as-text.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { silentLog } from '../../platform/log.ts';
import type { ReadLimits, SourceReader } from '../../services/library/ports.ts';
import { openStaticEmbedderSync } from '../embedding/static-embedder.ts';
import { createCodeParser } from '../tree-sitter/code-parser.ts';
import { readCode } from './read-code.ts';
import { sha256 } from './source-bytes.ts';
import { createSourceReader } from './source-reader.ts';

const app = locateApp(import.meta.url);
const limits: ReadLimits = { timeoutMs: 20_000, memoryMb: 512, maxBytes: 100_000_000 };
const signal = new AbortController().signal;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

let folder: string;
let reader: SourceReader;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-code-'));
  reader = createSourceReader({
    app,
    embedder: openStaticEmbedderSync(join(app.models, 'carrel-static')),
    threads: 1,
    log: silentLog,
  });
});
afterAll(async () => {
  await reader.close();
  await rm(folder, { recursive: true, force: true });
});

async function read(name: string, text: string, changed: Partial<ReadLimits> = {}) {
  const file = join(folder, name);
  await writeFile(file, text);
  return reader.read({ file, name }, { ...limits, ...changed }, signal);
}

test('reads code into chunks along its definitions, with units and mentions', async () => {
  const text = 'from a import b\n\nclass Log:\n    def append(self):\n        return b(self)\n';
  const { chunks, codeFacts: kept } = await read('log.py', text);
  expect(chunks).toMatchObject([{ heading: 'Log', type: 'class', definitions: ['Log', 'append'] }]);
  const parser = createCodeParser(join(app.resources, 'grammars'));
  const { codeFacts } = await readCode(utf8(text), { name: 'log.py', language: 'python' }, parser);
  expect(kept).toEqual(codeFacts === undefined ? undefined : factsAsText(codeFacts));
  const [unit] = codeFacts?.units ?? [];
  expect(unit).toMatchObject({ kind: 'class', name: 'Log', startLine: 3, endLine: 5 });
  expect(unit?.hash).toBe(sha256(text.slice(unit?.charStart, unit?.charEnd)));
  expect(codeFacts?.references.map(({ relationship, name, from }) => [relationship, name, from])).toEqual([
    ['imports', 'b', -1],
    ['calls', 'b', 1],
  ]);
});

test('cuts by lines what no grammar knows and what is mostly errors', async () => {
  const parser = createCodeParser(join(app.resources, 'grammars'));
  const kotlin = await readCode(utf8('fun main() {}'), { name: 'a.kt', language: 'kotlin' }, parser);
  expect(kotlin).not.toHaveProperty('outline');
  expect(kotlin).not.toHaveProperty('codeFacts');
  const garbled = await readCode(utf8(')]} ;; ((( <<< @@@ '.repeat(50)), { name: 'a.java', language: 'java' }, parser);
  expect(garbled).not.toHaveProperty('outline');
  expect((await read('a.java', ')]} ;; ((( <<< @@@ '.repeat(50))).status).toBe('ok');
});

test('a file that takes too long is given up, and the next is read', async () => {
  const slow = await read('slow.cpp', 'template <a<b<c<(((((x ? y : z '.repeat(60_000), { timeoutMs: 30 });
  expect(slow.status).toBe('timed-out');
  expect((await read('next.cpp', 'int main() { return 0; }\n')).codeFacts?.units).toContain('\u001fmain\u001f');
});
