import { useTranslations } from 'use-intl';
import type { CheckedSentence } from '../../../src-contract/answer.ts';
import { reasonKey } from './verdicts.ts';

/** More would be read by nobody. */
const MOST_REASONS = 3;

/** A verdict with its reasons, in words. */
export function VerdictWords({ checked }: { readonly checked: CheckedSentence }) {
  const t = useTranslations('chat');
  return (
    <span className="block">
      <span className="block font-medium text-n10">{t(`verdict.${checked.verdict}`)}</span>
      {checked.reasons.slice(0, MOST_REASONS).map((reason) => (
        <span key={`${reason.code} ${reason.detail ?? ''}`} className="block [overflow-wrap:anywhere]">
          {t(reasonKey(reason), { detail: reason.detail ?? '' })}
        </span>
      ))}
    </span>
  );
}
