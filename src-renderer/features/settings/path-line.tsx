import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { announce } from '../../app/announcer.tsx';
import { showFailure } from '../../lib/show-failure.ts';
import { useCopied } from '../../lib/use-copied.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';

/** A path or a command that can be copied, written from left to right in every language. */
export function PathLine({ label, text }: { readonly label?: string; readonly text: string }) {
  return (
    <div className={classNames('flex items-center gap-2', label !== undefined && 'py-2.5')}>
      <div className="min-w-0 flex-1">
        {label === undefined ? null : <p className="text-small text-n8">{label}</p>}
        <p dir="ltr" className="font-mono text-small text-n10 [overflow-wrap:anywhere]">
          {text}
        </p>
      </div>
      <CopyButton text={text} what={label ?? text} />
    </div>
  );
}

/** Copies `text`, and says so for two seconds; `what` tells several of them apart for screen readers. */
export function CopyButton({
  text,
  what,
  label,
}: {
  readonly text: string;
  readonly what: string;
  readonly label?: string;
}) {
  const t = useTranslations('settings');
  const common = useTranslations('common');
  const { isCopied, copy } = useCopied();
  const copyAndSay = async (): Promise<void> => {
    await copy(text);
    announce(common('copied'));
  };
  const Icon = isCopied ? Check : Copy;
  const words = isCopied ? common('copied') : (label ?? t('copy'));
  return (
    <Button size="small" aria-label={`${words}: ${what}`} onClick={() => void copyAndSay().catch(showFailure)}>
      <Icon aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
      {words}
    </Button>
  );
}
