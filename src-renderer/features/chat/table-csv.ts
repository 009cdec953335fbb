/** The cells of a table as CSV (RFC 4180), without the chips of its citations. */
export function tableToCsv(table: HTMLTableElement): string {
  return [...table.rows].map((row) => [...row.cells].map((one) => csvCell(wordsOf(one))).join(',')).join('\r\n');
}

function wordsOf(cell: HTMLTableCellElement): string {
  const copy = cell.cloneNode(true) as HTMLElement;
  for (const chip of copy.querySelectorAll('button, cite')) chip.remove();
  return (copy.textContent ?? '').trim();
}

/** Quoted where a comma, a quotation mark or a line end stands in it. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
