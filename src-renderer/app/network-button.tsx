import { useTranslations } from 'use-intl';
import type { SystemStatus } from '../../src-contract/system.ts';
import { go } from './route.ts';

/** Whether anything left this computer, and how often something tried; a click shows the ledger. */
export function NetworkButton({ egress }: { readonly egress: SystemStatus['egress'] }) {
  const t = useTranslations('status');
  return (
    <button
      type="button"
      title={t('networkHint', egress)}
      onClick={() => go('settings', 'network')}
      className="max-wide:hidden hover:bg-n3"
    >
      {egress.allowed === 0 ? t('offline', { denied: egress.denied }) : t('online', { allowed: egress.allowed })}
    </button>
  );
}
