import type { GraphNeighbour, GraphOverview, GraphUnit, RankedUnit } from '../../../src-contract/graph.ts';
import { toAdjacency } from './adjacency.ts';
import { analyseGraph, type GraphAnalysis, withMembers } from './analyse.ts';
import { type CodeGraph, edgeAt, isCertain } from './code-graph.ts';
import { type CodePlace, type Completeness, measureCompleteness } from './completeness.ts';
import { reach } from './reach.ts';
import { describeNode, idOf, nodesNamed } from './unit-id.ts';

export interface NeighboursQuestion {
  readonly name: string;
  readonly direction: 'dependencies' | 'dependents';
  readonly depth: number;
  readonly limit: number;
  readonly certain: boolean;
}

/** What a name means: one node, none with those of similar names, or several. */
export type NeighboursAnswer =
  | {
      readonly type: 'found';
      readonly unit: GraphUnit;
      readonly total: number;
      readonly neighbours: readonly GraphNeighbour[];
    }
  | { readonly type: 'unknown'; readonly names: readonly string[] }
  | { readonly type: 'ambiguous'; readonly units: readonly GraphUnit[]; readonly total: number };

/** A list that was cut, with its whole length. */
export interface RankedList {
  readonly total: number;
  readonly units: readonly RankedUnit[];
}

/** A graph that can be asked; what concerns the whole of it is worked out at the first question that needs it. */
export interface GraphAnswers {
  overview(): Omit<GraphOverview, 'buildMs'>;
  neighbours(question: NeighboursQuestion): NeighboursAnswer;
  find(text: string, limit: number): RankedList;
  cycles(level: 'files' | 'units', limit: number): { total: number; cycles: GraphUnit[][] };
  hubs(limit: number): RankedList;
  orphans(limit: number): RankedList;
  rank(limit: number): RankedList;
  completeness(places: readonly CodePlace[]): Completeness;
}

/** So many of an ambiguous name's meanings are listed; more would not be read. */
const MEANINGS_SHOWN = 50;

export function createGraphAnswers(graph: CodeGraph): GraphAnswers {
  const { table } = graph;
  let analysed: GraphAnalysis | undefined;
  const analysis = (): GraphAnalysis => {
    analysed ??= analyseGraph(graph);
    return analysed;
  };
  const toUnit = (node: number): GraphUnit => describeNode(table, node);
  const ranked = (node: number): RankedUnit => ({
    unit: toUnit(node),
    dependents: analysis().dependents[node] ?? 0,
    dependencies: analysis().dependencies[node] ?? 0,
    rank: analysis().ranks[node] ?? 0,
  });
  /** The nodes that score best, ties by place; files only take part where nothing else could. */
  const best = (scoreOf: (node: number) => number, limit: number): RankedList => {
    const nodes = [...Array(table.nodes).keys()].filter(
      (node) => table.unitOf(node) !== undefined && scoreOf(node) > 0,
    );
    nodes.sort((a, b) => scoreOf(b) - scoreOf(a) || a - b);
    return { total: nodes.length, units: nodes.slice(0, limit).map(ranked) };
  };
  return {
    overview: () => summarise(graph, analysis()),
    neighbours: (question) => followNeighbours(graph, question),
    find(text, limit) {
      const nodes = findByText(graph, text);
      nodes.sort(
        (a, b) => a.tier - b.tier || rankOf(analysis(), b.node) - rankOf(analysis(), a.node) || a.node - b.node,
      );
      return { total: nodes.length, units: nodes.slice(0, limit).map(({ node }) => ranked(node)) };
    },
    cycles(level, limit) {
      const all = level === 'files' ? analysis().fileCycles : analysis().unitCycles;
      return { total: all.length, cycles: all.slice(0, limit).map((nodes) => Array.from(nodes, toUnit)) };
    },
    hubs: (limit) => best((node) => (analysis().dependents[node] ?? 0) + (analysis().dependencies[node] ?? 0), limit),
    orphans(limit) {
      const { orphans } = analysis();
      return { total: orphans.length, units: orphans.slice(0, limit).map(ranked) };
    },
    rank: (limit) => best((node) => rankOf(analysis(), node), limit),
    completeness: (places) => measureCompleteness(graph, places),
  };
}

function rankOf({ ranks }: GraphAnalysis, node: number): number {
  return ranks[node] ?? 0;
}

