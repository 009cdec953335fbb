import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** A box with its words; `indeterminate` stands for "some of them". */
export function Checkbox({
  checked,
  onChange,
  label,
  children,
}: {
  readonly checked: boolean | 'indeterminate';
  readonly onChange: (checked: boolean) => void;
  /** Its name where no words stand beside it (a table row). */
  readonly label?: string;
  readonly children?: ReactNode;
}) {
  const box = (
    <Radix.Root
      checked={checked}
      onCheckedChange={(next) => onChange(next === true)}
      {...(label === undefined ? {} : { 'aria-label': label })}
      className="grid size-4 shrink-0 place-items-center rounded-[4px] border border-n6 bg-n0 text-accent-ink data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent"
    >
      <Radix.Indicator>
        {checked === 'indeterminate' ? (
          <Minus aria-hidden="true" className="size-3" strokeWidth={3} />
        ) : (
          <Check aria-hidden="true" className="size-3" strokeWidth={3} />
        )}
      </Radix.Indicator>
    </Radix.Root>
  );
  if (children === undefined) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the Radix checkbox inside is a labelable button
    <label className="flex min-h-8 min-w-0 items-center gap-2 rounded-[4px] px-2 hover:bg-hover">
      {box}
      {children}
    </label>
  );
}
