import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { Hint } from './hint.tsx';

/** A button that shows only an icon: `label` is its name for everyone, `keys` its shortcut in the hint. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  size = 'normal',
  className,
  ...rest
}: Omit<ComponentProps<'button'>, 'children'> & {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly keys?: string;
  readonly size?: 'normal' | 'small';
}) {
  return (
    <Hint text={label} {...(keys === undefined ? {} : { keys })}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={classNames(
          'inline-grid shrink-0 place-items-center rounded-control text-n8 transition-colors duration-(--quick)',
          'hover:bg-hover hover:text-n11 active:bg-selected disabled:pointer-events-none disabled:opacity-40 data-[state=open]:bg-hover',
          size === 'normal' ? 'size-7' : 'size-6',
          className,
        )}
      >
        <Icon aria-hidden="true" className={size === 'normal' ? 'size-4' : 'size-3.5'} strokeWidth={1.75} />
      </button>
    </Hint>
  );
}
