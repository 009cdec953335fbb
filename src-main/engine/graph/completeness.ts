/*
 * Which definitions some passages of code refer to, and which of those the passages do not show themselves.
 *
 * A definition is shown when its first line lies in a passage. Imports do not count, they only name what is used; neither
 * do references that may mean something else, which are told apart. A mention is placed by the line of its edge, the first
 * of that pair; one that comes again further down counts where it came first. O(edges of the files of the passages).
 */
import type { GraphUnit } from '../../../src-contract/graph.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import { type CodeGraph, edgeAt, isCertain } from './code-graph.ts';
import { describeNode } from './unit-id.ts';

/** Lines of a file of code, from 1, inclusive. */
export interface CodePlace {
  readonly sourceId: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** Where a passage refers to something. */
export interface PlacedMention {
  readonly sourceId: SourceId;
  readonly path: string;
  readonly line: number;
}

export interface MissingDefinition {
  readonly unit: GraphUnit;
  /** At least one, in the order of the passages. */
  readonly mentions: readonly PlacedMention[];
}

/** `present + missing.length = referenced`; distinct definitions each. */
export interface Completeness {
  readonly referenced: number;
  readonly present: number;
  /** Definitions that a mention only may mean. */
  readonly doubtful: number;
  /** Those with most mentions first, then by path and line. */
  readonly missing: readonly MissingDefinition[];
}

export function measureCompleteness(graph: CodeGraph, places: readonly CodePlace[]): Completeness {
  const { table, dependencies } = graph;
  const fileById = new Map(table.files.map(({ sourceId }, file) => [sourceId, file]));
  const known = places.flatMap((place) => {
    const file = fileById.get(place.sourceId);
    return file === undefined ? [] : [{ ...place, file }];
  });
  const isShown = (node: number): boolean => {
    const line = table.unitOf(node)?.startLine ?? 0;
    const file = table.fileOf[node];
    return known.some((place) => place.file === file && place.startLine <= line && line <= place.endLine);
  };
  const mentions = new Map<number, PlacedMention[]>();
  const doubtful = new Set<number>();
  for (const { file, startLine, endLine } of known) {
    const first = table.firstNode[file] ?? 0;
    const end = first + (table.files[file]?.units.length ?? 0) + 1;
    for (let at = dependencies.offsets[first] ?? 0; at < (dependencies.offsets[end] ?? 0); at += 1) {
      const place = dependencies.edges[at] ?? 0;
      const { target, relationship, line } = edgeAt(graph, place);
      const isOutside = line < startLine || line > endLine;
      if (isOutside || relationship === 'imports' || table.unitOf(target) === undefined) continue;
      if (!isCertain(graph, place)) doubtful.add(target);
      else addMention(mentions, target, mentionAt(graph, file, line));
    }
  }
  const all = [...mentions.keys()];
  const missing = all
    .filter((node) => !isShown(node))
    .map((node) => ({ unit: describeNode(table, node), mentions: mentions.get(node) ?? [] }))
    .sort((one, other) => other.mentions.length - one.mentions.length || byPlace(one.unit, other.unit));
  return {
    referenced: all.length,
    present: all.length - missing.length,
    doubtful: [...doubtful].filter((node) => !mentions.has(node)).length,
    missing,
  };
}

function mentionAt({ table }: CodeGraph, file: number, line: number): PlacedMention {
  const { sourceId = '', path = '' } = table.files[file] ?? {};
  return { sourceId: sourceId as SourceId, path, line };
}

function addMention(mentions: Map<number, PlacedMention[]>, node: number, mention: PlacedMention): void {
  const list = mentions.get(node);
  if (list === undefined) mentions.set(node, [mention]);
  else if (!list.some(({ path, line }) => path === mention.path && line === mention.line)) list.push(mention);
}

function byPlace(one: GraphUnit, other: GraphUnit): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.startLine - other.startLine;
}
