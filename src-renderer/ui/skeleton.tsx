import { classNames } from './class-names.ts';

const WIDTHS = ['w-11/12', 'w-full', 'w-4/5', 'w-10/12', 'w-3/5'] as const;

/** Lines in the shape of the text that is coming. */
export function Skeleton({ lines = 3, className }: { readonly lines?: number; readonly className?: string }) {
  return (
    <div aria-hidden="true" className={classNames('space-y-2.5 animate-breathe', className)}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never reordered
        <div key={line} className={classNames('h-3 rounded-full bg-n3', WIDTHS[line % WIDTHS.length])} />
      ))}
    </div>
  );
}
