/*
 * The graph of a code base: a node for each file and each definition, an edge for each pair that a mention connects.
 * Held in typed arrays: 100,000 definitions with a million edges take some 30 MB beside the names.
 */
import type { Relationship } from '../code/code-facts.ts';
import { type Adjacency, toAdjacency } from './adjacency.ts';
import { type GraphFile, RELATIONSHIPS, VIAS, type Via } from './graph-file.ts';
import type { Resolution } from './resolution.ts';
import { createResolver } from './resolve-references.ts';
import { createUnitTable, type UnitTable } from './unit-table.ts';

/** Edges in parallel arrays, sorted by source, relationship and target; each triple comes once. */
export interface EdgeList {
  readonly count: number;
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  /** Places in RELATIONSHIPS. */
  readonly relationships: Uint8Array;
  /** Places in VIAS. */
  readonly vias: Uint8Array;
  /** How many definitions the mention may mean, this one included; at least 1. */
  readonly candidates: Uint8Array;
  /** Line of the first such mention. */
  readonly lines: Uint32Array;
}

export interface CodeGraph {
  readonly table: UnitTable;
  readonly edges: EdgeList;
  /** All edges, guesses too. */
  readonly dependencies: Adjacency;
  readonly dependents: Adjacency;
  readonly mentions: {
    readonly resolved: number;
    /** Of things that the collection does not define: libraries, local variables, what is made at run time. */
    readonly outside: number;
    /** Method names that too many definitions share. */
    readonly tooMany: number;
  };
}

export interface Edge {
  readonly source: number;
  readonly target: number;
  readonly relationship: Relationship;
  readonly via: Via;
  readonly candidates: number;
  readonly line: number;
}

/** Resolves every mention and builds the graph. O(units + mentions), but for chains of re-exports and base classes. */
export function buildCodeGraph(files: readonly GraphFile[]): CodeGraph {
  const table = createUnitTable(files);
  const resolver = createResolver(table);
  const draft = createDraft();
  const mentions = { resolved: 0, outside: 0, tooMany: 0 };
  for (const [file, { references }] of files.entries()) {
    draft.beginFile();
    for (const reference of references) {
      if (reference.relationship === 'binds') continue;
      const from = (table.firstNode[file] ?? 0) + 1 + reference.from;
      const found = resolver.resolve(from, reference);
      if (found === 'outside') mentions.outside += 1;
      else if (found === 'too-many') mentions.tooMany += 1;
      else {
        mentions.resolved += 1;
        draft.add(from, RELATIONSHIPS.indexOf(reference.relationship), found, reference.line);
      }
    }
  }
  const edges = draft.finish();
  return {
    table: createUnitTableWithoutMentions(table),
    edges,
    dependencies: toAdjacency(table.nodes, edges.sources, edges.targets),
    dependents: toAdjacency(table.nodes, edges.targets, edges.sources),
    mentions,
  };
}

/** The edge at a place of the list. */
export function edgeAt({ edges }: CodeGraph, place: number): Edge {
  return {
    source: edges.sources[place] ?? 0,
    target: edges.targets[place] ?? 0,
    relationship: RELATIONSHIPS[edges.relationships[place] ?? 0] ?? 'references',
    via: VIAS[edges.vias[place] ?? 0] ?? 'name',
    candidates: edges.candidates[place] ?? 1,
    line: edges.lines[place] ?? 1,
  };
}

/** Whether the mention can mean nothing else: one candidate, and more than the name speaks for it. */
export function isCertain({ edges }: CodeGraph, place: number): boolean {
  return edges.candidates[place] === 1 && VIAS[edges.vias[place] ?? 0] !== 'name';
}

/** Mentions are needed once, and there are ten times more of them than definitions. */
function createUnitTableWithoutMentions(table: UnitTable): UnitTable {
  return createUnitTable(table.files.map((file) => ({ ...file, references: [] })));
}

function createDraft() {
  const sources: number[] = [];
  const targets: number[] = [];
  const relationships: number[] = [];
  const vias: number[] = [];
  const candidates: number[] = [];
  const lines: number[] = [];
  /** Edges of one file start in that file, so repeats need to be looked for in it only. */
  let known = new Map<string, number>();

  function addOne(
    source: number,
    target: number,
    relationship: number,
    via: number,
    count: number,
    line: number,
  ): void {
    const key = `${source} ${target} ${relationship}`;
    const place = known.get(key);
    if (place === undefined) {
      known.set(key, sources.length);
      sources.push(source);
      targets.push(target);
      relationships.push(relationship);
      vias.push(via);
      candidates.push(count);
      lines.push(line);
    } else if (count < (candidates[place] ?? 1) || (count === candidates[place] && via < (vias[place] ?? 0))) {
      vias[place] = via;
      candidates[place] = count;
    }
  }

  return {
    beginFile(): void {
      known = new Map();
    },
    add(source: number, relationship: number, { targets: found, via, isPackage }: Resolution, line: number): void {
      const count = isPackage === true ? 1 : found.length;
      for (const target of found) addOne(source, target, relationship, VIAS.indexOf(via), count, line);
    },
    finish(): EdgeList {
      const order = Uint32Array.from(sources.keys()).sort(
        (a, b) =>
          at(sources, a) - at(sources, b) ||
          at(relationships, a) - at(relationships, b) ||
          at(targets, a) - at(targets, b),
      );
      const pick = (values: readonly number[]) => Array.from(order, (place) => at(values, place));
      return {
        count: order.length,
        sources: Uint32Array.from(pick(sources)),
        targets: Uint32Array.from(pick(targets)),
        relationships: Uint8Array.from(pick(relationships)),
        vias: Uint8Array.from(pick(vias)),
        candidates: Uint8Array.from(pick(candidates)),
        lines: Uint32Array.from(pick(lines)),
      };
    },
  };
}

function at(values: readonly number[], place: number): number {
  return values[place] ?? 0;
}
