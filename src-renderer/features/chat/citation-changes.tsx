import { FileClock } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Citation } from '../../../src-contract/answer.ts';
import type { CitationStatus, DiffPart } from '../../../src-contract/citation-status.ts';

/** Citations whose words moved, changed or went since the answer was made, each in a sentence; edits word by word. */
export function CitationChanges({
  citations,
  changes,
}: {
  readonly citations: readonly Citation[];
  readonly changes: ReadonlyMap<number, CitationStatus>;
}) {
  const t = useTranslations('chat');
  if (changes.size === 0) return null;
  return (
    <ul aria-label={t('changes')} className="mb-2 space-y-1">
      {citations.map(({ number, source }) => {
        const change = changes.get(number);
        if (change === undefined) return null;
        return (
          <li key={number} className="flex gap-2 text-small text-n8">
            <FileClock aria-hidden="true" className="mt-[0.2em] size-3.5 shrink-0 text-caution" strokeWidth={1.75} />
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p>
                [{number}] {t(changeKey(change), { title: source.title, path: change.movedTo?.path ?? '' })}
              </p>
              {change.diff === undefined ? null : <Diff parts={change.diff} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** The key of the words for a change, under `chat`. */
export function changeKey({ status, isStale, movedTo }: CitationStatus) {
  if (status === 'moved') return movedTo?.position === undefined ? 'change.movedFile' : 'change.moved';
  if (status === 'edited' || status === 'deleted') return `change.${status}` as const;
  return isStale ? 'change.stale' : 'change.same';
}

const LOOKS = {
  same: undefined,
  removed: 'text-n7 line-through decoration-caution',
  added: 'bg-accent-soft text-n11 no-underline',
} as const;

function Diff({ parts }: { readonly parts: readonly DiffPart[] }) {
  return (
    <p className="mt-0.5 whitespace-pre-line border-s-2 border-hairline ps-2 text-n9">
      {parts.map(({ kind, text }, index) => {
        const Tag = kind === 'removed' ? 'del' : kind === 'added' ? 'ins' : 'span';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text that is rendered as a whole
          <Tag key={index} className={LOOKS[kind]}>
            {text}
          </Tag>
        );
      })}
    </p>
  );
}
