import { useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Passage } from '../../../src-contract/passage.ts';
import { useFormat } from '../../lib/use-format.ts';
import { OcrTag } from '../source/ocr-tag.tsx';
import { ScoreBar } from './score-bar.tsx';
import { litRuns, type Run, snippetLines } from './snippet-lines.ts';
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
  const runs = useMemo(() => litRuns(passage.snippet, passage.highlights), [passage]);
  return (
    <span className="line-clamp-5 text-base text-n10 [overflow-wrap:anywhere]">
      <Runs runs={runs} />
    </span>
  );
}

function CodeSnippet({ passage }: { readonly passage: Passage }) {
  const element = useRef<HTMLSpanElement>(null);
  const file = useFileText(element, passage.source);
  const lines = useMemo(() => snippetLines(passage, file), [passage, file]);
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
            <Runs runs={line.runs} />
          </span>
        </span>
      ))}
    </span>
  );
}

function Runs({ runs }: { readonly runs: readonly Run[] }) {
  return runs.map((run, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a text never move
    run.isLit ? <mark key={index}>{run.text}</mark> : <span key={index}>{run.text}</span>,
  );
}
