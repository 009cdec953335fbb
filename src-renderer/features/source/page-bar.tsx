import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PageName } from '../../../src-contract/passage.ts';
import { IconButton } from '../../ui/icon-button.tsx';

/** Turns the pages of a source: a step, or the number of a page. */
export function PageBar({
  page,
  pages,
  name = 'page',
  onPage,
  children,
}: {
  readonly page: number;
  readonly pages: number;
  /** What a page of this source is called. */
  readonly name?: PageName;
  readonly onPage: (page: number) => void;
  /** What else belongs to the view, at the end of the bar. */
  readonly children?: ReactNode;
}) {
  const t = useTranslations('source');
  const [typed, setTyped] = useState(String(page));
  useEffect(() => setTyped(String(page)), [page]);
  const submit = (): void => {
    const wanted = Number.parseInt(typed, 10);
    if (wanted >= 1 && wanted <= pages) onPage(wanted);
    else setTyped(String(page));
  };
  return (
    <div className="flex h-9 shrink-0 items-center gap-0.5 border-b border-hairline px-2">
      <IconButton
        icon={ChevronUp}
        label={t('previousPage', { name })}
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      />
      <IconButton
        icon={ChevronDown}
        label={t('nextPage', { name })}
        disabled={page >= pages}
        onClick={() => onPage(page + 1)}
      />
      <form
        className="ms-1 flex items-center gap-1.5 text-small text-n7"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <input
          aria-label={t('page', { name })}
          inputMode="numeric"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={submit}
          className="tabular h-6 w-[4.5ch] rounded-control border border-field bg-n0 text-center text-n10"
        />
        <span className="tabular">/ {pages}</span>
      </form>
      <span className="flex-1" />
      {children}
    </div>
  );
}
