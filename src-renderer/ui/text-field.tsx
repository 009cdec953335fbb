import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

/** A one-line field. `label` is its name; a visible label may stand beside it as well. */
export function TextField({
  label,
  size = 'normal',
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'size'> & { readonly label: string; readonly size?: 'normal' | 'small' }) {
  return (
    <input
      aria-label={label}
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={classNames(
        'w-full min-w-0 text-ellipsis rounded-control border border-field bg-n0 px-2.5 text-n10 transition-colors duration-(--quick)',
        'focus-visible:border-accent focus-visible:outline-offset-0 disabled:opacity-50',
        size === 'normal' ? 'h-8 text-base' : 'h-7 text-small',
        className,
      )}
    />
  );
}
