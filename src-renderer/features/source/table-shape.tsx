import { useTranslations } from 'use-intl';
import { classNames } from '../../ui/class-names.ts';
import type { FirstMarkRef } from './first-mark.ts';
import { markedText, type PassageLine } from './passage-lines.ts';
import { cellsOf, type Shape } from './prose-shapes.ts';

/** Rows laid out together; far ones are skipped by the browser, so a long sheet opens at once. */
const BLOCK = 120;

type Table = Extract<Shape, { kind: 'table' }>;

/**
 * A table of a text; rows of the passage are marked. Every row lays its cells out by the same widths.
 *
 * A marked row is marked whole: passages of tables are made of rows.
 */
export function TableShape({
  table,
  firstLine,
  mark,
}: {
  readonly table: Table;
  readonly firstLine: number | undefined;
  readonly mark: FirstMarkRef;
}) {
  const t = useTranslations('source');
  const { header, rows, widths } = table;
  const columns = widths.map((width) => `minmax(${width + 4}ch, ${width + 4}fr)`).join(' ');
  const minWidth = `${widths.reduce((sum, width) => sum + width + 4, 0)}ch`;
  const row = (line: PassageLine, isHead: boolean) => (
    <Row
      key={line.number}
      line={line}
      columns={columns}
      isHead={isHead}
      mark={line.number === firstLine ? mark : undefined}
    />
  );
  const blocks: PassageLine[][] = [];
  for (let from = 0; from < rows.length; from += BLOCK) blocks.push(rows.slice(from, from + BLOCK));
  // Laid out as blocks and grids: a browser lays out all rows of a plain table before it shows the first.
  return (
    <table aria-label={t('table')} className="tabular my-1 block text-small" style={{ minWidth }}>
      {header === undefined ? null : <thead className="block">{row(header, true)}</thead>}
      {blocks.map((block) => (
        <tbody key={block[0]?.number} className="block [contain-intrinsic-size:auto_200rem] [content-visibility:auto]">
          {block.map((line) => row(line, false))}
        </tbody>
      ))}
    </table>
  );
}

function Row({
  line,
  columns,
  isHead,
  mark,
}: {
  readonly line: PassageLine;
  readonly columns: string;
  readonly isHead: boolean;
  readonly mark: FirstMarkRef | undefined;
}) {
  const isMarked = markedText(line).trim() !== '';
  const Cell = isHead ? 'th' : 'td';
  return (
    <tr
      className={classNames(
        'grid border-b border-hairline',
        isHead ? 'font-medium text-n11' : 'text-n10',
        isMarked ? 'bg-mark/45' : '',
      )}
      style={{ gridTemplateColumns: columns }}
    >
      {cellsOf(line.text).map((cell, column) => (
        <Cell
          // biome-ignore lint/suspicious/noArrayIndexKey: cells of one fixed row
          key={column}
          ref={column === 0 ? mark : undefined}
          scope={isHead ? 'col' : undefined}
          className="px-2 py-0.5 text-start"
        >
          {isMarked && cell !== '' ? <mark className="bg-transparent text-inherit">{cell}</mark> : cell}
        </Cell>
      ))}
    </tr>
  );
}
