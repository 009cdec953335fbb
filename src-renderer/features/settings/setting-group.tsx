import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';

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
        <div className="mb-1 flex min-h-8 flex-wrap items-center gap-x-3">
          <h2 className="min-w-0 flex-1 basis-56 text-read font-semibold text-n11">{title}</h2>
          {action}
        </div>
      )}
      {help === undefined ? null : <p className="mb-2 max-w-[75ch] text-pretty text-n8">{help}</p>}
      {children}
    </section>
  );
}

/** The rows of a group; without a heading above them they need no line there either. */
export function SettingRows({
  isFirst = false,
  children,
}: {
  readonly isFirst?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={classNames('divide-y divide-hairline border-b border-hairline', isFirst ? '-mt-3.5' : 'border-t')}>
      {children}
    </div>
  );
}