function summarise(graph: CodeGraph, analysis: GraphAnalysis): Omit<GraphOverview, 'buildMs'> {
  const { table, edges, mentions } = graph;
  const languages = new Map<string, { language: string; files: number; units: number }>();
  for (const { language, units } of table.files) {
    const entry = languages.get(language) ?? { language, files: 0, units: 0 };
    languages.set(language, { language, files: entry.files + 1, units: entry.units + units.length });
  }
  const relationships: GraphOverview['relationships'] = {};
  let certainEdges = 0;
  for (let place = 0; place < edges.count; place += 1) {
    const { relationship } = edgeAt(graph, place);
    relationships[relationship] = (relationships[relationship] ?? 0) + 1;
    if (isCertain(graph, place)) certainEdges += 1;
  }
  return {
    files: table.files.length,
    units: table.nodes - table.files.length,
    edges: edges.count,
    certainEdges,
    mentions,
    languages: [...languages.values()].sort((a, b) => b.units - a.units || (a.language < b.language ? -1 : 1)),
    relationships,
    fileCycles: analysis.fileCycles.length,
    unitCycles: analysis.unitCycles.length,
    orphans: analysis.orphans.length,
  };
}

function followNeighbours(graph: CodeGraph, question: NeighboursQuestion): NeighboursAnswer {
  const { table, edges } = graph;
  const meanings = nodesNamed(table, question.name);
  const [node] = meanings;
  if (node === undefined) return { type: 'unknown', names: nearestNames(graph, question.name) };
  if (meanings.length > 1) {
    const units = meanings.slice(0, MEANINGS_SHOWN).map((meaning) => describeNode(table, meaning));
    return { type: 'ambiguous', units, total: meanings.length };
  }
  const isForward = question.direction === 'dependencies';
  const whole = isForward ? graph.dependencies : graph.dependents;
  const [from, to] = isForward ? [edges.sources, edges.targets] : [edges.targets, edges.sources];
  const ways = question.certain ? toAdjacency(table.nodes, from, to, (place) => isCertain(graph, place)) : whole;
  const found = reach(ways, withMembers(table, node), question.depth);
  // What is sure is what a reader wants first among things as far away.
  found.sort((a, b) => a.depth - b.depth || Number(isCertain(graph, b.edge)) - Number(isCertain(graph, a.edge)));
  return {
    type: 'found',
    unit: describeNode(table, node),
    total: found.length,
    neighbours: found.slice(0, question.limit).map(({ node: met, depth, from: before, edge }) => {
      const { relationship, via, candidates, line } = edgeAt(graph, edge);
      const certain = isCertain(graph, edge);
      return {
        unit: describeNode(table, met),
        depth,
        from: idOf(table, before),
        relationship,
        via,
        candidates,
        certain,
        line,
      };
    }),
  };
}

/** Nodes whose name is, starts with or contains a text, case-blind; a text with separators is looked for in paths too. */
function findByText({ table }: CodeGraph, text: string): { node: number; tier: number }[] {
  const wanted = text.trim().toLowerCase().replaceAll('\\', '/');
  const isPath = /[./:]/.test(wanted);
  const found: { node: number; tier: number }[] = [];
  for (let node = 0; node < table.nodes; node += 1) {
    const unit = table.unitOf(node);
    const file = table.fileOf[node] ?? 0;
    const name = unit === undefined ? table.paths(file).pathOf(file).toLowerCase() : unit.name.toLowerCase();
    const base = unit === undefined ? name.slice(name.lastIndexOf('/') + 1) : name;
    const full = unit === undefined ? name : table.pathOf(node).toLowerCase();
    const tier =
      base === wanted
        ? 0
        : base.startsWith(wanted)
          ? 1
          : base.includes(wanted)
            ? 2
            : isPath && full.includes(wanted)
              ? 3
              : -1;
    if (tier >= 0) found.push({ node, tier });
  }
  return found;
}

/** Names that share a beginning or a part with a mistyped one; the caller may measure them closer. */
function nearestNames({ table }: CodeGraph, wanted: string): string[] {
  const plain = wanted.slice(wanted.search(/[^./#:]*$/)).toLowerCase();
  const names = new Set<string>();
  for (let node = 0; node < table.nodes; node += 1) names.add(table.unitOf(node)?.name ?? '');
  names.delete('');
  const scored = [...names].map((name) => ({ name, score: similarity(plain, name.toLowerCase()) }));
  return scored
    .filter(({ score }) => score >= 0.4)
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, 5)
    .map(({ name }) => name);
}

/** Share of letter pairs that two words have in common (Dice's coefficient), 0 to 1. */
function similarity(a: string, b: string): number {
  const pairs = (word: string): Set<string> =>
    new Set(Array.from({ length: word.length + 1 }, (_, at) => ` ${word} `.slice(at, at + 2)));
  const [left, right] = [pairs(a), pairs(b)];
  let shared = 0;
  for (const pair of left) if (right.has(pair)) shared += 1;
  return (2 * shared) / (left.size + right.size);
}
