import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createOpenClient } from '../../src-main/open-client.ts';
import { ingestByCommand } from '../carrel-command.ts';
import { readPassages, writeFiles } from '../files.ts';
import { type Contender, compare, judge, type Measurement, quantiles, questionsFor, round, timed } from '../measure.ts';
import { openLanceDb } from '../peers/lancedb.ts';
import { openSqliteFts, wordsOf } from '../peers/sqlite-fts.ts';
import { measureRest } from '../resting.ts';
import type { Setting } from '../setting.ts';
import { measureAnswers } from './answers.ts';

const WANTED = 10;
/** Beyond this the peers take longer to build than the rest of the run. */
const MOST_WITH_PEERS = 100_000;
/** In ms; of any size. */
const LONGEST_PAUSE = { p95: 50 };
/** Set for a hundred thousand passages; of a million only the question and the pauses have one. */
const goalsOf = (passages: number) =>
  passages > 100_000
    ? { question: { p95: 60 }, answer: null, start: null, memory: null, pause: LONGEST_PAUSE }
    : { question: { p95: 12 }, answer: { p95: 150 }, start: { p50: 1500 }, memory: { p50: 450 }, pause: LONGEST_PAUSE };

/**
 * From a question to ten results that can be shown, over the passages of a library made by the `ingest` command.
 *
 * With it, as the library is there: answers made of quotes, how soon a new process answers, what it keeps in memory, and the main thread's pauses.
 * Ours is `search.query` on a client of an open library, as the command line has it: terms, embedding, both lists,
 * fusion, texts from the index, snippets, explanations, and the wire with its checks. SQLite answers with its own snippets,
 * LanceDB with a hybrid search and the texts.
 */
export async function benchQuestions(setting: Setting, size: number): Promise<Measurement[]> {
  const tree = writeFiles(setting.corpus, size, join(setting.scratch, 'files'));
  const question = questionsFor(setting.corpus.questions, setting);
  const library = join(setting.scratch, 'library');
  const { result: ingested, seconds } = await timed(() => ingestByCommand(setting.app.root, tree, library));
  const goals = goalsOf(size);
  const rest = await measureRest(setting.app.root, library, question(0), goals);
  const ours = await openCarrel(setting, library, seconds, question);
  const passages = size > MOST_WITH_PEERS ? [] : readPassages(tree.folder);
  const lance = passages.length === 0 ? 'too many passages' : await prepareLance(setting, passages, question);
  const peers = passages.length === 0 ? [] : [await prepareSqlite(setting, passages, question)];
  if (typeof lance !== 'string') peers.push(lance);
  const answers = {
    name: `question to ${WANTED} results over ${size} passages`,
    unit: 'ms',
    better: 'lower' as const,
    ...(await compare(ours, peers, setting)),
    notes: [
      `${tree.files} files of ${Math.round(tree.bytes / 1e6)} MB; ours cut them into ${ingested.chunks} passages by structure, the peers into ${passages.length} at blank lines`,
      'questions are asked once: warming up takes others, for results of repeated ones are kept',
      'ours: hybrid search with snippets, exact positions and explanations; SQLite: words with snippets; LanceDB: hybrid, texts only',
      ...(typeof lance === 'string' ? [`skipped: ${lance}`] : []),
    ],
  };
  const answered = await measureAnswers(setting, library, question, goals.answer);
  const longest = answers.details?.carrel?.longestPauseMs ?? Number.NaN;
  const pauses = {
    name: `longest pause of the main thread while ${size} passages are searched`,
    unit: 'ms',
    better: 'lower' as const,
    ours: { p50: longest, p95: longest },
    peers: {},
  };
  return [
    judge(answers, goals.question),
    judge(pauses, goals.pause),
    ...[answered, ...rest].map((measured) => ({ ...measured, name: `${measured.name} over ${size} passages` })),
  ];
}

async function openCarrel(
  { app }: Setting,
  library: string,
  buildSeconds: number,
  question: (at: number) => string,
): Promise<Contender> {
  const { client, close } = await createOpenClient(app)({ command: 'bench', needsLibrary: true, library, set: {} });
  const stages: Record<string, number[]> = {};
  const delay = monitorEventLoopDelay({ resolution: 5 });
  return {
    name: 'carrel',
    buildSeconds,
    facts: () => ({
      ...Object.fromEntries(Object.entries(stages).map(([stage, times]) => [`${stage}Ms`, quantiles(times).p50])),
      longestPauseMs: round(delay.max / 1e6),
    }),
    answer: async (at) => {
      delay.enable(); // does nothing after the first time
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
