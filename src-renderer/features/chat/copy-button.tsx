import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { showFailure } from '../../lib/show-failure.ts';
import { useCopied } from '../../lib/use-copied.ts';
import { IconButton } from '../../ui/icon-button.tsx';

/** Copies what `read` gives, and says so. */
export function CopyButton({ label, read }: { readonly label: string; readonly read: () => string }) {
  const t = useTranslations('chat');
  const { isCopied, copy } = useCopied();
  return (
    <>
      <IconButton
        icon={isCopied ? Check : Copy}
        size="small"
        label={label}
        onClick={() => void copy(read()).catch(showFailure)}
      />
      <span role="status" className="sr-only">
        {isCopied ? t('copied') : ''}
      </span>
    </>
  );
}
