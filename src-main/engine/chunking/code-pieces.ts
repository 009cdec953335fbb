import type { Piece } from './sections.ts';
import { LINE_CUTS, type Span, splitSpan, trimmedSpan } from './split-span.ts';
import { weighText } from './weigh-text.ts';

/*
 * Code without a grammar: lines are packed up to `TARGET_LINES`, and the cut falls where the code itself pauses —
 * before an outer definition rather than inside it, at a blank line rather than in a run of statements. Linear in the
 * length of the text. Where there is a grammar, `outline-pieces.ts` cuts instead.
 */

/** The retrieval study cut code into 40-line chunks; a cut may wait until 60 for a better place. Between: a guess. */
const TARGET_LINES = 40;
const MAX_LINES = 60;
const MIN_LINES = 12;

const MODIFIERS =
  '(?:(?:export|default|public|private|protected|internal|static|final|abstract|sealed|async|pub(?:\\([^)]*\\))?|' +
  'unsafe|inline|virtual|override|declare|partial|open|suspend|extern|const)\\s+)*';
const NAMED = new RegExp(
  `^\\s*${MODIFIERS}(?:function\\*?|def|class|interface|struct|enum|trait|impl(?:<[^>]*>)?|fn|func|fun|module|` +
    'namespace|object|record|protocol|extension|sub|proc|procedure|defmodule|defp?|type)\\s+' +
    '(?:\\([^)]*\\)\\s*)?([\\p{L}_$][\\p{L}\\p{N}_$.:]*)',
  'u',
);
const ARROW = new RegExp(
  `^\\s*${MODIFIERS}(?:let\\s+|var\\s+)?([\\p{L}_$][\\p{L}\\p{N}_$]*)\\s*(?::[^=]+)?=\\s*` +
    '(?:async\\s+)?(?:function\\b|(?:\\([^)]*\\)|[\\p{L}_$][\\p{L}\\p{N}_$]*)\\s*(?::[^=]+)?=>)',
  'u',
);
// Methods and functions of the C family: a name, parameters, and the brace that opens the body.
const CALLABLE =
  /^\s*(?:[\p{L}_$][\p{L}\p{N}_$<>,*&:[\].]*\s+)*[*&]*([\p{L}_$~][\p{L}\p{N}_$:]*)\s*\([^;{}]*\)[^;={}]*\{\s*$/u;
const STATEMENT =
  /^\s*(?:\}\s*)?(?:if|else|for|foreach|while|do|switch|catch|return|with|using|lock|match|unless|when|try)\b/u;
const CLOSING = /^\s*(?:[})\]]+[;,)]*|end\b.*)\s*$/u;

interface CodeLine {
  readonly start: number;
  readonly end: number;
  /** Columns of white space in front; a tab counts 4. -1 for a blank line. */
  readonly indent: number;
  readonly text: string;
}

/** Cuts a part of source code into spans of at most `budget`, where the code itself pauses. */
export function linePieces(
  text: string,
  part: { readonly start: number; readonly end: number },
  budget: number,
): Span[] {
  const whole = trimmedSpan(text, part.start, part.end);
  if (whole === undefined) return [];
  if (whole.weight <= budget) return [whole];
  const lines = codeLines(text, whole.start, whole.end);
  const spans: Span[] = [];
  for (let from = 0; from < lines.length; ) {
    const to = chunkEnd(text, lines, from, budget);
    const span = trimmedSpan(text, lines[from]!.start, lines[to - 1]!.end);
    if (span !== undefined) spans.push(...splitSpan(text, span, budget, LINE_CUTS));
    from = to;
  }
  return spans;
}

/** Cuts source code into pieces of at most `budget`, each under the definitions that enclose it. */
export function codePieces(text: string, budget: number): Piece[] {
  const lines = codeLines(text);
  const pieces: Piece[] = [];
  let from = 0;
  while (from < lines.length) {
    const to = chunkEnd(text, lines, from, budget);
    addPieces(pieces, text, lines, { from, to, budget });
    from = to;
  }
  return pieces;
}

interface LineRange {
  readonly from: number;
  readonly to: number;
  readonly budget: number;
}

