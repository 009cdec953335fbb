import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

type ButtonLook = 'solid' | 'outline' | 'quiet' | 'danger';

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  solid: 'bg-accent text-accent-ink font-medium hover:brightness-108 active:brightness-95',
  outline: 'border border-field bg-n0 text-n10 hover:bg-hover active:bg-selected',
  quiet: 'text-n8 hover:bg-hover hover:text-n11 active:bg-selected data-[state=open]:bg-hover',
  danger: 'border border-bad text-bad hover:bg-bad-soft',
};

/** A button with words. `look` is quiet unless it is the one thing to do on the screen (solid). */
export function Button({
  look = 'quiet',
  size = 'normal',
  className,
  ...rest
}: ComponentProps<'button'> & { readonly look?: ButtonLook; readonly size?: 'normal' | 'small' }) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control transition-colors duration-(--quick)',
        'disabled:pointer-events-none disabled:opacity-50',
        size === 'normal' ? 'h-8 px-3 text-base' : 'h-7 px-2 text-small',
        LOOKS[look],
        className,
      )}
    />
  );
}
