import { classNames } from './class-names.ts';

export type DotState = 'good' | 'half' | 'none' | 'bad' | 'busy';

const LOOKS: Readonly<Record<DotState, string>> = {
  good: 'rounded-full border-good bg-good',
  half: 'rounded-full border-caution bg-[linear-gradient(90deg,var(--caution)_50%,transparent_50%)]',
  none: 'rounded-full border-dashed border-n7',
  bad: 'rounded-[2px] border-bad bg-bad-soft',
  busy: 'rounded-full border-accent bg-accent-soft animate-breathe',
};

/** A mark that differs by shape as well as by colour; the words beside it carry the meaning. */
export function StateDot({ state }: { readonly state: DotState }) {
  return (
    <span
      aria-hidden="true"
      className={classNames('inline-block size-2 shrink-0 border-[1.5px] forced-color-adjust-none', LOOKS[state])}
    />
  );
}
