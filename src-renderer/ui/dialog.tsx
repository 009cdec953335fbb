import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from './class-names.ts';
import { focusWithin, returnFocus } from './dialog-focus.ts';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** One sentence under the title; also what a screen reader says when the dialog opens. */
  readonly description?: string;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A modal dialog: focus moves in, stays in, and returns to where it came from. */
export function Dialog({ open, onOpenChange, title, description, children, wide = false }: DialogProps) {
  const t = useTranslations('common');
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil animate-fade" />
        <Radix.Content
          onOpenAutoFocus={focusWithin}
          onCloseAutoFocus={returnFocus}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={classNames(
            'fixed left-1/2 top-[12vh] z-40 flex max-h-[76vh] w-[calc(100%-2rem)] -translate-x-1/2 flex-col overflow-hidden rounded-card border border-hairline bg-n0 shadow-raised animate-fade focus:outline-none',
            wide ? 'max-w-2xl' : 'max-w-md',
          )}
        >
          <header className="flex items-start gap-2 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-read font-semibold text-n11">{title}</Radix.Title>
              {description === undefined ? null : (
                <Radix.Description className="mt-1 text-base text-n8">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label={t('close')} className="-me-1.5 -mt-0.5" />
            </Radix.Close>
          </header>
          <div className="overflow-auto px-5 pb-5 pt-3">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
