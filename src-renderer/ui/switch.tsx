import { Switch as Radix } from 'radix-ui';

/** Something that is on or off and takes effect at once; `label` is its name for screen readers. */
export function Switch({
  label,
  checked,
  onChange,
  disabled = false,
  describedBy,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly describedBy?: string;
}) {
  return (
    <Radix.Root
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      aria-label={label}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      className="relative h-5 w-9 shrink-0 rounded-full border border-n6 bg-n0 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-n7 transition-transform data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-accent-ink" />
    </Radix.Root>
  );
}
