import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { showFailure } from '../lib/show-failure.ts';
import { useCopied } from '../lib/use-copied.ts';
import { IconButton } from './icon-button.tsx';

/** Copies what `read` gives, and says so for two seconds. */
export function CopyButton({
  label,
  read,
  className,
}: {
  readonly label: string;
  readonly read: () => string;
  readonly className?: string;
}) {
  const t = useTranslations('common');
  const { isCopied, copy } = useCopied();
  return (
    <>
      <IconButton
        icon={isCopied ? Check : Copy}
        size="small"
        label={label}
        className={className}
        onClick={() => void copy(read()).catch(showFailure)}
      />
      <span role="status" className="sr-only">
        {isCopied ? t('copied') : ''}
      </span>
    </>
  );
}
