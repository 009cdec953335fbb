import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Failure } from '../../src-contract/failure.ts';
import { CopyButton } from './copy-button.tsx';

/** A failure where it belongs: what happened, to what, what to do, and a line that can be copied for a report. */
export function FailureNote({ failure, action }: { readonly failure: unknown; readonly action?: ReactNode }) {
  const t = useTranslations('failure');
  const known = failure instanceof Failure ? failure : undefined;
  const code = known?.code ?? 'internal';
  const reference = known?.reason ?? code;
  const message = failure instanceof Error ? failure.message : String(failure);
  return (
    <div role="alert" className="flex gap-3 rounded-lg border border-hairline bg-n1 px-3 py-2.5">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" strokeWidth={1.75} />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-n11">{t(`title.${code}`)}</p>
        <p className="text-n9 [overflow-wrap:anywhere]">{message}</p>
        <p className="mt-1 flex items-center gap-1 text-small text-n8">
          <code className="font-mono">{reference}</code>
          <CopyButton label={t('copy')} read={() => `${reference}: ${message}`} />
        </p>
        {action === undefined ? null : <div className="mt-1.5 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  );
}
