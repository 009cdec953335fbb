import type { ReactNode } from 'react';

/** The head of a list pane: its name and its actions, on the same 44 px as the bar over the work. */
export function ListPaneHeader({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 ps-3.5 pe-2">
      <h2 className="min-w-0 flex-1 truncate text-base font-semibold text-n11">{title}</h2>
      {children}
    </header>
  );
}
