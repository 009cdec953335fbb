import { Info } from 'lucide-react';
import { useLocale, useTranslations } from 'use-intl';
import type { Limit } from '../../../src-contract/answer.ts';

/** Limits whose own message names the file or the count; said in full where the interface speaks the host's language. */
const SPECIFIC: ReadonlySet<Limit['code']> = new Set([
  'pages-without-text',
  'model-broken',
  'model-context',
  'context-trimmed',
  'sent-out',
]);

/** What held an answer back, each in a plain sentence, once. */
export function AnswerLimits({ limits }: { readonly limits: readonly Limit[] }) {
  const t = useTranslations('chat');
  const locale = useLocale();
  const distinct = limits.filter(
    // An answer without passages says so itself.
    ({ code }, index) => code !== 'no-passages' && limits.findIndex((other) => other.code === code) === index,
  );
  if (distinct.length === 0) return null;
  return (
    <ul className="mb-2 space-y-0.5">
      {distinct.map((limit) => (
        <li key={limit.code} className="flex gap-2 text-small text-n8" title={limit.message}>
          <Info aria-hidden="true" className="mt-[0.2em] size-3.5 shrink-0 text-n7" strokeWidth={1.75} />
          {locale === 'en' && SPECIFIC.has(limit.code) ? limit.message : t(`limit.${limit.code}`)}
        </li>
      ))}
    </ul>
  );
}
