import { type CodeOutline, isClassLike, type OutlineNode } from '../code/code-outline.ts';
import type { ChunkType } from './chunk-type.ts';
import { linePieces } from './code-pieces.ts';
import type { Piece } from './sections.ts';
import { trimmedSpan } from './split-span.ts';
import { isInsideWord, TOKEN_WEIGHT, weighText } from './weigh-text.ts';

/*
 * Code with a grammar: definitions stay whole while they fit, with their comments; small neighbours under the same roof
 * share a piece; a definition that does not fit is cut between the definitions inside it, and where there are none, at
 * its lines. Where a piece ends depends on what stands near, so that an edit moves few other pieces: never on sums over
 * the file. Linear in the length of the text times the depth of nesting.
 */

/** Small definitions join up to here. */
const PACK_TOKENS = 200;
/** Less than this joins any neighbour: an import line, a closing bracket, a lone field. A guess. */
const CRUMB_TOKENS = 24;

/** A run of text that is not cut further. */
interface Atom {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
  /** The node whose content it is; -1 for the file. */
  readonly container: number;
  /** The node that it is, when it is a whole one. */
  readonly node: number;
  readonly group: 'declares' | 'acts' | 'other';
}

/** Cuts source code along its outline into pieces of at most `budget`. */
export function outlinePieces(text: string, outline: CodeOutline, budget: number): Piece[] {
  const children = childrenOf(outline);
  const atoms: Atom[] = [];
  const cut: Cut = { text, outline, children, budget };
  collect(atoms, cut, -1);
  const pieces: Piece[] = [];
  let from = 0;
  let weight = exactWeight(text, atoms[0]);
  for (let to = 1; to <= atoms.length; to += 1) {
    const joined = to < atoms.length ? joinedWeight(text, atoms, { from, to, weight }) : Number.POSITIVE_INFINITY;
    const next = atoms[to];
    if (next !== undefined && isJoined(text, atoms[to - 1]!, next, { weight: joined, budget })) {
      weight = joined;
      continue;
    }
    pieces.push(toPiece(cut, { atoms: atoms.slice(from, to), weight }, pieces.at(-1)?.end ?? 0));
    from = to;
    weight = exactWeight(text, next);
  }
  return withDefinitions(pieces, outline);
}

interface Cut {
  readonly text: string;
  readonly outline: CodeOutline;
  readonly children: readonly (readonly number[])[];
  readonly budget: number;
}

/** The children of each node by its index plus one; those of the file come first. */
function childrenOf(outline: CodeOutline): number[][] {
  const children: number[][] = Array.from({ length: outline.length + 1 }, () => []);
  for (const [index, node] of outline.entries()) children[node.parent + 1]!.push(index);
  return children;
}

function collect(atoms: Atom[], cut: Cut, container: number): void {
  const { text, outline, children } = cut;
  const around = outline[container];
  let at = around?.start ?? 0;
  for (const index of children[container + 1]!) {
    const node = outline[index]!;
    if (node.start < at) continue; // overlaps the one before it, as only a damaged tree can
    collectLines(atoms, cut, { container, start: at, end: node.start });
    at = node.end;
    const span = trimmedSpan(text, node.start, node.end);
    if (span === undefined) continue;
    if (span.weight <= cut.budget) atoms.push({ ...span, container, node: index, group: groupOf(node) });
    else collect(atoms, cut, index);
  }
  collectLines(atoms, cut, { container, start: at, end: around?.end ?? text.length });
}

/** What stands between definitions, or in one that has none inside. */
function collectLines(atoms: Atom[], cut: Cut, range: { container: number; start: number; end: number }): void {
  const group = isClassLike(cut.outline[range.container]?.kind ?? 'function') ? 'declares' : 'other';
  for (const span of linePieces(cut.text, range, cut.budget)) {
    atoms.push({ ...span, container: range.container, node: -1, group });
  }
}

function groupOf({ kind }: OutlineNode): Atom['group'] {
  if (kind === 'function' || kind === 'method') return 'acts';
  return kind === 'property' || kind === 'constant' || kind === 'type' || kind === 'macro' ? 'declares' : 'other';
}

/** Lines that were cut inside a word and packed again say to weigh more than they do. */
function exactWeight(text: string, atom: Atom | undefined): number {
  if (atom === undefined) return 0;
  return atom.node < 0 ? weighText(text, atom.start, atom.end) : atom.weight;
}

