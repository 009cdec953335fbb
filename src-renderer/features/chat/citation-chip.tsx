import { useContext } from 'react';
import { useTranslations } from 'use-intl';
import type { CheckedSentence, Citation, Verdict } from '../../../src-contract/answer.ts';
import { isMarkdownPassage } from '../../lib/markdown-kinds.ts';
import { plainMarkdown } from '../../lib/plain-markdown.ts';
import { useFormat } from '../../lib/use-format.ts';
import { classNames } from '../../ui/class-names.ts';
import { Hint } from '../../ui/hint.tsx';
import { OcrTag } from '../source/ocr-tag.tsx';
import { useSourcePane } from '../source/source-store.ts';
import { changeKey } from './citation-changes.tsx';
import { BlockStart, CitationContext } from './citation-context.ts';
import { VerdictWords } from './verdict-words.tsx';
import { verdictAt } from './verdicts.ts';

/** The longest part of a passage a hint shows. */
const QUOTE_LENGTH = 240;

/** Filled, half filled, only an outline with a mark: told apart without colour. */
const LOOKS: Readonly<Record<Verdict, string>> = {
  supported: 'border-accent/45 bg-accent-soft text-accent hover:border-accent',
  partly:
    'border-accent/45 bg-[linear-gradient(to_top,var(--accent-soft)_50%,transparent_50%)] text-accent hover:border-accent',
  unsupported: 'border-dashed border-caution bg-transparent text-caution hover:border-solid',
};

/** The number behind a sentence; hovering shows the passage's words, a click opens the original. */
export function CitationChip({ number, at }: { readonly number: number; readonly at: number }) {
  const { citations, verdicts, changes, open } = useContext(CitationContext);
  const start = useContext(BlockStart);
  const t = useTranslations('chat');
  const format = useFormat();
  const citation = citations.find((candidate) => candidate.number === number);
  const isShown = useSourcePane((state) => {
    const target = state.isOpen ? state.targets[state.index] : undefined;
    if (target?.number !== number || citation === undefined) return false;
    return target.source.id === citation.source.id && target.position?.charStart === citation.position.charStart;
  });
  if (citation === undefined) return <span className="text-small text-n7">[{number}]</span>;
  const place = format.place(citation.position, citation.source.kind);
  const title = citation.source.title;
  const checked = verdictAt(verdicts, number, start + at);
  const change = changes.get(number);
  const changed = change && t(changeKey(change), { title, path: change.movedTo?.path ?? '' });
  const name = place === '' ? t('citationBare', { number, title }) : t('citation', { number, title, place });
  return (
    // The word joiner keeps the chip on the line of the sentence it belongs to.
    <span className="whitespace-nowrap">
      {'\u2060'}
      <Hint side="top" text={<CitationHint citation={citation} place={place} checked={checked} changed={changed} />}>
        <button
          type="button"
          aria-label={[name, checked && t(`verdict.${checked.verdict}`), changed].filter(Boolean).join(', ')}
          data-verdict={checked?.verdict}
          onClick={() => open(number)}
          className={classNames(
            'tabular ms-0.5 inline-grid h-[1.15em] min-w-[1.15em] -translate-y-[0.12em] place-items-center rounded-[5px] border px-1 align-middle text-micro font-semibold leading-none transition-colors duration-(--quick)',
            isShown ? 'border-accent bg-accent text-accent-ink' : LOOKS[checked?.verdict ?? 'supported'],
          )}
        >
          <span>
            {number}
            {checked?.verdict === 'unsupported' ? <span aria-hidden="true">!</span> : null}
            {change === undefined ? null : <span aria-hidden="true">*</span>}
          </span>
        </button>
      </Hint>
    </span>
  );
}

function CitationHint({
  citation,
  place,
  checked,
  changed,
}: {
  readonly citation: Citation;
  readonly place: string;
  readonly checked: CheckedSentence | undefined;
  readonly changed: string | undefined;
}) {
  const { source, heading } = citation;
  const quote = isMarkdownPassage(citation) ? plainMarkdown(citation.quote).text : citation.quote;
  const words = quote.length > QUOTE_LENGTH ? `${quote.slice(0, QUOTE_LENGTH).trimEnd()}…` : quote;
  return (
    <span className="block max-w-xs py-1">
      <span className="block whitespace-pre-line text-n10 [overflow-wrap:anywhere]">{words}</span>
      <span className="mt-1.5 block text-tiny text-n7 [overflow-wrap:anywhere]">
        {[source.title, place, heading].filter((part) => part !== undefined && part !== '').join(' · ')}
      </span>
      <OcrTag ocr={citation.ocr} className="mt-1" />
      {changed === undefined ? null : <span className="mt-1.5 block text-tiny text-caution">{changed}</span>}
      {checked === undefined ? null : (
        <span className="mt-1.5 block border-t border-hairline pt-1.5 text-tiny text-n8">
          <VerdictWords checked={checked} />
        </span>
      )}
    </span>
  );
}
