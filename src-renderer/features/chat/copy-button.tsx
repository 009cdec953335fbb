import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { showFailure } from '../../lib/show-failure.ts';
import { IconButton } from '../../ui/icon-button.tsx';

/** Copies what `read` gives, and says so. */
export function CopyButton({ label, read }: { readonly label: string; readonly read: () => string }) {
  const t = useTranslations('chat');
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(read());
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), 2000);
  };
  return (
    <>
      <IconButton
        icon={isCopied ? Check : Copy}
        size="small"
        label={label}
        onClick={() => void copy().catch(showFailure)}
      />
      <span role="status" className="sr-only">
        {isCopied ? t('copied') : ''}
      </span>
    </>
  );
}
