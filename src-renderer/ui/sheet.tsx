import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { focusWithin, returnFocus } from './dialog-focus.ts';

/** A panel that slides over the work from one edge, where the window is too narrow to stand beside it. */
export function Sheet({
  open,
  onOpenChange,
  title,
  side,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly side: 'start' | 'end';
  readonly children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-veil animate-fade" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusWithin}
          onCloseAutoFocus={returnFocus}
          className={classNames(
            'fixed inset-y-0 z-30 flex border-hairline bg-n1 shadow-raised focus:outline-none',
            side === 'start'
              ? 'start-0 w-[min(20rem,88vw)] border-e animate-from-start'
              : 'end-0 w-[min(36rem,94vw)] border-s animate-from-end',
          )}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
