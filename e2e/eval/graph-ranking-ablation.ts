/**
 * Tries the code graph as a signal of the ranking: PageRank of files, and files that the best results lean on.
 *
 *     node e2e/eval/graph-ranking-ablation.ts LIBRARY QUERIES REPOS
 *
 * Same library, candidates and halves as `ranking-ablation.ts`. The signal, 0 to 1, is added with a weight to the product's
 * own score of each file (that of its best passage, mostly 0 to 3), then files are ordered again.
 */
import { join } from 'node:path';
import { openCatalog } from '../../src-main/adapters/duckdb/catalog.ts';
import { createCodeFactsStore } from '../../src-main/adapters/duckdb/code-facts-store.ts';
import { createFactsDraft } from '../../src-main/adapters/graph/graph-session.ts';
import { toAdjacency } from '../../src-main/engine/graph/adjacency.ts';
import { buildCodeGraph, type CodeGraph, isCertain } from '../../src-main/engine/graph/code-graph.ts';
import { pageRank } from '../../src-main/engine/graph/page-rank.ts';
import { normalisedDiscountedGain } from '../../src-main/engine/metrics/retrieval-metrics.ts';
import { RANKING_WEIGHTS, rankByFacts } from '../../src-main/engine/ranking/rank-by-facts.ts';
import { type Asked, readAsked } from './ranking-ablation.ts';

/** Files of a repository by path, with their PageRank (share of the greatest, square root) and certain neighbours. */
interface FileGraph {
  readonly rank: ReadonlyMap<string, number>;
  readonly uses: ReadonlyMap<string, ReadonlySet<string>>;
  readonly usedBy: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Results whose neighbours are looked at. */
const SEEDS = 5;

async function readFileGraphs(library: string, names: readonly string[]): Promise<Map<string, FileGraph>> {
  const catalog = await openCatalog(join(library, 'catalog.duckdb'));
  const facts = createCodeFactsStore(catalog, { revision: () => 0 });
  const graphs = new Map<string, FileGraph>();
  for (const name of names) {
    const ids = (await facts.resolveCollections([name])).map(({ id }) => id);
    const draft = createFactsDraft();
    await facts.read(ids, async (rows) => draft.add(rows));
    graphs.set(name, toFileGraph(buildCodeGraph(draft.finish())));
  }
  await catalog.close();
  return graphs;
}

function toFileGraph(graph: CodeGraph): FileGraph {
  const { table, edges } = graph;
  const uses = new Map<string, Set<string>>();
  const usedBy = new Map<string, Set<string>>();
  const sources: number[] = [];
  const targets: number[] = [];
  for (let place = 0; place < edges.count; place += 1) {
    if (!isCertain(graph, place)) continue;
    const from = table.fileOf[edges.sources[place] ?? 0] ?? 0;
    const to = table.fileOf[edges.targets[place] ?? 0] ?? 0;
    if (from === to) continue;
    sources.push(from);
    targets.push(to);
    const [fromPath, toPath] = [table.files[from]?.path ?? '', table.files[to]?.path ?? ''];
    uses.set(fromPath, (uses.get(fromPath) ?? new Set()).add(toPath));
    usedBy.set(toPath, (usedBy.get(toPath) ?? new Set()).add(fromPath));
  }
  const ranks = pageRank(toAdjacency(table.files.length, Uint32Array.from(sources), Uint32Array.from(targets)));
  const most = ranks.reduce((best, rank) => Math.max(best, rank), 0) || 1;
  const rank = new Map(table.files.map(({ path }, file) => [path, Math.sqrt((ranks[file] ?? 0) / most)]));
  return { rank, uses, usedBy };
}

type Signal = (path: string, ranked: readonly string[], graph: FileGraph) => number;

/** Share of the best results (weighed by place) that have the file among their neighbours. */
const neighbourShare =
  (ways: (graph: FileGraph) => ReadonlyMap<string, ReadonlySet<string>>): Signal =>
  (path, ranked, graph) => {
    let sum = 0;
    let most = 0;
    for (const [place, seed] of ranked.slice(0, SEEDS).entries()) {
      most += 1 / (place + 1);
      if (seed !== path && ways(graph).get(seed)?.has(path)) sum += 1 / (place + 1);
    }
    return most === 0 ? 0 : sum / most;
  };

const SIGNALS: Readonly<Record<string, Signal>> = {
  'PageRank of the file': (path, _ranked, graph) => graph.rank.get(path) ?? 0,
  'used by the best files': neighbourShare(({ uses }) => uses),
  'uses the best files': neighbourShare(({ usedBy }) => usedBy),
};

interface RankedFile {
  readonly path: string;
  readonly score: number;
}

/** Files by their best passage, as the product ranks them. */
function rankScored({ candidates, facts, question }: Asked): RankedFile[] {
  const best = new Map<string, number>();
  for (const { id, score } of rankByFacts(candidates, facts, question, RANKING_WEIGHTS)) {
    const path = facts.find(id)?.source.path ?? '';
    if (!best.has(path)) best.set(path, score);
  }
  return [...best].map(([path, score]) => ({ path, score }));
}

function reorder(ranked: readonly RankedFile[], graph: FileGraph, signal: Signal, weight: number): string[] {
  const paths = ranked.map(({ path }) => path);
  const scored = ranked.map(({ path, score }, place) => ({
    path,
    place,
    score: score + weight * signal(path, paths, graph),
  }));
  return scored.sort((one, other) => other.score - one.score || one.place - other.place).map(({ path }) => path);
}

const [library = '', queries = '', repos = ''] = process.argv.slice(2);
const all = await readAsked(library, queries, repos);
const names = [...new Set(all.map(({ repository }) => repository))].sort();
const graphs = await readFileGraphs(library, names);
const choosing = new Set(names.slice(0, Math.ceil(names.length / 2)));
const ranked = all.map((asked) => ({ asked, files: rankScored(asked) }));

function figures(signal: Signal, weight: number): string {
  const gains = ranked.map(({ asked, files }) => {
    const graph = graphs.get(asked.repository);
    const order =
      graph === undefined || weight === 0 ? files.map(({ path }) => path) : reorder(files, graph, signal, weight);
    const wanted = new Set(asked.wanted);
    const grades = order.map((path) => (wanted.has(path) ? 1 : 0));
    const judged = asked.wanted.map(() => 1);
    return { asked, gain: normalisedDiscountedGain(grades, judged, 10) };
  });
  const mean = (keep: (asked: (typeof gains)[number]['asked']) => boolean): string => {
    const kept = gains.filter(({ asked }) => keep(asked));
    return (kept.reduce((sum, { gain }) => sum + gain, 0) / Math.max(1, kept.length)).toFixed(4);
  };
  return [
    mean(({ repository }) => choosing.has(repository)),
    mean(({ repository }) => !choosing.has(repository)),
    mean(() => true),
    mean(({ category }) => category === 'architecture'),
  ].join(' | ');
}

console.log('| | choosing | checking | all | architecture |\n|---|---|---|---|---|');
console.log(`| as it is | ${figures(() => 0, 0)} |`);
for (const [name, signal] of Object.entries(SIGNALS)) {
  for (const weight of [-0.05, 0.02, 0.05, 0.1, 0.2, 0.4]) {
    console.log(`| ${name}, ${weight} | ${figures(signal, weight)} |`);
  }
}
console.log(`\n${all.length} questions`);
