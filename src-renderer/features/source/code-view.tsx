import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Position } from '../../../src-contract/passage.ts';
import { useHighlighted } from '../../lib/use-highlighted.ts';
import { classNames } from '../../ui/class-names.ts';
import { CodeLine } from '../../ui/code-line.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { firstMarkedIndex, passageLines } from './passage-lines.ts';

/** Height of a line in rem: the 12.5 px type at 1.6. */
const LINE_REM = 1.25;

/** Code with line numbers; the lines of the passage are lit and in view. Only the lines on screen exist. */
export function CodeView({
  text,
  language,
  range,
}: {
  readonly text: string;
  readonly language: string | undefined;
  readonly range: Position | undefined;
}) {
  const t = useTranslations('source');
  const scroller = useRef<HTMLElement>(null);
  const lines = useMemo(() => passageLines(text, range), [text, range]);
  const tokens = useHighlighted(text, language);
  const widest = useMemo(() => lines.reduce((most, line) => Math.max(most, line.text.length), 0), [lines]);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_REM * rem,
    overscan: 20,
  });
  useEffect(() => {
    const first = firstMarkedIndex(lines);
    if (first !== undefined) virtualizer.scrollToIndex(Math.max(0, first - 4), { align: 'start' });
  }, [lines, virtualizer]);
  const numberWidth = `${String(lines.length).length + 1}ch`;
  return (
    <ScrollRegion ref={scroller} label={t('textLabel')} className="bg-n0 py-2 font-mono text-small">
      <div
        className="relative min-w-full"
        // A tab counts eight at most; the longest line decides how far it scrolls to the side.
        style={{ height: virtualizer.getTotalSize(), width: `calc(${widest + 4}ch + ${numberWidth} + 2rem)` }}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          const isLit = line.markStart !== undefined;
          return (
            <div
              key={item.key}
              className={classNames(
                'absolute inset-x-0 top-0 flex h-5 whitespace-pre border-s-2 leading-5',
                isLit ? 'border-accent bg-mark/45' : 'border-transparent',
              )}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span
                className={classNames('tabular shrink-0 select-none pe-4 ps-2 text-end', isLit ? 'text-n9' : 'text-n7')}
                style={{ width: `calc(${numberWidth} + 1.75rem)` }}
              >
                {line.number}
              </span>
              <code className="font-mono [tab-size:4]">
                <CodeLine text={line.text} tokens={tokens?.[item.index]} />
              </code>
            </div>
          );
        })}
      </div>
    </ScrollRegion>
  );
}
