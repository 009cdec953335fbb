import { type Adjacency, neighboursOf, toAdjacency } from './adjacency.ts';
import { type CodeGraph, edgeAt, isCertain } from './code-graph.ts';
import { rulesOf } from './language-rules.ts';
import { pageRank } from './page-rank.ts';
import { lastSegment } from './path-index.ts';
import { findCycles } from './strong-components.ts';
import { createTypeHierarchy } from './type-hierarchy.ts';

/** What is worth knowing of a whole graph; computed once for each. */
export interface GraphAnalysis {
  /** Nodes (of files) in circles of certain references between files. */
  readonly fileCycles: readonly Uint32Array[];
  /** Nodes in circles of certain references; a function that calls itself is one. */
  readonly unitCycles: readonly Uint32Array[];
  /** Uint32Array by node: distinct nodes that refer to it for certain, and that it refers to. */
  readonly dependents: Uint32Array;
  readonly dependencies: Uint32Array;
  /** Nodes that nothing refers to, not even uncertainly; files, tests and entry points are never among them. */
  readonly orphans: readonly number[];
  /** PageRank by node over certain references: `file.close()` must not raise the one class that has a `close`. */
  readonly ranks: Float64Array;
}

/** O(nodes + edges), PageRank times its rounds. */
export function analyseGraph(graph: CodeGraph): GraphAnalysis {
  const { table, edges } = graph;
  const certain = toAdjacency(table.nodes, edges.sources, edges.targets, (edge) => isCertain(graph, edge));
  const certainDependents = toAdjacency(table.nodes, edges.targets, edges.sources, (edge) => isCertain(graph, edge));
  return {
    fileCycles: findCycles(contractToFiles(graph)).map((files) => files.map((file) => table.firstNode[file] ?? 0)),
    unitCycles: findCycles(certain).filter((nodes) => table.unitOf(nodes[0] ?? 0) !== undefined),
    dependents: degrees(certainDependents),
    dependencies: degrees(certain),
    orphans: findOrphans(graph),
    ranks: pageRank(certain),
  };
}

/** The same graph between files: one depends on another when anything in it does for certain. */
function contractToFiles(graph: CodeGraph): Adjacency {
  const { table, edges } = graph;
  const fileOfEdge = (nodes: Uint32Array): Uint32Array => nodes.map((node) => table.fileOf[node] ?? 0);
  const [sources, targets] = [fileOfEdge(edges.sources), fileOfEdge(edges.targets)];
  const keeps = (edge: number): boolean => sources[edge] !== targets[edge] && isCertain(graph, edge);
  return toAdjacency(table.files.length, sources, targets, keeps);
}

function degrees(graph: Adjacency): Uint32Array {
  const found = new Uint32Array(graph.nodes);
  for (let node = 0; node < graph.nodes; node += 1) {
    const neighbours = neighboursOf(graph, node);
    let last = -1;
    for (const neighbour of neighbours) {
      if (neighbour !== last && neighbour !== node) found[node] = (found[node] ?? 0) + 1;
      last = neighbour;
    }
  }
  return found;
}

/** Files that test, by the customs of the languages. */
const TEST_PATH =
  /(^|\/)(tests?|__tests__|specs?|testing|fixtures|e2e|examples?|benchmarks?|docs?)\/|[._-](test|spec|tests)\.[^/]+$|(^|\/)(test_[^/]*|conftest)\.py$|(Test|Tests|Spec)\.\w+$/;
/** Called by the language, the system or a framework, never by name. */
const ENTRY_NAME = /^(main|init|setup|constructor|initialize|new|__\w+__|operator\W.*|~.*|_)$/;

function findOrphans(graph: CodeGraph): number[] {
  const { table, dependents } = graph;
  const types = createTypeHierarchy(table, (file) => rulesOf(table.familyOf(file)).openTypes);
  for (let place = 0; place < graph.edges.count; place += 1) {
    const { source, target, relationship } = edgeAt(graph, place);
    if (relationship === 'inherits' || relationship === 'includes') types.addBase(source, target);
  }
  const orphans: number[] = [];
  for (let node = 0; node < table.nodes; node += 1) {
    const unit = table.unitOf(node);
    if (unit?.isDeclaration === true) continue; // the definition is what may be an orphan
    if (unit === undefined || unit.kind === 'module' || unit.kind === 'constant' || unit.kind === 'property') continue;
    if (ENTRY_NAME.test(unit.name) || isUsed(graph, dependents, node)) continue;
    const file = table.fileOf[node] ?? 0;
    const path = table.paths(file).pathOf(file);
    if (TEST_PATH.test(path) || lastSegment(path).startsWith('index.d.')) continue;
    const owner = unit.kind === 'method' ? types.enclosingType(node) : undefined;
    // A method that a base declares is called through the base.
    if (owner !== undefined && owner !== node && types.inherited(owner, unit.name).length > 0) continue;
    orphans.push(node);
  }
  return orphans;
}

/** Whether anything outside of a definition refers to it or to a part of it. */
function isUsed({ table }: CodeGraph, dependents: Adjacency, node: number): boolean {
  for (const part of withMembers(table, node)) {
    for (const user of neighboursOf(dependents, part)) if (!isInside(table, user, node)) return true;
  }
  return false;
}

type Table = CodeGraph['table'];

/** A definition with everything written inside it; for a file, all of its definitions. */
export function withMembers(table: Table, node: number): number[] {
  const nodes = [node];
  for (let next = node + 1; next < table.nodes && isInside(table, next, node); next += 1) nodes.push(next);
  return nodes;
}

function isInside(table: Table, inner: number, outer: number): boolean {
  if (table.fileOf[inner] !== table.fileOf[outer]) return false;
  const [part, whole] = [table.unitOf(inner), table.unitOf(outer)];
  if (whole === undefined) return true;
  return part !== undefined && part.charStart >= whole.charStart && part.charEnd <= whole.charEnd;
}
