import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { evaluationProcedures, type SearchInput } from '../../../src-contract/search.ts';
import { createBeirFolders } from '../../adapters/files/beir-folder.ts';
import { createCodeQuestionFiles } from '../../adapters/files/code-question-files.ts';
import { walkFiles } from '../../adapters/files/walk-files.ts';
import { anUnderstoodQuery, aPassage } from '../../testing/passages.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createEvaluationService, type ScratchLibrary } from './index.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
beforeEach(async () => {
  folder = await aTemporaryFolder();
  await write('repos/pond/README.md', 'fish outside of the root');
  await write('repos/pond/src/carp.ts', 'fish');
  await write('repos/pond/src/deep/pike.ts', 'fish');
  await write('repos/pond/src/reed.ts', 'plant');
  await write('repos/barn/cow.py', 'mammal, not a fish');
  await write('set/repos.json', '[{"repo":"pond","root":"src","files":3},{"repo":"barn"},{"repo":"sea","root":""}]');
  await write(
    'set/queries.jsonl',
    [
      aQuestion('pond', 'fish', ['src/carp.ts'], ['src/deep/pike.ts']),
      aQuestion('pond', 'plant', ['src/carp.ts', 'src/reed.ts']),
      aQuestion('barn', 'mammal', ['cow.py']),
      aQuestion('sea', 'whale', ['whale.c']),
    ].join('\n'),
  );
});
afterEach(() => folder[Symbol.asyncDispose]());

async function write(name: string, text: string): Promise<void> {
  const path = join(folder.path, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

function aQuestion(repo: string, query: string, relevant: string[], secondary: string[] = []): string {
  const paths = (all: string[]) => all.map((path) => ({ path }));
  const category = query === 'mammal' ? 'symbol' : 'semantic';
  return JSON.stringify({ repo, query, category, relevant: paths(relevant), secondary: paths(secondary) });
}

/** Finds the files of the one collection asked for that contain the text, each as two passages, by path. */
function aScratchLibrary() {
  const collections = new Map<string, { path: string; text: string }[]>();
  const asked: SearchInput[] = [];
  const library: ScratchLibrary = {
    async *ingest() {},
    async *addFolder(collection, root, signal) {
      const files: { path: string; text: string }[] = [];
      for await (const slice of walkFiles(root, signal)) {
        for (const { path } of slice) files.push({ path, text: await readFile(path, 'utf8') });
      }
      collections.set(collection, files);
      yield files.length;
    },
    async search(input) {
      asked.push(input);
      const files = (input.scope.collections ?? []).flatMap((name) => collections.get(name) ?? []);
      const found = files.filter(({ text }) => text.includes(input.text));
      const results = [...found, ...found].map(({ path }, at) => {
        const passage = aPassage({ rank: at + 1 });
        return { ...passage, source: { ...passage.source, path } };
      });
      const query = anUnderstoodQuery(input.text);
      return { results, mode: 'hybrid', searched: files.length, timings: {}, query };
    },
    async close() {
      collections.clear();
    },
  };
  return { library, collections, asked };
}

async function run({ library }: { library: ScratchLibrary }) {
  const service = createEvaluationService({
    pairs: { read: async () => [] },
    similarity: async () => () => 0,
    sets: createBeirFolders(),
    questions: createCodeQuestionFiles(),
    libraries: { open: async () => library },
  });
  const stream = service.handlers.codeFiles(
    { queries: join(folder.path, 'set/queries.jsonl'), repos: join(folder.path, 'repos'), mode: 'lexical' },
    { signal: new AbortController().signal, caller: 'test' },
  );
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return evaluationProcedures.codeFiles.output.parse(next.value);
    evaluationProcedures.codeFiles.item.parse(next.value);
  }
}

it('ranks files of each repository alone, below its root, and names repositories without a checkout', async () => {
  const scratch = aScratchLibrary();
  const output = await run(scratch);
  const half = 1 / (1 + 1 / Math.log2(3));
  const close = (value: number) => expect.closeTo(value, 10);
  expect(output).toMatchObject({
    queries: 3,
    ndcg10: close((1 + half + 1) / 3),
    recall10: close((1 + 0.5 + 1) / 3),
    byCategory: { semantic: { queries: 2, ndcg10: close((1 + half) / 2) }, symbol: { queries: 1, ndcg10: 1 } },
    byRepository: { barn: { queries: 1, ndcg10: 1 }, pond: { queries: 2, recall10: 0.75 } },
    missing: ['sea'],
    mode: 'lexical',
  });
  expect(scratch.asked.map(({ text, mode, scope }) => [text, mode, scope.collections])).toEqual([
    ['mammal', 'lexical', ['barn']],
    ['fish', 'lexical', ['pond']],
    ['plant', 'lexical', ['pond']],
  ]);
  expect(scratch.collections.size).toBe(0);
});

it('indexes only the root of a repository', async () => {
  const scratch = aScratchLibrary();
  const seen: string[] = [];
  const close = scratch.library.close;
  scratch.library.close = async () => {
    seen.push(...(scratch.collections.get('pond') ?? []).map(({ path }) => relative(folder.path, path)));
    await close();
  };
  await run(scratch);
  expect(seen.map((path) => path.replaceAll('\\', '/')).sort()).toEqual([
    'repos/pond/src/carp.ts',
    'repos/pond/src/deep/pike.ts',
    'repos/pond/src/reed.ts',
  ]);
});

it('names what is missing or malformed', async () => {
  await write('set/queries.jsonl', `${aQuestion('pond', 'fish', ['a'])}\n{"repo":"../out","query":"x"}\n`);
  await expect(run(aScratchLibrary())).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(/queries.jsonl: line 2/),
  });
  await write('set/queries.jsonl', aQuestion('pond', 'fish', ['a']));
  await write('set/repos.json', '{"pond": true}');
  await expect(run(aScratchLibrary())).rejects.toMatchObject({ reason: 'evaluation/malformed' });
  await folder[Symbol.asyncDispose]();
  await expect(run(aScratchLibrary())).rejects.toMatchObject({ code: 'not-found' });
});
