import { join } from 'node:path';
import { createOpenClient } from '../../src-main/open-client.ts';
import { ingestByCommand } from '../carrel-command.ts';
import { readPassages, writeFiles } from '../files.ts';
import { type Contender, compare, type Measurement, quantiles, timed } from '../measure.ts';
import { openLanceDb } from '../peers/lancedb.ts';
import { openSqliteFts, wordsOf } from '../peers/sqlite-fts.ts';
import type { Setting } from '../setting.ts';

const WANTED = 20;

/**
 * From a question to twenty results that can be shown, over the passages of a library made by the `ingest` command.
 *
 * Ours is `search.query` on a client of an open library, as the command line has it: terms, embedding, both lists,
 * fusion, texts from the catalog, snippets, explanations, and the wire with its checks. SQLite answers with its own snippets, LanceDB with a hybrid search and the texts.
 */
export async function benchQuestions(setting: Setting, size: number): Promise<Measurement> {
  const tree = writeFiles(setting.corpus, size, join(setting.scratch, 'files'));
  const questions = setting.corpus.questions.slice(0, setting.rounds);
  const question = (at: number) => questions[at % questions.length] ?? '';
  const library = join(setting.scratch, 'library');
  const { result: ingested, seconds } = await timed(() => ingestByCommand(setting.app.root, tree, library));
  const ours = await openCarrel(setting, library, seconds, question);
  const passages = readPassages(tree.folder);
  const lance = await prepareLance(setting, passages, question);
  const peers = [await prepareSqlite(setting, passages, question), ...(typeof lance === 'string' ? [] : [lance])];
  return {
    name: `question to ${WANTED} results over ${size} passages`,
    unit: 'ms',
    better: 'lower',
    ...(await compare(ours, peers, setting)),
    notes: [
      `${tree.files} files; ours cut them into ${ingested.chunks} passages by structure, the peers into ${passages.length} at blank lines`,
      'ours: hybrid search with snippets, exact positions and explanations; SQLite: words with snippets; LanceDB: hybrid, texts only',
      ...(typeof lance === 'string' ? [`skipped: ${lance}`] : []),
    ],
  };
}

async function openCarrel(
  { app }: Setting,
  library: string,
  buildSeconds: number,
  question: (at: number) => string,
): Promise<Contender> {
  const { client, close } = await createOpenClient(app)({ command: 'bench', needsLibrary: true, library, set: {} });
  const stages: Record<string, number[]> = {};
  return {
    name: 'carrel',
    buildSeconds,
    facts: () =>
      Object.fromEntries(Object.entries(stages).map(([stage, times]) => [`${stage}Ms`, quantiles(times).p50])),
    answer: async (at) => {
      const { results, timings } = await client.search.query({ text: question(at), limit: WANTED });
      for (const [stage, ms] of Object.entries(timings)) stages[stage] = [...(stages[stage] ?? []), ms];
      return results.map((passage) => passage.chunk);
    },
    close,
  };
}

async function prepareSqlite(
  { scratch }: Setting,
  passages: readonly string[],
  question: (at: number) => string,
): Promise<Contender> {
  const sqlite = openSqliteFts(join(scratch, 'passages.sqlite'), { keepsText: true });
  const { seconds } = await timed(() => sqlite.add(passages));
  return {
    name: `SQLite ${sqlite.version} FTS5`,
    buildSeconds: seconds,
    answer: (at) => sqlite.searchSnippets(wordsOf(question(at)), WANTED).map((row) => row.rowid),
    close: () => sqlite.close(),
  };
}

async function prepareLance(
  { app, scratch, embedder }: Setting,
  texts: readonly string[],
  question: (at: number) => string,
): Promise<Contender | string> {
  const lance = openLanceDb(app.root);
  if (typeof lance === 'string') return lance;
  const table = await timed(async () => {
    const vectors = { values: embedder.embed(texts), dimensions: embedder.dimensions };
    const created = await lance.createTable(join(scratch, 'lance'), { count: texts.length, texts, vectors });
    await lance.indexText(created);
    return created;
  });
  return {
    name: `LanceDB ${lance.version} hybrid`,
    buildSeconds: table.seconds,
    answer: async (at) => {
      const text = question(at);
      return (await lance.searchHybrid(table.result, text, embedder.embedQuery(text), WANTED)).map((row) => row.id);
    },
  };
}
