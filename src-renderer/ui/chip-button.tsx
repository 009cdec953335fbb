import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

/** A quiet chip that opens a menu or a popover; the label takes the room that is left. */
export function ChipButton({ children, className, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        'inline-flex h-7 min-w-0 items-center gap-1 rounded-control px-1.5 text-small text-n8 transition-colors duration-(--quick) hover:bg-hover hover:text-n11 data-[state=open]:bg-hover',
        className,
      )}
    >
      <span className="min-w-0 truncate">{children}</span>
      <ChevronDown aria-hidden="true" className="size-3 shrink-0 opacity-70" strokeWidth={2} />
    </button>
  );
}
