import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Position } from '../../../src-contract/passage.ts';
import { useHighlighted } from '../../lib/use-highlighted.ts';
import { CodeLine } from '../../ui/code-line.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import type { FirstMarkRef } from './first-mark.ts';
import { markedText, type PassageLine, passageLines } from './passage-lines.ts';
import { firstMarkedLine, proseShapes, type Shape } from './prose-shapes.ts';
import { TableShape } from './table-shape.tsx';

/** Lines laid out together; far blocks are skipped by the browser, so a long text opens at once. */
const BLOCK = 120;

const HEADING = /^#{1,6}\s+(?=\S)/;

interface FirstMark {
  readonly line: number | undefined;
  readonly ref: FirstMarkRef;
}

/** A text as it was read, with the passage marked and in view; tables, code and headings of Markdown as such. */
export function ProseView({
  text,
  range,
  isMarkdown,
}: {
  readonly text: string;
  readonly range: Position | undefined;
  readonly isMarkdown: boolean;
}) {
  const t = useTranslations('source');
  const shapes = useMemo((): readonly Shape[] => {
    const lines = passageLines(text, range);
    return isMarkdown ? proseShapes(lines) : [{ kind: 'prose', lines }];
  }, [text, range, isMarkdown]);
  const mark = useRef<HTMLElement | null>(null);
  const keepMark = useCallback((element: HTMLElement | null) => {
    mark.current = element;
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each other passage comes into view
  useEffect(() => {
    const show = (): void => mark.current?.scrollIntoView({ block: 'center' });
    show();
    // Blocks that come near get their true height only when they are laid out, which moves the mark once more.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(show);
    });
    return () => cancelAnimationFrame(frame);
  }, [shapes]);
  const first: FirstMark = { line: firstMarkedLine(shapes), ref: keepMark };
  return (
    <ScrollRegion
      label={t('textLabel')}
      className="bg-n0 px-6 py-5 text-base leading-[1.65] [overflow-wrap:anywhere] max-middle:px-4"
    >
      {shapes.map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes of one fixed text
        <ShapeView key={index} shape={shape} first={first} isMarkdown={isMarkdown} />
      ))}
    </ScrollRegion>
  );
}

function ShapeView({
  shape,
  first,
  isMarkdown,
}: {
  readonly shape: Shape;
  readonly first: FirstMark;
  readonly isMarkdown: boolean;
}) {
  if (shape.kind === 'table') return <TableShape table={shape} firstLine={first.line} mark={first.ref} />;
  if (shape.kind === 'code') return <CodeShape language={shape.language} lines={shape.lines} first={first} />;
  return blocksOf(shape.lines).map((block) => (
    <div key={block[0]?.number} className="[contain-intrinsic-size:auto_120rem] [content-visibility:auto]">
      {block.map((line) => (
        <ProseLine key={line.number} line={line} first={first} isMarkdown={isMarkdown} />
      ))}
    </div>
  ));
}

function blocksOf(lines: readonly PassageLine[]): (readonly PassageLine[])[] {
  const blocks: (readonly PassageLine[])[] = [];
  for (let from = 0; from < lines.length; from += BLOCK) blocks.push(lines.slice(from, from + BLOCK));
  return blocks;
}

function ProseLine({
  line,
  first,
  isMarkdown,
}: {
  readonly line: PassageLine;
  readonly first: FirstMark;
  readonly isMarkdown: boolean;
}) {
  const signs = isMarkdown ? (HEADING.exec(line.text)?.[0].length ?? 0) : 0;
  const look = signs > 0 ? 'font-semibold text-n11' : '';
  const from = Math.max(signs, line.markStart ?? 0);
  return (
    <div className={`min-h-[0.8lh] whitespace-pre-wrap ${look}`}>
      {markedText(line).trim() === '' ? (
        line.text.slice(signs)
      ) : (
        <>
          {line.text.slice(signs, from)}
          <mark ref={line.number === first.line ? first.ref : undefined} className="box-decoration-clone px-0.5">
            {line.text.slice(from, line.markEnd)}
          </mark>
          {line.text.slice(Math.max(from, line.markEnd ?? 0))}
        </>
      )}
    </div>
  );
}

function CodeShape({
  language,
  lines,
  first,
}: {
  readonly language: string | undefined;
  readonly lines: readonly PassageLine[];
  readonly first: FirstMark;
}) {
  const tokens = useHighlighted(lines.map((line) => line.text).join('\n'), language);
  return (
    <div className="my-1 overflow-hidden rounded-control border border-hairline bg-n1 py-2 font-mono text-small">
      {lines.map((line, index) => {
        const isMarked = markedText(line).trim() !== '';
        return (
          <div
            key={line.number}
            ref={line.number === first.line ? first.ref : undefined}
            className={`min-h-[1lh] whitespace-pre-wrap px-3 ${isMarked ? 'bg-mark/45' : ''}`}
          >
            <CodeLine text={line.text} tokens={tokens?.[index]} />
          </div>
        );
      })}
    </div>
  );
}
