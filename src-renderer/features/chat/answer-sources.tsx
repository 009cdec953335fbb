import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Citation } from '../../../src-contract/answer.ts';
import type { OcrMark } from '../../../src-contract/ocr.ts';
import type { Passage, Position, SourceRef } from '../../../src-contract/passage.ts';
import { isMarkdownPassage } from '../../lib/markdown-kinds.ts';
import { plainMarkdown } from '../../lib/plain-markdown.ts';
import { useFormat } from '../../lib/use-format.ts';
import { OcrTag } from '../source/ocr-tag.tsx';
import { openSource } from '../source/source-store.ts';
import { passageTarget, uncitedPassages } from './answer-targets.ts';

/** The sources under an answer, folded: the cited passages by number, then what was read besides. */
export function AnswerSources({
  citations,
  passages,
  onOpen,
}: {
  readonly citations: readonly Citation[];
  readonly passages: readonly Passage[];
  readonly onOpen: (number: number) => void;
}) {
  const t = useTranslations('chat');
  const uncited = uncitedPassages(passages, citations);
  if (citations.length === 0 && uncited.length === 0) return null;
  const files = new Set(citations.map((citation) => citation.source.id)).size;
  return (
    <details className="group mt-1">
      <summary className="flex w-fit cursor-default list-none items-center gap-1 rounded-control py-1 pe-2 text-small text-n9 hover:text-n11">
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 transition-transform duration-(--quick) group-open:rotate-90"
        />
        {t('cited')}
        <span className="ms-1 text-n7">{t('sources', { count: files })}</span>
      </summary>
      <ol className="mt-0.5">
        {citations.map((citation) => (
          <SourceRow
            key={citation.number}
            number={citation.number}
            source={citation.source}
            position={citation.position}
            heading={citation.heading}
            ocr={citation.ocr}
            words={wordsOf(citation, citation.quote)}
            onOpen={() => onOpen(citation.number)}
          />
        ))}
      </ol>
      {uncited.length === 0 ? null : (
        <>
          <p className="px-2 pb-0.5 pt-2 text-tiny text-n7">{t('read')}</p>
          <ul>
            {uncited.map((passage) => (
              <SourceRow
                key={passage.chunk}
                source={passage.source}
                position={passage.position}
                heading={passage.heading}
                ocr={passage.ocr}
                words={wordsOf(passage, passage.snippet)}
                onOpen={() => openSource(uncited.map(passageTarget), uncited.indexOf(passage))}
              />
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

/** What a source says, without the marks of Markdown. */
function wordsOf(found: Pick<Passage, 'source' | 'position'>, text: string): string {
  return isMarkdownPassage(found) ? plainMarkdown(text).text : text;
}

function SourceRow({
  number,
  source,
  position,
  heading,
  ocr,
  words,
  onOpen,
}: {
  readonly number?: number;
  readonly source: SourceRef;
  readonly position: Position;
  readonly heading: string | undefined;
  readonly ocr: OcrMark | undefined;
  readonly words: string;
  readonly onOpen: () => void;
}) {
  const format = useFormat();
  const place = format.place(position, source.kind);
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        className="grid w-full grid-cols-[1.25rem_1fr] rounded-control px-2 py-1.5 text-start text-small hover:bg-hover"
      >
        <span className="tabular text-n7">{number}</span>
        <span className="flex min-w-0 gap-2">
          <span className="max-w-[60%] shrink-0 truncate font-medium text-n10">{source.title}</span>
          <span className="min-w-0 truncate text-n7">{[place, heading].filter(Boolean).join(' · ')}</span>
          <OcrTag ocr={ocr} className="ms-auto" />
        </span>
        <span className="col-start-2 truncate text-n8">{words.replaceAll(/\s+/g, ' ')}</span>
      </button>
    </li>
  );
}
