import { sentence } from '../../../src-contract/host-message.ts';
import type { Position, Rectangle } from '../../../src-contract/passage.ts';
import { openPdf } from './pdf-document.ts';
import type { PlacedItem } from './pdf-page-text.ts';
import { pageText } from './read-pdf.ts';
import { Unreadable } from './unreadable.ts';

/** Where a range of characters stands on a page, seen as a reader sees the page: turned upright, cropped. */
export interface PageLocation {
  readonly pageWidth: number;
  readonly pageHeight: number;
  readonly rectangles: Rectangle[];
}

/** Letters reach below the base line by about this share of their size. A common font metric. */
const DESCENT = 0.22;

/**
 * Finds the rectangles that the characters of a position cover, one a line, in points from the lower left of the page
 * as it is shown (its rotation and crop box applied).
 *
 * @throws Unreadable when the file or page cannot be read
 */
export async function locateInPdf(
  bytes: Uint8Array,
  position: Position,
  pdf: { readonly folder: string; readonly password?: string },
): Promise<PageLocation> {
  await using document = await openPdf(bytes, pdf.folder, pdf);
  const number = position.page ?? 1;
  if (number > document.pageCount) throw new Unreadable('invalid', sentence('pdf-no-page', { page: number }));
  const page = await document.page(number);
  const viewport = page.getViewport({ scale: 1 });
  const { items } = await pageText(document, number);
  const boxes: Rectangle[] = [];
  for (const item of items) {
    const from = Math.max(item.start, position.charStart);
    const to = Math.min(item.end, position.charEnd);
    if (from >= to) continue;
    const corners = cornersOf(item, from, to).map(
      ([x, y]) => viewport.convertToViewportPoint(x, y) as [number, number],
    );
    boxes.push(boundsOf(corners, viewport.height));
  }
  return { pageWidth: viewport.width, pageHeight: viewport.height, rectangles: mergeByLine(boxes) };
}

/** The corners of a part of an item in page space; letters are taken to be equally wide. */
function cornersOf(item: PlacedItem, from: number, to: number): [number, number][] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = item.transform;
  const across = Math.hypot(a, b) || 1;
  const up = Math.hypot(c, d) || 1;
  const length = item.end - item.start;
  const left = ((from - item.start) / length) * item.width;
  const right = ((to - item.start) / length) * item.width;
  const bottom = -DESCENT * item.height;
  const top = (1 - DESCENT / 2) * item.height;
  const place = (x: number, y: number): [number, number] => [
    e + (a / across) * x + (c / up) * y,
    f + (b / across) * x + (d / up) * y,
  ];
  return [place(left, bottom), place(right, bottom), place(left, top), place(right, top)];
}

function boundsOf(corners: readonly (readonly [number, number])[], pageHeight: number): Rectangle {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  const height = Math.max(...ys) - y;
  return { x, y: pageHeight - y - height, width: Math.max(...xs) - x, height };
}

/** Joins rectangles that follow each other on one line, with the spaces between them. */
function mergeByLine(boxes: readonly Rectangle[]): Rectangle[] {
  const lines: Rectangle[] = [];
  for (const box of boxes) {
    const last = lines.at(-1);
    if (last !== undefined && isSameLine(last, box)) lines[lines.length - 1] = union(last, box);
    else lines.push(box);
  }
  return lines;
}

function isSameLine(left: Rectangle, right: Rectangle): boolean {
  const overlap = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  const lower = Math.min(left.height, right.height);
  const gap = Math.max(left.x, right.x) - Math.min(left.x + left.width, right.x + right.width);
  return overlap > lower / 2 && gap < lower * 3;
}

function union(left: Rectangle, right: Rectangle): Rectangle {
  const x = Math.min(left.x, right.x);
  const y = Math.min(left.y, right.y);
  return {
    x,
    y,
    width: Math.max(left.x + left.width, right.x + right.width) - x,
    height: Math.max(left.y + left.height, right.y + right.height) - y,
  };
}
