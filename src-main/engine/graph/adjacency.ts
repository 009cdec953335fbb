/**
 * A directed graph as two arrays (compressed sparse rows): the targets of node `n` are
 * `targets[offsets[n] .. offsets[n + 1])`, ascending. 8 bytes an edge and 4 a node beside the edge list it is made from.
 */
export interface Adjacency {
  readonly nodes: number;
  /** Uint32Array of nodes + 1. */
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
  /** For each entry of `targets`, the place of its edge in the list the graph was made from. */
  readonly edges: Uint32Array;
}

/**
 * Sorts edges by source, then target (counting sort twice, O(nodes + edges)).
 *
 * `keeps` leaves edges out by their place in the list.
 */
export function toAdjacency(
  nodes: number,
  sources: Uint32Array,
  targets: Uint32Array,
  keeps: (edge: number) => boolean = () => true,
): Adjacency {
  const kept = Uint32Array.from(sources.keys()).filter(keeps);
  const byTarget = sortBy(kept, targets, nodes).order;
  const { order, offsets } = sortBy(byTarget, sources, nodes);
  return { nodes, offsets, targets: order.map((edge) => targets[edge] ?? 0), edges: order };
}

/** Stable counting sort of `edges` by the node `keys[edge]`. */
function sortBy(edges: Uint32Array, keys: Uint32Array, nodes: number) {
  const offsets = new Uint32Array(nodes + 1);
  for (const edge of edges) add(offsets, (keys[edge] ?? 0) + 1, 1);
  for (let node = 0; node < nodes; node += 1) add(offsets, node + 1, offsets[node] ?? 0);
  const next = offsets.slice();
  const order = new Uint32Array(edges.length);
  for (const edge of edges) {
    const key = keys[edge] ?? 0;
    order[next[key] ?? 0] = edge;
    add(next, key, 1);
  }
  return { order, offsets };
}

function add(values: Uint32Array, index: number, more: number): void {
  values[index] = (values[index] ?? 0) + more;
}

/** The neighbours of a node, ascending; one that several edges lead to comes as often. */
export function neighboursOf(graph: Adjacency, node: number): Uint32Array {
  return graph.targets.subarray(graph.offsets[node], graph.offsets[node + 1]);
}
