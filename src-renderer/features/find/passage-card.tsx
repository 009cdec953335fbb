import { useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Passage } from '../../../src-contract/passage.ts';
import { isMarkdownPassage } from '../../lib/markdown-kinds.ts';
import { plainMarkdown } from '../../lib/plain-markdown.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useHighlighted } from '../../lib/use-highlighted.ts';
import { OcrTag } from '../source/ocr-tag.tsx';
import { ScoreBar } from './score-bar.tsx';
import { codeToColour, colouredRuns, litRuns, type Run, snippetLines } from './snippet-lines.ts';
import { useFileText } from './use-file-text.ts';

/** One passage: its place in a muted line, its words lit, and the whole of it a way to the source. */
export function PassageCard({ passage, onOpen }: { readonly passage: Passage; readonly onOpen: () => void }) {
  const t = useTranslations('find');
  const format = useFormat();
  const place = format.place(passage.position, passage.source.kind);
  // A heading that only repeats the title, which stands above, says nothing.
  const heading = passage.heading === passage.source.title ? undefined : passage.heading;
  const where = [place, heading].filter(Boolean).join(' · ');
  return (
    <div className="min-w-0">
      <div className="flex min-h-6 items-center gap-2 text-small text-n7">
        <span className="min-w-0 truncate" title={where}>
          {where}
        </span>
        <OcrTag ocr={passage.ocr} />
        <ScoreBar passage={passage} />
      </div>
      <button
        type="button"
        data-passage=""
        onClick={onOpen}
        className="relative -mx-2 block w-[calc(100%+1rem)] rounded-control px-2 py-1 text-start hover:bg-hover"
      >
        <span className="sr-only">{t('open', { title: passage.source.title, place })} </span>
        {passage.source.kind === 'code' ? <CodeSnippet passage={passage} /> : <ProseSnippet passage={passage} />}
      </button>
    </div>
  );
}

function ProseSnippet({ passage }: { readonly passage: Passage }) {
  const runs = useMemo(() => {
    if (!isMarkdownPassage(passage)) return litRuns(passage.snippet, passage.highlights);
    const plain = plainMarkdown(passage.snippet, passage.highlights);
    return litRuns(plain.text, plain.ranges);
  }, [passage]);
  return (
    <span className="line-clamp-5 text-base text-n10 [overflow-wrap:anywhere]">
      <Runs runs={runs} />
    </span>
  );
}

function CodeSnippet({ passage }: { readonly passage: Passage }) {
  const element = useRef<HTMLSpanElement>(null);
  const file = useFileText(element, passage.source);
  const lines = useMemo(() => snippetLines(passage, file?.text), [passage, file]);
  const wanted = useMemo(
    () => (file === undefined ? undefined : codeToColour(passage, lines, file.text)),
    [passage, lines, file],
  );
  const tokens = useHighlighted(wanted?.text ?? '', wanted === undefined ? undefined : file?.language);
  return (
    <span
      ref={element}
      className="block overflow-hidden rounded-control border border-hairline bg-n1 py-1.5 font-mono text-small"
    >
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a passage never move
        <span key={index} className="flex whitespace-pre leading-5">
          <span className="tabular w-[5ch] shrink-0 select-none pe-3 text-end text-n7">{line.number}</span>
          <span className="[tab-size:4]">
            <Runs runs={colouredRuns(line.runs, tokens?.[index + (wanted?.skip ?? 0)])} />
          </span>
        </span>
      ))}
    </span>
  );
}

function Runs({ runs }: { readonly runs: readonly Run[] }) {
  return runs.map(({ text, isLit, scope }, index) => {
    // A lit word keeps its own ink: not every colour of code can be read on the mark.
    const className = scope === undefined || isLit ? undefined : `tok-${scope}`;
    const Part = isLit ? 'mark' : 'span';
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a text never move
      <Part key={index} className={className}>
        {text}
      </Part>
    );
  });
}
