import type { Adjacency } from './adjacency.ts';

/** A node that was reached, by how many steps, and over which edge it was first met. */
export interface Reached {
  readonly node: number;
  /** From 1. */
  readonly depth: number;
  /** The node before it on a shortest way. */
  readonly from: number;
  /** Place of the edge in the list that the graph was made from. */
  readonly edge: number;
}

/**
 * Everything within `depth` steps of `starts`, breadth first: near before far, then in the order of the edges.
 *
 * The starts themselves are never reached. O(nodes + edges) at most.
 */
export function reach(graph: Adjacency, starts: readonly number[], depth: number): Reached[] {
  const seen = new Uint8Array(graph.nodes);
  for (const start of starts) seen[start] = 1;
  const reached: Reached[] = [];
  let ring: readonly number[] = starts;
  for (let step = 1; step <= depth && ring.length > 0; step += 1) {
    const next: number[] = [];
    for (const from of ring) {
      for (let place = graph.offsets[from] ?? 0; place < (graph.offsets[from + 1] ?? 0); place += 1) {
        const node = graph.targets[place] ?? 0;
        if (seen[node] === 1) continue;
        seen[node] = 1;
        next.push(node);
        reached.push({ node, depth: step, from, edge: graph.edges[place] ?? 0 });
      }
    }
    ring = next;
  }
  return reached;
}
