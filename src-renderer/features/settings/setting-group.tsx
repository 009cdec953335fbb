import type { ReactNode } from 'react';

/** Settings that belong together, under one heading, with hairlines between them. */
export function SettingGroup({
  title,
  help,
  action,
  children,
}: {
  readonly title?: string;
  readonly help?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="[&+&]:mt-9">
      {title === undefined ? null : (
        <div className="flex min-h-8 flex-wrap items-center gap-x-3">
          <h2 className="min-w-0 flex-1 text-read font-semibold text-n11">{title}</h2>
          {action}
        </div>
      )}
      {help === undefined ? null : <p className="mb-2 max-w-prose text-n8">{help}</p>}
      {children}
    </section>
  );
}

/** The rows of a group. */
export function SettingRows({ children }: { readonly children: ReactNode }) {
  return <div className="divide-y divide-hairline border-y border-hairline">{children}</div>;
}
