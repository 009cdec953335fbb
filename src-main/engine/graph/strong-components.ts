/*
 * Strongly connected components by Tarjan's algorithm (SIAM J. Comput. 1:2, 1972), with a stack of its own instead of
 * recursion: a call chain of 100,000 functions must not overflow. O(nodes + edges).
 */
import type { Adjacency } from './adjacency.ts';

const UNSEEN = 0xffff_ffff;

/**
 * The cycles of a graph: its components of two nodes and more, and single nodes with an edge to themselves.
 *
 * Each ascending, the largest first, then by their first node.
 */
export function findCycles(graph: Adjacency): Uint32Array[] {
  const cycles = strongComponents(graph).filter(
    (component) => component.length > 1 || hasLoop(graph, component[0] ?? 0),
  );
  return cycles.sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}

function hasLoop({ offsets, targets }: Adjacency, node: number): boolean {
  return targets.subarray(offsets[node], offsets[node + 1]).includes(node);
}

/** Every strongly connected component, each ascending, in the order in which the search closes them. */
export function strongComponents(graph: Adjacency): Uint32Array[] {
  const { nodes, offsets, targets } = graph;
  const order = new Uint32Array(nodes).fill(UNSEEN);
  const low = new Uint32Array(nodes);
  const isOpen = new Uint8Array(nodes);
  const nextEdge = offsets.slice(0, nodes);
  const open: number[] = [];
  const path: number[] = [];
  const components: Uint32Array[] = [];
  let seen = 0;

  const enter = (node: number): void => {
    order[node] = seen;
    low[node] = seen;
    seen += 1;
    isOpen[node] = 1;
    open.push(node);
    path.push(node);
  };
  /** Takes one step from `node`; false when it has no edge left. */
  const advance = (node: number): boolean => {
    const edge = at(nextEdge, node);
    if (edge >= at(offsets, node + 1)) return false;
    nextEdge[node] = edge + 1;
    const target = at(targets, edge);
    if (at(order, target) === UNSEEN) enter(target);
    else if (isOpen[target] === 1) low[node] = Math.min(at(low, node), at(order, target));
    return true;
  };
  const leave = (node: number): void => {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) low[parent] = Math.min(at(low, parent), at(low, node));
    if (at(low, node) !== at(order, node)) return;
    const members = open.splice(open.lastIndexOf(node));
    for (const member of members) isOpen[member] = 0;
    components.push(Uint32Array.from(members).sort());
  };

  for (let start = 0; start < nodes; start += 1) {
    if (at(order, start) !== UNSEEN) continue;
    enter(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) if (!advance(node)) leave(node);
  }
  return components;
}

function at(values: Uint32Array, index: number): number {
  return values[index] ?? 0;
}
