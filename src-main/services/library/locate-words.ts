import type { Position, Rectangle } from '../../../src-contract/passage.ts';
import type { OcrPage } from './ports.ts';

/** The rectangles of the words that a position touches on a page read by text recognition, joined by line. */
export function locateWords(read: OcrPage, { charStart, charEnd }: Position) {
  const rectangles: Rectangle[] = [];
  let end = -1;
  for (const [from, to, x, y, width, height] of read.words) {
    if (from >= charEnd || to <= charStart) continue;
    const last = rectangles.at(-1);
    const isSameLine = last !== undefined && end >= 0 && !read.text.slice(end, from).includes('\n');
    if (isSameLine) rectangles[rectangles.length - 1] = union(last, { x, y, width, height });
    else rectangles.push({ x, y, width, height });
    end = to;
  }
  return { pageWidth: read.width, pageHeight: read.height, rectangles };
}

function union(left: Rectangle, right: Rectangle): Rectangle {
  const x = Math.min(left.x, right.x);
  const y = Math.min(left.y, right.y);
  const width = Math.max(left.x + left.width, right.x + right.width) - x;
  return { x, y, width, height: Math.max(left.y + left.height, right.y + right.height) - y };
}
