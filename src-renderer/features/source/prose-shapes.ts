import { markedText, type PassageLine } from './passage-lines.ts';

/** A run of lines that is shown in one way. Lines of a table hold its cells; widths are in characters. */
export type Shape =
  | { readonly kind: 'prose'; readonly lines: readonly PassageLine[] }
  | { readonly kind: 'code'; readonly language: string | undefined; readonly lines: readonly PassageLine[] }
  | {
      readonly kind: 'table';
      readonly header: PassageLine | undefined;
      readonly rows: readonly PassageLine[];
      readonly widths: readonly number[];
    };

const FENCE = /^\s*(`{3,}|~{3,})\s*([\w+#-]*)[^`]*$/;
const ROW = /^\s*\|.*\|\s*$/;
const RULER = /^[\s|:-]*-[\s|:-]*$/;

/** A cell is as wide as its longest text, up to where a column would push the others out of sight. Guesses. */
const NARROWEST = 4;
const WIDEST = 28;

/**
 * Tables, fenced code and prose of a text in Markdown, in order.
 *
 * Fences and the ruler under a table's head are left out; every other line is in exactly one shape.
 */
export function proseShapes(lines: readonly PassageLine[]): Shape[] {
  const shapes: Shape[] = [];
  let prose: PassageLine[] = [];
  const endProse = (): void => {
    if (prose.length > 0) shapes.push({ kind: 'prose', lines: prose });
    prose = [];
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (line === undefined) break;
    const fence = FENCE.exec(line.text);
    const isTable = ROW.test(line.text);
    if (fence === null && !isTable) {
      prose.push(line);
      at++;
      continue;
    }
    endProse();
    const end = fence === null ? runEnd(lines, at) : fenceEnd(lines, at, fence[1] ?? '');
    if (fence === null) shapes.push(tableOf(lines.slice(at, end)));
    else shapes.push({ kind: 'code', language: fence[2] || undefined, lines: lines.slice(at + 1, end) });
    at = fence === null ? end : end + 1;
  }
  endProse();
  return shapes;
}

/** The texts of the cells of a row in Markdown. */
export function cellsOf(row: string): string[] {
  const inner = row.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** The number of the first line that is marked and shown; undefined where none is. */
export function firstMarkedLine(shapes: readonly Shape[]): number | undefined {
  for (const shape of shapes) {
    const lines = shape.kind === 'table' && shape.header !== undefined ? [shape.header, ...shape.rows] : linesOf(shape);
    const found = lines.find((line) => markedText(line).trim() !== '');
    if (found !== undefined) return found.number;
  }
  return undefined;
}

const linesOf = (shape: Shape): readonly PassageLine[] => (shape.kind === 'table' ? shape.rows : shape.lines);

function runEnd(lines: readonly PassageLine[], from: number): number {
  let end = from;
  while (end < lines.length && ROW.test(lines[end]?.text ?? '')) end++;
  return end;
}

/** Where the code that begins at `from` ends: its closing fence, or the end of a text that was cut within it. */
function fenceEnd(lines: readonly PassageLine[], from: number, fence: string): number {
  let end = from + 1;
  while (end < lines.length && !lines[end]?.text.trimStart().startsWith(fence)) end++;
  return end;
}

function tableOf(lines: readonly PassageLine[]): Shape {
  const [first, second] = lines;
  const hasHead = first !== undefined && second !== undefined && RULER.test(second.text);
  const rows = hasHead ? lines.slice(2) : lines;
  const widths: number[] = [];
  for (const { text } of hasHead ? [first, ...rows] : rows) {
    cellsOf(text).forEach((cell, column) => {
      widths[column] = Math.min(WIDEST, Math.max(widths[column] ?? NARROWEST, cell.length));
    });
  }
  return { kind: 'table', header: hasHead ? first : undefined, rows, widths };
}
