import { useTranslations } from 'use-intl';
import type { SourceStatus } from '../../../src-contract/source.ts';
import { type DotState, StateDot } from '../../ui/state-dot.tsx';

const DOTS: Readonly<Record<SourceStatus, DotState>> = {
  ok: 'good',
  partial: 'half',
  'no-text': 'none',
  password: 'bad',
  invalid: 'bad',
  'timed-out': 'bad',
  'too-large': 'bad',
  unsupported: 'none',
};

/** How reading a source ended, as a mark and in words. */
export function StatusChip({ status }: { readonly status: SourceStatus }) {
  const t = useTranslations('library.status');
  return (
    <span className="inline-flex max-w-full shrink-0 items-center gap-1.5 whitespace-nowrap text-n9">
      <StateDot state={DOTS[status]} />
      <span className="truncate">{t(status)}</span>
    </span>
  );
}
