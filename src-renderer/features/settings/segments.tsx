import type { LucideIcon } from 'lucide-react';
import { RadioGroup } from 'radix-ui';

/** A few choices side by side, of which one holds; on narrow windows two by two. */
export function Segments<V extends string>({
  label,
  value,
  options,
  disabled,
  onChange,
}: {
  readonly label: string;
  readonly value: V;
  readonly options: ReadonlyArray<{ readonly value: V; readonly label: string; readonly icon: LucideIcon }>;
  readonly disabled: boolean;
  readonly onChange: (value: V) => void;
}) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      disabled={disabled}
      onValueChange={(next) => onChange(next as V)}
      className="inline-grid grid-cols-2 gap-0.5 rounded-lg border border-field bg-n1 p-0.5 @sm:grid-cols-4 data-[disabled]:opacity-50"
    >
      {options.map(({ value: option, label: text, icon: Icon }) => (
        <RadioGroup.Item
          key={option}
          value={option}
          className="inline-flex h-8 select-none items-center justify-center gap-1.5 rounded-control px-3 text-n8 transition-colors duration-(--quick) hover:text-n11 data-[state=checked]:bg-n0 data-[state=checked]:font-medium data-[state=checked]:text-n11 data-[state=checked]:shadow-[0_0_0_1px_var(--field)]"
        >
          <Icon aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {text}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
