import { type ReactNode, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { tableToCsv } from './table-csv.ts';

/** Code of an answer with the name of its language and a button that copies it. */
export function CodeBlock({
  language,
  children,
}: {
  readonly language: string | undefined;
  readonly children: ReactNode;
}) {
  const t = useTranslations('turn');
  const block = useRef<HTMLPreElement>(null);
  return (
    <div className="relative">
      <div className="absolute end-1 top-1 flex items-center gap-1 rounded-control bg-n1 ps-1.5 text-tiny text-n8">
        {language}
        <CopyButton label={t('copyCode')} read={() => block.current?.textContent ?? ''} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, scrolling by keyboard */}
      <pre ref={block} tabIndex={0}>
        {children}
      </pre>
    </div>
  );
}

/** A table of an answer: scrolls by itself when it is wide, and is copied as CSV. */
export function TableBlock({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('turn');
  const table = useRef<HTMLTableElement>(null);
  return (
    <div className="relative">
      <div className="-mb-1 flex justify-end">
        <CopyButton label={t('copyTable')} read={() => (table.current === null ? '' : tableToCsv(table.current))} />
      </div>
      <ScrollRegion label={t('table')} className="mb-3">
        <table
          ref={table}
          className="!my-0 min-w-max [&_td]:max-w-80 [&_td]:[overflow-wrap:normal] [&_th]:[overflow-wrap:normal]"
        >
          {children}
        </table>
      </ScrollRegion>
    </div>
  );
}
