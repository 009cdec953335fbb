import { toCsv } from '../../lib/to-csv.ts';

/** The words of a table as CSV: without the chips of its citations, and of a formula its source. */
export function tableToCsv(table: Element): string {
  const [head = [], ...rows] = [...table.querySelectorAll('tr')].map((row) => [...row.children].map(wordsOf));
  return toCsv(head, rows);
}

function wordsOf(cell: Element): string {
  const copy = cell.cloneNode(true) as Element;
  for (const chip of copy.querySelectorAll('button')) chip.remove();
  for (const formula of copy.querySelectorAll('.katex'))
    formula.replaceWith(formula.querySelector('annotation')?.textContent ?? '');
  // The word joiner belongs to the chip: with it "6" would be no number.
  return (copy.textContent ?? '').replaceAll('\u2060', '').trim();
}
