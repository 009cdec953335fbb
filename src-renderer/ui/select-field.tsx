import { Check, ChevronDown } from 'lucide-react';
import { Select } from 'radix-ui';

/** One choice of a short list; `label` is its name for screen readers. */
export function SelectField<V extends string>({
  label,
  value,
  onChange,
  options,
  disabled = false,
}: {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly options: ReadonlyArray<{ value: V; label: string; disabled?: boolean }>;
  readonly disabled?: boolean;
}) {
  return (
    <Select.Root value={value} disabled={disabled} onValueChange={(next) => onChange(next as V)}>
      <Select.Trigger
        aria-label={label}
        className="inline-flex h-8 min-w-40 max-w-full items-center justify-between gap-2 rounded-control border border-field bg-n0 px-2.5 text-base text-n10 hover:bg-hover disabled:pointer-events-none disabled:opacity-50"
      >
        <span className="truncate">
          <Select.Value />
        </span>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-n7" strokeWidth={1.75} />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg border border-hairline bg-n0 p-1 shadow-raised animate-rise"
        >
          <Select.Viewport>
            {options.map((option) => (
              <Select.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex min-h-8 cursor-default select-none items-center gap-2 rounded-[4px] px-2 text-base outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45"
              >
                <span className="grid w-4 shrink-0 place-items-center">
                  <Select.ItemIndicator>
                    <Check aria-hidden="true" className="size-4 text-accent" />
                  </Select.ItemIndicator>
                </span>
                <Select.ItemText>{option.label}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}
