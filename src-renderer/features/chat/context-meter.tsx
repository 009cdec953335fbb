import { useTranslations } from 'use-intl';
import type { ContextUse } from '../../../src-contract/answer.ts';
import { useFormat } from '../../lib/use-format.ts';

/** How much of the model's context the question, its passages and the conversation take. */
export function ContextMeter({ usedTokens, totalTokens }: ContextUse) {
  const t = useTranslations('chat.made');
  const format = useFormat();
  const share = totalTokens === 0 ? 0 : Math.min(1, usedTokens / totalTokens);
  const words = t('context', { used: format.number(usedTokens), total: format.number(totalTokens) });
  return (
    <div className="mb-1 flex items-center gap-2 text-small text-n7">
      <span aria-hidden="true" className="h-1 w-16 shrink-0 overflow-hidden rounded-full bg-n3">
        <span className="block h-full bg-n8" style={{ inlineSize: `${share * 100}%` }} />
      </span>
      <span className="tabular">{words}</span>
    </div>
  );
}
