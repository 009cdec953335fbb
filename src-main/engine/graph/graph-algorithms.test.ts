import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Adjacency, neighboursOf, toAdjacency } from './adjacency.ts';
import { pageRank } from './page-rank.ts';
import { reach } from './reach.ts';
import { findCycles, strongComponents } from './strong-components.ts';

interface Drawn {
  readonly nodes: number;
  readonly edges: readonly (readonly [from: number, to: number])[];
}

/** Small graphs, dense enough for circles. */
const drawn: fc.Arbitrary<Drawn> = fc.integer({ min: 1, max: 12 }).chain((nodes) => {
  const node = fc.integer({ min: 0, max: nodes - 1 });
  return fc.record({ nodes: fc.constant(nodes), edges: fc.array(fc.tuple(node, node), { maxLength: 30 }) });
});

function toGraph({ nodes, edges }: Drawn, direction: 'forward' | 'backward' = 'forward'): Adjacency {
  const [from, to] = direction === 'forward' ? ([0, 1] as const) : ([1, 0] as const);
  return toAdjacency(
    nodes,
    Uint32Array.from(edges, (edge) => edge[from]),
    Uint32Array.from(edges, (edge) => edge[to]),
  );
}

/** Which node can get to which, by trying every way until nothing is new. */
function closure({ nodes, edges }: Drawn): boolean[][] {
  const reaches = Array.from({ length: nodes }, () => Array<boolean>(nodes).fill(false));
  const mark = (from: number, to: number): void => {
    const row = reaches[from];
    if (row !== undefined) row[to] = true;
  };
  for (const [from, to] of edges) mark(from, to);
  for (let middle = 0; middle < nodes; middle += 1) {
    for (let from = 0; from < nodes; from += 1) {
      if (reaches[from]?.[middle] !== true) continue;
      for (let to = 0; to < nodes; to += 1) if (reaches[middle]?.[to] === true) mark(from, to);
    }
  }
  return reaches;
}

describe('adjacency', () => {
  test('holds exactly the edges it was made from, and backwards their reverse', () => {
    fc.assert(
      fc.property(drawn, (graph) => {
        const pairs = (adjacency: Adjacency, isBack: boolean): string[] =>
          Array.from({ length: graph.nodes }, (_, node) => node)
            .flatMap((node) =>
              Array.from(neighboursOf(adjacency, node), (other) => (isBack ? [other, node] : [node, other])),
            )
            .map(String)
            .sort();
        const wanted = graph.edges.map(String).sort();
        expect(pairs(toGraph(graph), false)).toEqual(wanted);
        expect(pairs(toGraph(graph, 'backward'), true)).toEqual(wanted);
      }),
    );
  });

  test('leaves out what is not kept, and says which edge each entry was', () => {
    const graph = toAdjacency(3, Uint32Array.of(2, 0, 0), Uint32Array.of(0, 2, 1), (edge) => edge !== 1);
    expect(Array.from(graph.targets)).toEqual([1, 0]);
    expect(Array.from(graph.edges)).toEqual([2, 0]);
  });
});

describe('strongly connected components', () => {
  test('two nodes share one exactly when each can get to the other', () => {
    fc.assert(
      fc.property(drawn, (graph) => {
        const reaches = closure(graph);
        const components = strongComponents(toGraph(graph));
        const componentOf = new Map(
          components.flatMap((nodes, index) => Array.from(nodes, (node) => [node, index] as const)),
        );
        expect(componentOf.size).toBe(graph.nodes);
        for (let a = 0; a < graph.nodes; a += 1) {
          for (let b = 0; b < graph.nodes; b += 1) {
            const isMutual = a === b || (reaches[a]?.[b] === true && reaches[b]?.[a] === true);
            expect(componentOf.get(a) === componentOf.get(b)).toBe(isMutual);
          }
        }
      }),
    );
  });

  test('the cycles hold exactly the nodes that can get back to themselves', () => {
    fc.assert(
      fc.property(drawn, (graph) => {
        const reaches = closure(graph);
        const inCycles = findCycles(toGraph(graph)).flatMap((nodes) => Array.from(nodes));
        const wanted = [...Array(graph.nodes).keys()].filter((node) => reaches[node]?.[node] === true);
        expect(inCycles.sort((a, b) => a - b)).toEqual(wanted);
      }),
    );
  });

  test('a chain of 200,000 calls that closes at its end is one cycle, without running out of stack', () => {
    const nodes = 200_000;
    const sources = Uint32Array.from({ length: nodes }, (_, node) => node);
    const targets = Uint32Array.from({ length: nodes }, (_, node) => (node + 1) % nodes);
    expect(findCycles(toAdjacency(nodes, sources, targets)).map(({ length }) => length)).toEqual([nodes]);
  });
});

