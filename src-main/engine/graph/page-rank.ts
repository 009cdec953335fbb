/*
 * PageRank (Brin & Page 1998): how often a reader who follows references at random, and now and then starts anywhere,
 * comes by. Power iteration, O(edges) a round; nodes without outgoing edges give their share to all.
 */
import type { Adjacency } from './adjacency.ts';

export interface PageRankOptions {
  /** Chance to follow a reference rather than to start anywhere, between 0 and 1; 0.85 as in the paper. */
  readonly damping?: number;
  /** Rounds end when the ranks move less than this in sum. 1e-8 keeps the order of 100,000 nodes; guess, unmeasured. */
  readonly tolerance?: number;
  /** 0.85 to the 120th is below the tolerance, so no graph needs more. */
  readonly maxRounds?: number;
}

/**
 * Ranks that sum to 1, Float64Array by node.
 *
 * @param weights of the edges by their place in the list the graph was made from, greater than 0; all 1 when absent
 */
export function pageRank(graph: Adjacency, weights?: Float32Array, options: PageRankOptions = {}): Float64Array {
  const { nodes, offsets, targets, edges } = graph;
  const { damping = 0.85, tolerance = 1e-8, maxRounds = 120 } = options;
  const shares = new Float64Array(targets.length);
  const outWeight = new Float64Array(nodes);
  for (let node = 0; node < nodes; node += 1) {
    const [from, to] = [offsets[node] ?? 0, offsets[node + 1] ?? 0];
    let sum = 0;
    for (let edge = from; edge < to; edge += 1) sum += weights?.[edges[edge] ?? 0] ?? 1;
    for (let edge = from; edge < to; edge += 1) shares[edge] = (weights?.[edges[edge] ?? 0] ?? 1) / sum;
    outWeight[node] = sum;
  }
  let ranks = new Float64Array(nodes).fill(1 / nodes);
  for (let round = 0; round < maxRounds; round += 1) {
    let dangling = 0;
    for (let node = 0; node < nodes; node += 1) if (outWeight[node] === 0) dangling += ranks[node] ?? 0;
    const next = new Float64Array(nodes).fill((1 - damping + damping * dangling) / nodes);
    for (let node = 0; node < nodes; node += 1) {
      const given = damping * (ranks[node] ?? 0);
      for (let edge = offsets[node] ?? 0; edge < (offsets[node + 1] ?? 0); edge += 1) {
        const target = targets[edge] ?? 0;
        next[target] = (next[target] ?? 0) + given * (shares[edge] ?? 0);
      }
    }
    const moved = next.reduce((sum, rank, node) => sum + Math.abs(rank - (ranks[node] ?? 0)), 0);
    ranks = next;
    if (moved < tolerance) break;
  }
  return ranks;
}
