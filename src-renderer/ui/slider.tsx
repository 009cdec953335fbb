import { Slider as Radix } from 'radix-ui';

/** One number on a line; `onChange` follows the hand, `onCommit` comes once when it lets go. */
export function Slider({
  label,
  value,
  shown,
  least,
  most,
  step,
  disabled = false,
  onChange,
  onCommit,
}: {
  readonly label: string;
  readonly value: number;
  /** The value in words, for screen readers. */
  readonly shown?: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
  readonly onCommit?: (value: number) => void;
}) {
  // Steps such as 0.1 do not add up exactly in binary: 0.30000000000000004 is not what anybody chose.
  const tidy = (raw: number): number => Number(raw.toFixed(6));
  return (
    <Radix.Root
      value={[value]}
      min={least}
      max={most}
      step={step}
      disabled={disabled}
      onValueChange={([next]) => (next === undefined ? undefined : onChange(tidy(next)))}
      onValueCommit={([next]) => (next === undefined ? undefined : onCommit?.(tidy(next)))}
      className="relative flex h-4 w-full touch-none items-center data-[disabled]:opacity-50"
    >
      <Radix.Track className="relative h-1 grow rounded-full bg-n4">
        <Radix.Range className="absolute h-full rounded-full bg-accent" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        {...(shown === undefined ? {} : { 'aria-valuetext': shown })}
        className="block size-4 rounded-full border-2 border-accent bg-n0 shadow-sm"
      />
    </Radix.Root>
  );
}
