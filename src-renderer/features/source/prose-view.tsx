import { useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Position } from '../../../src-contract/passage.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { firstMarkedIndex, markedText, type PassageLine, passageLines } from './passage-lines.ts';

/** Lines laid out together; far blocks are skipped by the browser, so a long text opens at once. */
const BLOCK = 120;

/** A text as it was read, with the passage marked and in view. */
export function ProseView({ text, range }: { readonly text: string; readonly range: Position | undefined }) {
  const t = useTranslations('source');
  const lines = useMemo(() => passageLines(text, range), [text, range]);
  const first = firstMarkedIndex(lines);
  const mark = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each other passage comes into view
  useEffect(() => {
    const show = (): void => mark.current?.scrollIntoView({ block: 'center' });
    show();
    // Blocks that come near get their true height only when they are laid out, which moves the mark once more.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(show);
    });
    return () => cancelAnimationFrame(frame);
  }, [lines]);
  const blocks: PassageLine[][] = [];
  for (let from = 0; from < lines.length; from += BLOCK) blocks.push(lines.slice(from, from + BLOCK));
  return (
    <ScrollRegion
      label={t('textLabel')}
      className="bg-n0 px-6 py-5 text-base leading-[1.65] [overflow-wrap:anywhere] max-middle:px-4"
    >
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one fixed text
        <div key={index} className="[contain-intrinsic-size:auto_120rem] [content-visibility:auto]">
          {block.map((line) => (
            <div key={line.number} className="min-h-[0.8lh] whitespace-pre-wrap">
              {markedText(line).trim() === '' ? (
                line.text
              ) : (
                <>
                  {line.text.slice(0, line.markStart)}
                  <mark ref={line.number - 1 === first ? mark : undefined} className="box-decoration-clone px-0.5">
                    {markedText(line)}
                  </mark>
                  {line.text.slice(line.markEnd)}
                </>
              )}
            </div>
          ))}
        </div>
      ))}
    </ScrollRegion>
  );
}
