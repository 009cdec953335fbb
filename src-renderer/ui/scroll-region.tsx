import type { ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';

/** A part that scrolls and may hold nothing else to focus: the keyboard must reach it to scroll it. */
export function ScrollRegion({
  label,
  ref,
  className,
  children,
}: {
  readonly label: string;
  readonly ref?: Ref<HTMLElement>;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section
      ref={ref}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, scrolling by keyboard
      tabIndex={0}
      className={classNames('min-h-0 flex-1 overflow-auto outline-offset-[-2px]', className)}
    >
      {children}
    </section>
  );
}
