/**
 * Values as CSV (RFC 4180), each row with its line end.
 *
 * A cell that a spreadsheet would run as a formula begins with an apostrophe; numbers in words such as `-5` and `+3.5 %`
 * do not, and neither does a lone sign.
 */
export function toCsv(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const isRun = /^[=+\-@\t\r]/.test(value) && !/^[+-][\d.,]* ?%?$/.test(value);
  const tame = isRun ? `'${value}` : value;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
