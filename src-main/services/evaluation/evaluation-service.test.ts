import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EvaluationRun, evaluationProcedures, type SearchOutput } from '../../../src-contract/search.ts';
import { createBeirFolders } from '../../adapters/files/beir-folder.ts';
import { createCodeQuestionFiles } from '../../adapters/files/code-question-files.ts';
import { anUnderstoodQuery, aPassage } from '../../testing/passages.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createEvaluationService, type ScratchFile, type ScratchLibrary } from './index.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
beforeEach(async () => {
  folder = await aTemporaryFolder();
  await writeSet({
    corpus: [
      { _id: 'weird/../id', title: 'Salmon', text: 'Swims.' },
      { _id: 'b', text: 'Untitled trout.' },
      { _id: 'c', title: '', text: 'Cake.' },
    ],
    queries: [
      { _id: 'q1', text: 'salmon' },
      { _id: 'q2', text: 'trout' },
      { _id: 'unjudged', text: 'x' },
    ],
    qrels: ['q1\tweird/../id\t1', 'q2\tb\t2', 'q2\tc\t1', 'unjudged\tc\t0'],
  });
});
afterEach(() => folder[Symbol.asyncDispose]());

async function writeSet(set: { corpus: object[]; queries: object[]; qrels: string[] }): Promise<void> {
  const jsonl = (rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await mkdir(join(folder.path, 'qrels'), { recursive: true });
  await writeFile(join(folder.path, 'corpus.jsonl'), jsonl(set.corpus));
  await writeFile(join(folder.path, 'queries.jsonl'), jsonl(set.queries));
  await writeFile(join(folder.path, 'qrels', 'test.tsv'), ['query-id\tcorpus-id\tscore', ...set.qrels, ''].join('\n'));
}

/** A library that finds files by containment, each file as two passages; remembers whether it was closed. */
function aScratchLibrary() {
  const files: ScratchFile[] = [];
  const library: ScratchLibrary & { files: ScratchFile[]; closed: boolean } = {
    files,
    closed: false,
    async *ingest(added) {
      files.push(...added);
      yield files.length;
    },
    async *addFolder() {},
    async search({ text }): Promise<SearchOutput> {
      const found = files.filter((file) => file.text.toLowerCase().includes(text));
      const results = [...found, ...found].map(({ name }, at) => {
        const passage = aPassage({ rank: at + 1 });
        return { ...passage, source: { ...passage.source, path: `/tmp/documents/${name}` } };
      });
      return { results, mode: 'hybrid', searched: files.length, timings: {}, query: anUnderstoodQuery(text) };
    },
    async close() {
      library.closed = true;
    },
  };
  return library;
}

async function run(library: ScratchLibrary, signal = new AbortController().signal) {
  const service = createEvaluationService({
    pairs: { read: async () => [] },
    similarity: async () => () => 0,
    sets: createBeirFolders(),
    questions: createCodeQuestionFiles(),
    libraries: { open: async () => library },
  });
  const stages = new Set<string>();
  const runs: EvaluationRun[] = [];
  const stream = service.handlers.beir(
    { folder: folder.path, modes: ['lexical', 'lexical'], fusion: 'rrf', withRuns: true },
    { signal, caller: 'test' },
  );
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return { stages: [...stages], runs, output: next.value };
    evaluationProcedures.beir.item.parse(next.value);
    if (next.value.type === 'run') runs.push(next.value);
    else stages.add(next.value.stage);
  }
}

it('scores sources by their best passage, over judged queries', async () => {
  const library = aScratchLibrary();
  const { stages, runs, output } = await run(library);
  const second = (2 ** 2 - 1) / (2 ** 2 - 1 + 1 / Math.log2(3));
  expect(evaluationProcedures.beir.output.parse(output)).toMatchObject({
    queries: 2,
    documents: 3,
    modes: { lexical: { ndcg10: (1 + second) / 2, mrr10: 1, recall10: 0.75, recall100: 0.75 } },
  });
  const { ci95, ndcg10 = 0 } = output.modes.lexical ?? {};
  expect(ci95?.ndcg10[0]).toBeLessThanOrEqual(ndcg10);
  expect(ci95?.ndcg10[1]).toBeGreaterThanOrEqual(ndcg10);
  expect(runs.map(({ mode, query }) => [mode, query])).toEqual([
    ['lexical', 'q1'],
    ['lexical', 'q2'],
  ]);
  expect(stages).toEqual(['reading', 'indexing', 'querying']);
  expect(library.files.map(({ name, text }) => [name, text])).toEqual([
    ['00000000.md', '# Salmon\n\nSwims.\n'],
    ['00000001.md', 'Untitled trout.\n'],
    ['00000002.md', 'Cake.\n'],
  ]);
  expect(library.closed).toBe(true);
});

it('closes its library when it is stopped', async () => {
  const library = aScratchLibrary();
  const controller = new AbortController();
  const search = library.search;
  library.search = (...input) => {
    controller.abort();
    return search(...input);
  };
  await expect(run(library, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(library.closed).toBe(true);
});

it('names the file and line that is malformed, the file that is missing, and a set without judgements', async () => {
  await writeFile(join(folder.path, 'queries.jsonl'), '{"_id":"q1","text":"a"}\n{"_id":2}\n');
  await expect(run(aScratchLibrary())).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(/queries.jsonl: line 2/),
  });
  await writeSet({ corpus: [], queries: [], qrels: ['a b c'] });
  await expect(run(aScratchLibrary())).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(/test.tsv: line 2/),
  });
  await writeSet({ corpus: [], queries: [], qrels: [] });
  await expect(run(aScratchLibrary())).rejects.toMatchObject({ reason: 'evaluation/no-judgements' });
  await folder[Symbol.asyncDispose]();
  await expect(run(aScratchLibrary())).rejects.toMatchObject({ code: 'not-found' });
});
