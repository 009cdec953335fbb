import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Keys } from './keys.tsx';

const ROW =
  'flex min-h-8 cursor-default select-none items-center gap-2 rounded-[4px] px-2 py-1 text-base text-n10 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45';

/** A menu that opens from `trigger`, an element that takes a ref and props (a Button or an IconButton). */
export function Menu({
  trigger,
  align = 'start',
  side = 'bottom',
  defaultOpen = false,
  children,
}: {
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'end';
  readonly side?: 'top' | 'bottom';
  /** Opens as it appears: for a menu that is made only when it is wanted. */
  readonly defaultOpen?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen={defaultOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 max-w-sm overflow-auto rounded-lg border border-hairline bg-n0 p-1 shadow-raised animate-rise"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** One command of a menu. */
export function MenuItem({
  icon: Icon,
  keys,
  danger = false,
  disabled = false,
  onSelect,
  children,
}: {
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Item disabled={disabled} onSelect={onSelect} className={classNames(ROW, danger && 'text-bad')}>
      {Icon === undefined ? null : (
        <Icon aria-hidden="true" className="size-4 shrink-0 opacity-75" strokeWidth={1.75} />
      )}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys === undefined ? null : <Keys combo={keys} />}
    </DropdownMenu.Item>
  );
}

/** Choices of which one holds. */
export function MenuChoices<V extends string>({
  value,
  onChange,
  options,
}: {
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly options: ReadonlyArray<{ value: V; label: string; note?: string; disabled?: boolean }>;
}) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as V)}>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          className={ROW}
        >
          <span className="grid w-4 shrink-0 place-items-center">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden="true" className="size-4 text-accent" strokeWidth={2} />
            </DropdownMenu.ItemIndicator>
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate">{option.label}</span>
            {option.note === undefined ? null : <span className="block text-small text-n7">{option.note}</span>}
          </span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** A line between groups of commands. */
export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-hairline" />;
}