/** The weight of a piece from the atom at `from` to the one at `to`, given its weight without that. */
function joinedWeight(
  text: string,
  atoms: readonly Atom[],
  { from, to, weight }: { readonly from: number; readonly to: number; readonly weight: number },
): number {
  const { end } = atoms[to - 1]!;
  const next = atoms[to]!;
  return isInsideWord(text, end)
    ? weighText(text, atoms[from]!.start, next.end)
    : weight + weighText(text, end, next.start) + exactWeight(text, next);
}

interface Joined {
  readonly weight: number;
  readonly budget: number;
}

/** Whether an atom goes into the piece that `before` is the last of; `weight` is what the piece then weighs. */
function isJoined(text: string, before: Atom, next: Atom, { weight, budget }: Joined): boolean {
  if (weight > budget) return false;
  const crumb = CRUMB_TOKENS * TOKEN_WEIGHT;
  const isOver = next.node < 0 && isClosing(text, next);
  if (isOver) return true;
  if (before.container !== next.container) return weight - next.weight <= crumb && next.container > before.container;
  const isFull = weight > PACK_TOKENS * TOKEN_WEIGHT;
  if (isFull) return weight - next.weight <= crumb;
  return before.group === next.group || before.weight <= crumb || next.weight <= crumb;
}

function isClosing(text: string, { start, end }: Atom): boolean {
  return end - start <= 12 && /^(?:[\s})\];,]+|end;?)$/u.test(text.slice(start, end));
}

interface WeighedAtoms {
  readonly atoms: readonly Atom[];
  /** From the start of the first to the end of the last. */
  readonly weight: number;
}

function toPiece({ text, outline, budget }: Cut, { atoms, weight }: WeighedAtoms, after: number): Piece {
  const first = atoms[0]!.start;
  const start = startOfLine(text, first, after);
  const whole = { start, end: atoms.at(-1)!.end, weight: weighText(text, start, first) + weight };
  const span = whole.weight <= budget ? whole : { ...whole, start: first, weight: budget };
  // Crumbs beside a definition say nothing about what the piece is of.
  const heaviest = atoms.reduce((best, atom) => (atom.weight > best.weight ? atom : best));
  const path: string[] = [];
  for (let index = heaviest.container; index >= 0; index = outline[index]!.parent) path.unshift(outline[index]!.name);
  const nodes = atoms.flatMap((atom) => outline[atom.node] ?? []);
  const main = heaviest.weight * 2 > span.weight ? outline[heaviest.node] : undefined;
  if (main !== undefined) path.push(main.name);
  const around = outline[heaviest.container];
  return {
    ...span,
    path: path.filter((name) => name !== ''),
    type: typeOf(main === undefined ? nodes : [main], around),
    rules: nodes.flatMap((node) => node.rules),
    ...(around === undefined ? {} : { enclosedFrom: around.start }),
  };
}

/** A piece starts at the beginning of its first line where it can: indentation is part of how code reads. */
function startOfLine(text: string, start: number, after: number): number {
  const gap = text.slice(after, start);
  const line = after + gap.lastIndexOf('\n') + 1;
  if (line === after && after > 0) return start;
  return text.slice(line, start).trim() === '' ? line : start;
}

function typeOf(nodes: readonly OutlineNode[], container: OutlineNode | undefined): ChunkType {
  const kinds = nodes.map((node) => node.kind);
  if (kinds.includes('method')) return 'method';
  if (kinds.includes('function')) return 'function';
  if (kinds.some((kind) => isClassLike(kind) || kind === 'module')) return 'class';
  if (kinds.some((kind) => kind !== 'block')) return 'declarations';
  if (container === undefined || kinds.length > 0) return 'code';
  if (container.kind === 'function' || container.kind === 'method') return container.kind;
  return isClassLike(container.kind) ? 'class' : 'code';
}

/** Gives each piece the names of the definitions that start in it. */
function withDefinitions(pieces: readonly Piece[], outline: CodeOutline): Piece[] {
  let next = 0;
  return pieces.map((piece) => {
    const names = new Set<string>();
    while (next < outline.length && outline[next]!.start < piece.end) {
      const { kind, name } = outline[next]!;
      if (kind !== 'scope' && kind !== 'block') names.add(name);
      next += 1;
    }
    return { ...piece, definitions: [...names] };
  });
}