function addPieces(pieces: Piece[], text: string, lines: readonly CodeLine[], { from, to, budget }: LineRange): void {
  const trimmed = trimmedSpan(text, lines[from]!.start, lines[to - 1]!.end);
  if (trimmed === undefined) return;
  const { path, own } = definitionPath(lines, from, to);
  // A chunk starts at the beginning of its first line: indentation is part of how code reads.
  const first = lines.findIndex((line, index) => index >= from && line.end > trimmed.start);
  const start = lines[first]!.start;
  const span: Span = { start, end: trimmed.end, weight: weighText(text, start, trimmed.end) };
  const parts = splitSpan(text, span, budget, LINE_CUTS);
  pieces.push(...parts.map((part, index) => ({ ...part, path, definitions: index === 0 ? own : [] })));
}

/** The line to cut before: the best pause among the lines that fit, as near to the target as can be. */
function chunkEnd(text: string, lines: readonly CodeLine[], from: number, budget: number): number {
  let weight = 0;
  let fits = from;
  while (fits < lines.length && fits - from < MAX_LINES) {
    const line = lines[fits]!;
    weight += weighText(text, line.start, line.end) + 1;
    if (weight > budget) break;
    fits += 1;
  }
  if (fits === lines.length) return fits;
  if (fits === from) return from + 1;
  let best = fits;
  let bestCost = Number.POSITIVE_INFINITY;
  const ideal = Math.min(TARGET_LINES, fits - from);
  for (let index = Math.min(from + MIN_LINES, fits); index <= fits; index += 1) {
    const cost = cutCost(lines, index) + Math.abs(index - from - ideal) / ideal;
    if (cost < bestCost) {
      best = index;
      bestCost = cost;
    }
  }
  return best;
}

/** How bad it is to start a chunk at this line; 0 is best. */
function cutCost(lines: readonly CodeLine[], index: number): number {
  const line = lines[index];
  if (line === undefined) return 0;
  if (line.indent < 0 || CLOSING.test(line.text)) return 4;
  const afterBlank = lines[index - 1]!.indent < 0;
  const nesting = Math.min(line.indent, 24) / 8;
  return nesting + (afterBlank ? 0 : 1.5);
}

function definitionPath(lines: readonly CodeLine[], from: number, to: number): { path: string[]; own: string[] } {
  const shown = lines.slice(from, to).filter((line) => line.indent >= 0);
  // Brackets that close what began above say nothing about where this chunk stands.
  const base = Math.min(...shown.map((line) => (CLOSING.test(line.text) ? Number.MAX_SAFE_INTEGER : line.indent)));
  const path: string[] = [];
  let indent = base;
  // Enclosing definitions stand above, each less indented than what it encloses; 2,000 lines up is far enough.
  for (let index = from - 1; index >= 0 && indent > 0 && from - index < 2000; index -= 1) {
    const line = lines[index]!;
    if (line.indent < 0 || line.indent >= indent) continue;
    const name = definedName(line.text);
    if (name !== undefined) path.unshift(name);
    if (name !== undefined || !CLOSING.test(line.text)) indent = line.indent;
  }
  const outer = shown.filter((line) => line.indent === base).flatMap((line) => definedName(line.text) ?? []);
  const [only] = outer;
  if (only !== undefined && outer.length === 1) path.push(only);
  return { path, own: shown.flatMap((line) => definedName(line.text) ?? []) };
}

function definedName(line: string): string | undefined {
  if (line.length > 400) return undefined;
  const named = NAMED.exec(line) ?? ARROW.exec(line);
  if (named !== null) return named[1];
  return STATEMENT.test(line) ? undefined : CALLABLE.exec(line)?.[1];
}

function codeLines(text: string, from = 0, to: number = text.length): CodeLine[] {
  const lines: CodeLine[] = [];
  let start = from;
  while (start < to) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? to : Math.min(found, to);
    const line = text.slice(start, end);
    lines.push({ start, end, indent: indentOf(line), text: line });
    start = end + 1;
  }
  return lines;
}

function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns += 1;
    else if (character === '\t') columns += 4;
    else if (/\s/u.test(character)) continue;
    else return columns;
  }
  return -1;
}
