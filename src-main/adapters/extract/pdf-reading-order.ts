import type { TextItem } from 'pdfjs-dist/types/src/display/api.js';

/*
 * The order in which a reader takes the pieces of a PDF page. pdf.js gives them as the file draws them, which is right
 * for most. Two things are put right here, each from the one page alone, so that positions can be found again:
 * columns that are drawn line by line across the gutter become one after the other (a much simplified XY cut, Nagy and
 * Seth 1984), and a line that stands alone at the top or foot of the page comes first or last. Linear but for sorting.
 */

/** Pieces that follow each other on one line without a wide gap. */
interface Segment {
  readonly items: readonly TextItem[];
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
  readonly characters: number;
}

/** Lower left and upper right corner of the page, in points. */
export type PageView = readonly number[];

// Guesses, looked at on the shared documents: a gutter is wider than a wide space, columns have lines of a few words.
const GAP_IN_SIZES = 1.2;
const MIN_COLUMN_LINES = 8;
const MIN_COLUMN_CHARACTERS = 22;
/** Running heads stand in the outer eighth of a page, apart from the text by more than its line spacing. */
const MARGIN_SHARE = 0.125;
const APART_IN_SIZES = 1.7;
const MAX_MARGIN_LINES = 2;

/** Puts the pieces of a page in reading order; turned text stays as it comes. */
export function inReadingOrder(items: readonly TextItem[], view: PageView): readonly TextItem[] {
  if (items.some((item) => !isUpright(item))) return items;
  const lines = linesOf(items);
  const columns = inColumns(lines);
  const ordered = marginsApart(columns ?? lines, view);
  if (ordered === undefined && columns === undefined) return items;
  return (ordered ?? columns ?? lines).flatMap(asItems);
}

/** The lines that stand apart in the margin at the top and at the foot of a page, by their place. */
export function marginBaselines(
  baselines: readonly { readonly y: number; readonly size: number }[],
  view: PageView,
): { readonly top: ReadonlySet<number>; readonly foot: ReadonlySet<number> } {
  const [, bottom = 0, , upper = 0] = view;
  const band = (upper - bottom) * MARGIN_SHARE;
  const sizeByY = new Map<number, number>();
  for (const { y, size } of baselines) sizeByY.set(Math.round(y), Math.max(size, sizeByY.get(Math.round(y)) ?? 0));
  const down = [...sizeByY].sort((one, other) => other[0] - one[0]);
  const take = (lines: readonly (readonly [number, number])[], isInBand: (y: number) => boolean): Set<number> => {
    for (let count = Math.min(MAX_MARGIN_LINES, lines.length - 1); count > 0; count -= 1) {
      const [y, size] = lines[count - 1]!;
      const [next, nextSize] = lines[count]!;
      if (isInBand(y) && Math.abs(y - next) > APART_IN_SIZES * Math.max(size, nextSize)) {
        return new Set(lines.slice(0, count).map(([one]) => one));
      }
    }
    return new Set();
  };
  return {
    top: take(down, (y) => y > upper - band),
    foot: take([...down].reverse(), (y) => y < bottom + band),
  };
}

type Line = readonly Segment[];

function isUpright({ transform, str }: TextItem): boolean {
  const [a = 1, b = 0] = transform as number[];
  return str.trim() === '' || (a > 0 && Math.abs(b) < 0.05 * a);
}

function linesOf(items: readonly TextItem[]): Line[] {
  const lines: Line[] = [];
  let open: TextItem[] = [];
  for (const item of items) {
    open.push(item);
    if (!item.hasEOL) continue;
    lines.push(segmentsOf(open));
    open = [];
  }
  if (open.length > 0) lines.push(segmentsOf(open));
  return lines;
}

