/** A line of a text with the part of it that belongs to the passage; both ends are offsets in the line. */
export interface PassageLine {
  readonly number: number;
  readonly text: string;
  readonly markStart?: number;
  readonly markEnd?: number;
}

/** Cuts a text into lines and says where the half-open UTF-16 range `charStart` to `charEnd` lies in each. */
export function passageLines(
  text: string,
  range?: { readonly charStart: number; readonly charEnd: number },
): PassageLine[] {
  let offset = 0;
  return text.split('\n').map((raw, index) => {
    const start = offset;
    offset += raw.length + 1;
    const line = { number: index + 1, text: raw.endsWith('\r') ? raw.slice(0, -1) : raw };
    if (range === undefined || range.charEnd <= start || range.charStart > start + raw.length) return line;
    const markStart = Math.max(0, range.charStart - start);
    const markEnd = Math.min(line.text.length, range.charEnd - start);
    return markEnd > markStart || raw === '' ? { ...line, markStart, markEnd } : line;
  });
}

/** The part of a line that belongs to the passage; empty where none does. */
export function markedText(line: PassageLine): string {
  return line.markStart === undefined ? '' : line.text.slice(line.markStart, line.markEnd);
}

/** The first line of the passage with something to see, 0-based; undefined where nothing is marked. */
export function firstMarkedIndex(lines: readonly PassageLine[]): number | undefined {
  const index = lines.findIndex((line) => markedText(line).trim() !== '');
  return index < 0 ? undefined : index;
}
