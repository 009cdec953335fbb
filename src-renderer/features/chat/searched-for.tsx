import { Pencil, Search } from 'lucide-react';
import { type SyntheticEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** What was searched for a follow-up question, above its answer; other words search and answer again. */
export function SearchedFor({
  query,
  onSearch,
}: {
  readonly query: string;
  /** Absent while the answer is written. */
  readonly onSearch?: (query: string) => void;
}) {
  const t = useTranslations('turn');
  const common = useTranslations('common');
  const [draft, setDraft] = useState<string>();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const wanted = draft?.trim() ?? '';
    setDraft(undefined);
    if (wanted !== '' && wanted !== query) onSearch?.(wanted);
  };
  if (draft !== undefined) {
    return (
      <form onSubmit={submit} className="mb-2 flex flex-wrap items-center gap-2">
        <TextField
          label={t('query')}
          size="small"
          autoFocus
          className="min-w-0 flex-1"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setDraft(undefined);
          }}
        />
        <Button size="small" look="solid" type="submit">
          {t('searchAgain')}
        </Button>
        <Button size="small" onClick={() => setDraft(undefined)}>
          {common('cancel')}
        </Button>
      </form>
    );
  }
  return (
    <p className="mb-2 flex min-w-0 items-center gap-1.5 text-small text-n8">
      <Search aria-hidden="true" className="size-3.5 shrink-0 text-n7" strokeWidth={1.75} />
      <span className="min-w-0 [overflow-wrap:anywhere]">{t('searchedFor', { query })}</span>
      {onSearch === undefined ? null : (
        <Button size="small" onClick={() => setDraft(query)} aria-label={t('editQuery')} title={t('editQuery')}>
          <Pencil aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        </Button>
      )}
    </p>
  );
}