function segmentsOf(items: readonly TextItem[]): Segment[] {
  const groups: TextItem[][] = [];
  let right = Number.NaN;
  for (const item of items) {
    const isBlank = item.str.trim() === '';
    const left = item.transform[4] as number;
    const isFar = !isBlank && left - right > GAP_IN_SIZES * sizeOf(item);
    if (groups.length === 0 || isFar) groups.push([]);
    groups.at(-1)!.push(item);
    if (!isBlank) right = left + item.width;
  }
  return groups.map(asSegment);
}

function asSegment(items: readonly TextItem[]): Segment {
  const filled = items.filter((item) => item.str.trim() !== '');
  const [first] = filled;
  return {
    items,
    left: Math.min(...filled.map((item) => item.transform[4] as number)),
    right: Math.max(...filled.map((item) => (item.transform[4] as number) + item.width)),
    y: (first?.transform[5] as number | undefined) ?? Number.NaN,
    size: Math.max(0, ...filled.map(sizeOf)),
    characters: filled.reduce((sum, item) => sum + item.str.length, 0),
  };
}

function sizeOf(item: TextItem): number {
  const [, , c = 0, d = 0] = item.transform as number[];
  return Math.hypot(c, d) || item.height;
}

/**
 * Two columns drawn line by line, one after the other; undefined when there are none.
 *
 * Lines that cross the gutter (titles, wide tables) keep their place between the parts above and below them.
 */
function inColumns(lines: readonly Line[]): Line[] | undefined {
  const pairs = lines.filter((line) => line.length === 2 && line.every(isWordy));
  if (pairs.length < MIN_COLUMN_LINES) return undefined;
  const gutterLeft = Math.max(...pairs.map((line) => line[0]!.right));
  const gutterRight = Math.min(...pairs.map((line) => line[1]!.left));
  if (gutterLeft >= gutterRight) return undefined;
  const ordered: Line[] = [];
  let left: Line[] = [];
  let right: Line[] = [];
  const close = (): void => {
    ordered.push(...left, ...right);
    left = [];
    right = [];
  };
  for (const line of lines) {
    if (line.some((segment) => segment.left < gutterLeft && segment.right > gutterRight)) {
      close();
      ordered.push(line);
      continue;
    }
    const before = line.filter((segment) => !(segment.left >= gutterLeft));
    const after = line.filter((segment) => segment.left >= gutterLeft);
    if (before.length > 0) left.push(before);
    if (after.length > 0) right.push(after);
  }
  close();
  return ordered;
}

function isWordy(segment: Segment): boolean {
  return segment.characters >= MIN_COLUMN_CHARACTERS;
}

function marginsApart(lines: readonly Line[], view: PageView): Line[] | undefined {
  const placed = lines.flat().filter((segment) => Number.isFinite(segment.y));
  const { top, foot } = marginBaselines(placed, view);
  const isAt = (line: Line, baselines: ReadonlySet<number>) => baselines.has(Math.round(line[0]?.y ?? Number.NaN));
  const heads = lines.filter((line) => isAt(line, top));
  const feet = lines.filter((line) => isAt(line, foot) && !isAt(line, top));
  if (heads.length + feet.length === 0 || !isOneEach(heads) || !isOneEach(feet)) return undefined;
  const down = (one: Line, other: Line) => other[0]!.y - one[0]!.y;
  const body = lines.filter((line) => !isAt(line, top) && !isAt(line, foot));
  return [...heads.sort(down), ...body, ...feet.sort(down)];
}

/** Two names side by side are the titles of columns, which stay with them; a name and a page number are a head. */
function isOneEach(lines: readonly Line[]): boolean {
  const named = lines.filter((line) => !line.some(({ items }) => items.some((item) => /\p{N}/u.test(item.str))));
  const baselines = named.filter((line) => line[0] !== undefined).map((line) => Math.round(line[0]!.y));
  return new Set(baselines).size === baselines.length;
}

function asItems(line: Line): TextItem[] {
  const items = line.flatMap((segment) => segment.items);
  return items.map((item, index) => {
    const hasEOL = index === items.length - 1;
    return item.hasEOL === hasEOL ? item : { ...item, hasEOL };
  });
}
