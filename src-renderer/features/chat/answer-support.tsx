import { ChevronRight, CircleAlert, CircleDashed, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { CheckedSentence } from '../../../src-contract/answer.ts';
import { VerdictWords } from './verdict-words.tsx';
import { doubtfulSentences, plainSentence } from './verdicts.ts';

/** How many sentences their passages carry, and behind it those that they do not, with the reasons. */
export function AnswerSupport({
  text,
  verdicts,
}: {
  readonly text: string;
  readonly verdicts: readonly CheckedSentence[] | undefined;
}) {
  const t = useTranslations('chat');
  if (verdicts === undefined || verdicts.length === 0) return null;
  const doubtful = doubtfulSentences(verdicts);
  const line = t('support', { supported: verdicts.length - doubtful.length, total: verdicts.length });
  if (doubtful.length === 0) {
    return (
      <p className="mb-2 flex items-center gap-2 text-small text-n8">
        <ShieldCheck aria-hidden="true" className="size-3.5 shrink-0 text-accent" strokeWidth={1.75} />
        {line}
      </p>
    );
  }
  return (
    <details className="group mb-2 text-small">
      <summary className="flex w-fit cursor-default list-none items-center gap-2 rounded-control pe-2 text-n9 hover:text-n11">
        <CircleAlert aria-hidden="true" className="size-3.5 shrink-0 text-caution" strokeWidth={1.75} />
        {line}
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 text-n7 transition-transform duration-(--quick) group-open:rotate-90"
        />
      </summary>
      <ul className="mt-1 space-y-2 ps-[1.375rem]">
        {doubtful.map((checked) => (
          <li key={checked.start} className="flex gap-2 text-n8">
            {checked.verdict === 'partly' ? (
              <CircleDashed aria-hidden="true" className="mt-[0.2em] size-3.5 shrink-0 text-n7" strokeWidth={1.75} />
            ) : (
              <CircleAlert
                aria-hidden="true"
                className="mt-[0.2em] size-3.5 shrink-0 text-caution"
                strokeWidth={1.75}
              />
            )}
            <span className="min-w-0">
              <q className="text-n9 [overflow-wrap:anywhere]">
                {plainSentence(text.slice(checked.start, checked.end))}
              </q>
              <VerdictWords checked={checked} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