describe('PageRank', () => {
  test('the ranks are positive and sum to 1', () => {
    fc.assert(
      fc.property(drawn, (graph) => {
        const ranks = pageRank(toGraph(graph));
        expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 9);
        expect(ranks.every((rank) => rank > 0)).toBe(true);
      }),
    );
  });

  test('every rank is what the definition says of the ranks that lead to it', () => {
    fc.assert(
      fc.property(drawn, (graph) => {
        const ranks = pageRank(toGraph(graph));
        const outOf = (node: number): number => graph.edges.filter(([from]) => from === node).length;
        const dangling = ranks.reduce((sum, rank, node) => sum + (outOf(node) === 0 ? rank : 0), 0);
        for (let node = 0; node < graph.nodes; node += 1) {
          const given = graph.edges
            .filter(([, to]) => to === node)
            .reduce((sum, [from]) => sum + (ranks[from] ?? 0) / outOf(from), 0);
          expect(ranks[node]).toBeCloseTo(0.15 / graph.nodes + 0.85 * (given + dangling / graph.nodes), 6);
        }
      }),
    );
  });

  test('a heavier edge gives more', () => {
    const graph = toAdjacency(3, Uint32Array.of(0, 0), Uint32Array.of(1, 2));
    const ranks = pageRank(graph, Float32Array.of(0.25, 1));
    expect(ranks[2]).toBeGreaterThan(ranks[1] ?? 1);
  });

  test('nothing has no ranks', () => {
    expect(pageRank(toAdjacency(0, new Uint32Array(), new Uint32Array())).length).toBe(0);
  });
});

describe('reach', () => {
  test('far enough it finds exactly what there is a way to, each by its shortest', () => {
    fc.assert(
      fc.property(drawn, fc.nat(), (graph, seed) => {
        const start = seed % graph.nodes;
        const reaches = closure(graph);
        const found = reach(toGraph(graph), [start], graph.nodes);
        const wanted = [...Array(graph.nodes).keys()].filter(
          (node) => node !== start && reaches[start]?.[node] === true,
        );
        expect(found.map(({ node }) => node).sort((a, b) => a - b)).toEqual(wanted);
        const depthOf = new Map(found.map(({ node, depth }) => [node, depth]));
        depthOf.set(start, 0);
        for (const { depth, from } of found) expect(depthOf.get(from)).toBe(depth - 1);
        for (const [from, to] of graph.edges) {
          if (depthOf.has(from))
            expect(depthOf.get(to) ?? Number.NaN).toBeLessThanOrEqual((depthOf.get(from) ?? 0) + 1);
        }
      }),
    );
  });

  test('dependents are the reverse of dependencies', () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 4 }), (graph, depth) => {
        const pairs = (adjacency: Adjacency): string[] =>
          [...Array(graph.nodes).keys()].flatMap((start) =>
            reach(adjacency, [start], depth).map(({ node, depth: steps }) => `${start} ${node} ${steps}`),
          );
        const turned = pairs(toGraph(graph, 'backward')).map((pair) => pair.replace(/^(\d+) (\d+)/, '$2 $1'));
        expect(turned.sort()).toEqual(pairs(toGraph(graph)).sort());
      }),
    );
  });
});
