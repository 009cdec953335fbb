/** Rows of cells as a table in Markdown; the first row names the columns. Empty rows are left out. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const filled = rows.map((row) => row.map(tableCell)).filter((row) => row.some((cell) => cell !== ''));
  return filled
    .flatMap((row, index) => {
      const line = `| ${row.join(' | ')} |`;
      return index === 0 && filled.length > 1 ? [line, `|${' --- |'.repeat(row.length)}`] : [line];
    })
    .join('\n');
}

/** The text of one cell on one line, with its bars escaped. */
export function tableCell(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim().replace(/\|/gu, '\\|');
}

/** Text that every other part can store and show: no control characters but tab and line feed, no half pairs. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/gu, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, ' ')
    .toWellFormed();
}
