/**
 * Ranks the questions of a file-level set again with each signal off and with other weights.
 *
 *     node e2e/eval/ranking-ablation.ts LIBRARY QUERIES REPOS
 *
 * LIBRARY holds a collection per repository, read by `carrel ingest REPOS/<repo>/<root> --collection <repo>`. Candidates
 * and facts come from the product's own index; only the weights differ. Of the repositories in order of name, the first
 * half is for choosing, the second for checking.
 */
import { join } from 'node:path';
import { openCatalog } from '../../src-main/adapters/duckdb/catalog.ts';
import { createChunkStore } from '../../src-main/adapters/duckdb/chunk-store.ts';
import { createVectorStore } from '../../src-main/adapters/duckdb/vector-store.ts';
import { openStaticEmbedder } from '../../src-main/adapters/embedding/static-embedder.ts';
import { createCodeQuestionFiles } from '../../src-main/adapters/files/code-question-files.ts';
import { createIndexFiles } from '../../src-main/adapters/files/index-files.ts';
import { createSegmentWriter } from '../../src-main/adapters/files/segment-writer.ts';
import { loadVectorScanModule } from '../../src-main/adapters/files/vector-scan-module.ts';
import type { ScoredChunk } from '../../src-main/engine/fusion/fuse-scores.ts';
import { normalisedDiscountedGain } from '../../src-main/engine/metrics/retrieval-metrics.ts';
import type { FactsView } from '../../src-main/engine/ranking/facts-view.ts';
import { RANKING_WEIGHTS, type RankingWeights, rankByFacts } from '../../src-main/engine/ranking/rank-by-facts.ts';
import { type RankedQuestion, toRankedQuestion } from '../../src-main/engine/ranking/ranked-question.ts';
import { queryTerms } from '../../src-main/engine/text/terms.ts';
import { locateApp } from '../../src-main/platform/app-paths.ts';
import { silentLog } from '../../src-main/platform/log.ts';
import { createIndexStore } from '../../src-main/services/search/index-store.ts';
import { rankChunks, type Stopwatch, textToEmbed } from '../../src-main/services/search/rank-chunks.ts';

export interface Asked {
  readonly repository: string;
  readonly category: string;
  readonly text: string;
  readonly candidates: readonly ScoredChunk[];
  readonly facts: FactsView;
  readonly question: RankedQuestion;
  readonly wanted: readonly string[];
}

const watch: Stopwatch = { time: (_stage, work) => work(), timeAsync: (_stage, work) => work() };
const OFF: RankingWeights = Object.fromEntries(
  Object.keys(RANKING_WEIGHTS).map((name) => [name, 0]),
) as unknown as RankingWeights;

export async function readAsked(library: string, queries: string, repos: string): Promise<Asked[]> {
  const app = locateApp(new URL('../../src-main/cli.ts', import.meta.url).href);
  const catalog = await openCatalog(join(library, 'catalog.duckdb'));
  const chunks = createChunkStore(catalog, { revision: () => 0 });
  const embedder = await openStaticEmbedder(join(app.models, 'carrel-static'));
  const store = createIndexStore({
    chunks,
    files: createIndexFiles(join(library, 'index'), silentLog),
    writer: createSegmentWriter(app.worker('index-build')),
    embedders: { wanted: async () => embedder, find: async () => embedder },
    vectors: createVectorStore(catalog),
    readersModel: embedder,
    vectorScan: await loadVectorScanModule(app.resources),
    log: silentLog,
    autoHeal: () => true,
    recovered: () => undefined,
    onBadVectors: async () => undefined,
  });
  await store.open();
  const set = await createCodeQuestionFiles().read(queries, repos, new AbortController().signal);
  const asked: Asked[] = [];
  for (const { name, questions } of set.repositories) {
    const view = store.view((await chunks.resolveCollections([name])).map(({ id }) => id));
    for (const { text, category, wanted } of questions) {
      const request = { mode: 'hybrid' as const, text, terms: queryTerms(text), allowed: undefined, weights: OFF };
      const { chunks: candidates } = await rankChunks(
        view,
        { vector: embedder.embedQuery(textToEmbed(view, text)), known: embedder.known(text) },
        request,
        watch,
      );
      const question = toRankedQuestion(text);
      asked.push({ repository: name, category, text, candidates, facts: view.facts, question, wanted });
    }
  }
  await store.close();
  await catalog.close();
  return asked;
}

export function rankFiles({ candidates, facts, question }: Asked, weights: RankingWeights): string[] {
  const ranked = rankByFacts(candidates, facts, question, weights);
  return [...new Set(ranked.map(({ id }) => facts.find(id)?.source.path ?? ''))];
}

export function gainOf(asked: Asked, weights: RankingWeights): number {
  const wanted = new Set(asked.wanted);
  const grades = rankFiles(asked, weights).map((path) => (wanted.has(path) ? 1 : 0));
  return normalisedDiscountedGain(
    grades,
    asked.wanted.map(() => 1),
    10,
  );
}

const mean = (all: readonly number[]): string =>
  (all.reduce((sum, value) => sum + value, 0) / Math.max(1, all.length)).toFixed(4);

export function figures(all: readonly Asked[], weights: RankingWeights): string {
  const repositories = [...new Set(all.map(({ repository }) => repository))].sort();
  const choosing = new Set(repositories.slice(0, Math.ceil(repositories.length / 2)));
  const gains = all.map((asked) => ({ asked, gain: gainOf(asked, weights) }));
  const of = (keep: (asked: Asked) => boolean): string =>
    mean(gains.filter(({ asked }) => keep(asked)).map(({ gain }) => gain));
  return [
    of(({ repository }) => choosing.has(repository)),
    of(({ repository }) => !choosing.has(repository)),
    of(() => true),
    of(({ category }) => category === 'architecture'),
    of(({ category }) => category === 'semantic'),
    of(({ category }) => category === 'symbol'),
  ].join(' | ');
}

if (import.meta.main) {
  const [library = '', queries = '', repos = ''] = process.argv.slice(2);
  const all = await readAsked(library, queries, repos);
  console.log('| | choosing | checking | all | architecture | semantic | symbol |\n|---|---|---|---|---|---|---|');
  console.log(`| all signals | ${figures(all, RANKING_WEIGHTS)} |`);
  console.log(`| none | ${figures(all, OFF)} |`);
  for (const name of Object.keys(RANKING_WEIGHTS) as (keyof RankingWeights)[]) {
    console.log(`| without ${name} | ${figures(all, { ...RANKING_WEIGHTS, [name]: 0 })} |`);
  }
  for (const name of Object.keys(RANKING_WEIGHTS) as (keyof RankingWeights)[]) {
    for (const factor of [0.5, 1.5, 2]) {
      const value = RANKING_WEIGHTS[name] * factor;
      console.log(`| ${name} ${value.toFixed(2)} | ${figures(all, { ...RANKING_WEIGHTS, [name]: value })} |`);
    }
  }
  console.log(`\n${all.length} questions`);
}
