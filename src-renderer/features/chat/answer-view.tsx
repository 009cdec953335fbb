import { Check, Copy, Globe, RotateCw } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useCallback, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { CheckedSentence, Citation, GeneratorRef, Limit } from '../../../src-contract/answer.ts';
import type { CitationStatus } from '../../../src-contract/citation-status.ts';
import type { Passage, Timings } from '../../../src-contract/passage.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useCopied } from '../../lib/use-copied.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { codeChunks } from '../graph/code-chunks.ts';
import { CompletenessMeter } from '../graph/completeness-meter.tsx';
import { openSource } from '../source/source-store.ts';
import { AnswerLimits } from './answer-limits.tsx';
import { AnswerSources } from './answer-sources.tsx';
import { AnswerSupport } from './answer-support.tsx';
import { citationTargets } from './answer-targets.ts';
import { CitationChanges } from './citation-changes.tsx';
import { CitationContext } from './citation-context.ts';

const AnswerMarkdown = lazy(() =>
  import('./answer-markdown.tsx').then((module) => ({ default: module.AnswerMarkdown })),
);

const UNCHANGED: ReadonlyMap<number, CitationStatus> = new Map();

interface AnswerViewProps {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly passages: readonly Passage[];
  readonly limits: readonly Limit[];
  /** Absent while the answer is written, and in answers that were not checked. */
  readonly verdicts?: readonly CheckedSentence[] | undefined;
  /** What became of the citations since, by number. */
  readonly changes?: ReadonlyMap<number, CitationStatus>;
  readonly isBusy?: boolean;
  /** Stands under the text: what is happening, what went wrong, or the actions of a finished answer. */
  readonly children?: ReactNode;
}

/** An answer with its citation chips, its limits and its folded sources. */
export function AnswerView({
  text,
  citations,
  passages,
  limits,
  verdicts,
  changes = UNCHANGED,
  isBusy = false,
  children,
}: AnswerViewProps) {
  const t = useTranslations('chat');
  const open = useCallback(
    (number: number) => {
      const targets = citationTargets(citations, changes);
      openSource(
        targets,
        targets.findIndex((target) => target.number === number),
      );
    },
    [citations, changes],
  );
  // Beside a quoted lecture it says nothing that code was among the passages, too.
  const restsOnCode = citations.some(({ source }) => source.kind === 'code');
  const scope = useMemo(
    () => ({ citations, verdicts: verdicts ?? [], changes, open }),
    [citations, verdicts, changes, open],
  );
  return (
    <article aria-label={t('answer')} aria-busy={isBusy}>
      <CitationContext value={scope}>
        <Suspense fallback={<p className="prose whitespace-pre-wrap">{text}</p>}>
          <AnswerMarkdown text={text} />
        </Suspense>
      </CitationContext>
      <AnswerSupport text={text} verdicts={verdicts} />
      <CitationChanges citations={citations} changes={changes} />
      <AnswerLimits limits={limits} />
      {children}
      {isBusy ? null : <AnswerSources citations={citations} passages={passages} onOpen={open} />}
      {isBusy || !restsOnCode ? null : <CompletenessMeter chunks={codeChunks(passages)} isEager />}
    </article>
  );
}

/** The line under a finished answer: who wrote it and how fast, copy, again. */
export function AnswerFooter({
  text,
  generator,
  timings,
  isSearch = false,
  onAgain,
  children,
}: {
  readonly text: string;
  readonly generator: GeneratorRef;
  readonly timings: Timings;
  /** Nothing was written: passages were asked for. */
  readonly isSearch?: boolean;
  readonly onAgain: () => void;
  /** More that can be done with it. */
  readonly children?: ReactNode;
}) {
  const t = useTranslations('chat');
  const turn = useTranslations('turn');
  const common = useTranslations('common');
  const format = useFormat();
  const { isCopied, copy } = useCopied();
  const milliseconds = timings.total ?? Object.values(timings).reduce((sum, stage) => sum + stage, 0);
  return (
    <footer className="mt-1 flex items-center gap-x-1 border-t border-hairline pt-1">
      <span
        className="tabular me-auto min-w-0 truncate text-small text-n7"
        title={t('took', { time: format.seconds(milliseconds / 1000) })}
      >
        {generator.kind === 'remote' ? (
          <Globe aria-hidden="true" className="-mt-0.5 me-1 inline size-3.5 text-caution" strokeWidth={1.75} />
        ) : null}
        {isSearch
          ? turn('onlySearched')
          : generator.kind === 'extractive'
            ? t('quoted')
            : t('writtenBy', { name: generator.name.replace(/\.gguf$/i, '') })}
        {milliseconds > 0 ? ` · ${format.seconds(Math.max(0.1, milliseconds / 1000))}` : ''}
      </span>
      <Button size="small" onClick={() => void copy(text).catch(showFailure)}>
        {isCopied ? (
          <Check aria-hidden="true" className="size-3.5" />
        ) : (
          <Copy aria-hidden="true" className="size-3.5" />
        )}
        <span aria-live="polite">{isCopied ? common('copied') : t('copy')}</span>
      </Button>
      <Button size="small" onClick={onAgain} title={t('againHint')}>
        <RotateCw aria-hidden="true" className="size-3.5" />
        {t('again')}
      </Button>
      {children}
    </footer>
  );
}
