import { ChartLine, Download, FileImage, Table2 } from 'lucide-react';
import { useId, useState } from 'react';
import type uPlot from 'uplot';
import { useTranslations } from 'use-intl';
import { downloadText } from '../../lib/download-text.ts';
import { toCsv } from '../../lib/to-csv.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Plot } from './plot.tsx';
import type { PlotSpec, PlotTable } from './plot-spec.ts';
import { savePicture } from './save-picture.ts';

/** A chart that says what it found, with the same as a table, a picture and a file of values. */
export function ChartCard({
  title,
  name,
  spec,
  table,
}: {
  readonly title: string;
  /** Of the files that are saved, without an ending. */
  readonly name: string;
  readonly spec: PlotSpec;
  readonly table: PlotTable;
}) {
  const t = useTranslations('insights.chart');
  const id = useId();
  const [isTable, setTable] = useState(false);
  const [plot, setPlot] = useState<uPlot>();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-lg border border-hairline bg-n0 px-4 py-3 max-middle:px-3">
      <header className="mb-2 flex items-start gap-1">
        <h2 id={id} className="min-w-0 flex-1 text-base font-semibold text-n11">
          {title}
        </h2>
        <IconButton
          icon={isTable ? ChartLine : Table2}
          size="small"
          label={t(isTable ? 'asChart' : 'asTable')}
          onClick={() => setTable(!isTable)}
        />
        <IconButton
          icon={FileImage}
          size="small"
          label={t('png')}
          disabled={plot === undefined}
          onClick={() => plot !== undefined && savePicture(plot, title, `${name}.png`)}
        />
        <IconButton
          icon={Download}
          size="small"
          label={t('csv')}
          onClick={() => downloadText(`${name}.csv`, 'text/csv', toCsv(table.head, table.values))}
        />
      </header>
      {isTable ? (
        <DataTable table={table} />
      ) : (
        <>
          <Plot spec={spec} label={title} onDrawn={setPlot} />
          {spec.series.length > 1 ? <Legend spec={spec} /> : null}
        </>
      )}
    </section>
  );
}

const SWATCHES = { accent: 'bg-accent', info: 'bg-info', caution: 'bg-caution' } as const;

function Legend({ spec }: { readonly spec: PlotSpec }) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-small text-n8">
      {spec.series.map(({ label, token }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={classNames('size-2.5 rounded-[2px]', SWATCHES[token])} />
          {label}
        </li>
      ))}
    </ul>
  );
}

function DataTable({ table }: { readonly table: PlotTable }) {
  return (
    <ScrollRegion label={table.head.join(', ')} className="max-h-70">
      <table className="w-full text-small tabular-nums">
        <thead>
          <tr className="border-b border-hairline text-n8">
            {table.head.map((cell, at) => (
              <th
                key={cell}
                scope="col"
                className={classNames('py-1 font-medium', at === 0 ? 'text-start' : 'ps-3 text-end')}
              >
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([first, ...rest]) => (
            <tr key={first} className="border-b border-hairline">
              <th scope="row" className="py-1 text-start font-normal text-n10">
                {first}
              </th>
              {rest.map((cell, at) => (
                <td key={table.head[at + 1]} className="ps-3 text-end text-n10">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
