import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

/** A field of several lines; Ctrl/Cmd+Enter sends the form it stands in. */
export function TextArea({ className, ...rest }: Omit<ComponentProps<'textarea'>, 'onKeyDown'>) {
  return (
    <textarea
      {...rest}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
      }}
      className={classNames(
        'block max-h-[40vh] w-full resize-none rounded-control border border-field bg-n0 px-2.5 py-2 text-base text-n10 focus-visible:border-accent focus-visible:outline-offset-0',
        className,
      )}
    />
  );
}
