import { ArrowUpDown, ChevronDown, ListFilter, RefreshCw, Trash2, X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { SOURCE_STATUSES, type SourceStatus } from '../../../src-contract/source.ts';
import { announce } from '../../app/announcer.tsx';
import { showFailure } from '../../lib/show-failure.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuChoices, MenuLine } from '../../ui/menu.tsx';
import { Popover } from '../../ui/popover.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { clearSelection, filterByStatus, useLibrary } from './library-store.ts';
import { reindex } from './source-actions.ts';
import type { TableLayout } from './source-columns.ts';
import { SORTS, useSourceList } from './source-list-store.ts';
import { StatusChip } from './status-chip.tsx';
import { useRemove } from './use-remove.ts';

/** What narrows and orders the table; while sources are chosen, what can be done with them. */
export function SourceToolbar({ layout }: { readonly layout: TableLayout }) {
  const isChoosing = useLibrary((state) => state.selection.size > 0);
  return (
    <div className="flex min-h-11 shrink-0 items-center gap-2 px-4 py-1.5 max-middle:px-2">
      {isChoosing ? <SelectionBar /> : <FilterBar layout={layout} />}
    </div>
  );
}

function FilterBar({ layout }: { readonly layout: TableLayout }) {
  const t = useTranslations('library');
  const text = useLibrary((state) => state.text);
  const total = useSourceList((state) => (state.isStale ? undefined : state.total));
  const isNarrowed = useLibrary((state) => state.text.trim() !== '' || state.statuses.length > 0);
  const found = total === undefined ? undefined : t('shown', { count: total });
  useEffect(() => {
    if (isNarrowed && found !== undefined) announce(found);
  }, [isNarrowed, found]);
  return (
    <>
      <TextField
        type="search"
        size="small"
        label={t('filter')}
        placeholder={t('filter')}
        value={text}
        onChange={(event) => useLibrary.setState({ text: event.target.value })}
        className="max-w-64"
      />
      <StatusFilter />
      {layout.columns.length < SORTS.length ? <SortMenu /> : null}
      <span className="flex-1" />
      {layout.isStacked ? null : <span className="tabular shrink-0 text-small text-n7">{found}</span>}
    </>
  );
}

function StatusFilter() {
  const t = useTranslations('library');
  const statuses = useLibrary((state) => state.statuses);
  const [only] = statuses;
  const label =
    only === undefined
      ? t('statusAll')
      : statuses.length === 1
        ? t(`status.${only}`)
        : t('statusSome', { count: statuses.length });
  const toggle = (status: SourceStatus, on: boolean): void =>
    filterByStatus(SOURCE_STATUSES.filter((one) => (one === status ? on : statuses.includes(one))));
  return (
    <Popover
      label={t('statusFilter')}
      trigger={
        <Button size="small" look={only === undefined ? 'quiet' : 'outline'}>
          <ListFilter aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          <span className="max-w-32 truncate">{label}</span>
          <ChevronDown aria-hidden="true" className="size-3.5 text-n7" strokeWidth={1.75} />
        </Button>
      }
    >
      <div className="-m-1.5">
        {SOURCE_STATUSES.map((status) => (
          <Checkbox key={status} checked={statuses.includes(status)} onChange={(on) => toggle(status, on)}>
            <StatusChip status={status} />
          </Checkbox>
        ))}
        {only === undefined ? null : (
          <Button size="small" className="ms-0.5 mt-1" onClick={() => filterByStatus([])}>
            {t('statusAll')}
          </Button>
        )}
      </div>
    </Popover>
  );
}

function SortMenu() {
  const t = useTranslations('library');
  const sort = useLibrary((state) => state.sort);
  const descending = useLibrary((state) => state.descending);
  return (
    <Menu trigger={<IconButton icon={ArrowUpDown} label={t('sortBy')} />}>
      <MenuChoices
        value={sort}
        onChange={(next) => useLibrary.setState({ sort: next })}
        options={SORTS.map((value) => ({ value, label: t(`column.${value}`) }))}
      />
      <MenuLine />
      <MenuChoices
        value={descending ? 'descending' : 'ascending'}
        onChange={(next) => useLibrary.setState({ descending: next === 'descending' })}
        options={(['ascending', 'descending'] as const).map((value) => ({ value, label: t(value) }))}
      />
    </Menu>
  );
}

function SelectionBar() {
  const t = useTranslations('library');
  const selection = useLibrary((state) => state.selection);
  const remove = useRemove();
  return (
    <>
      <IconButton icon={X} label={t('clearSelection')} keys="escape" onClick={clearSelection} />
      <span className="tabular min-w-0 truncate font-medium text-n10">{t('selected', { count: selection.size })}</span>
      <span className="flex-1" />
      <Button size="small" onClick={() => void reindex([...selection.keys()]).then(clearSelection, showFailure)}>
        <RefreshCw aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        <span className="max-middle:sr-only">{t('reindex')}</span>
      </Button>
      <Button size="small" className="text-bad!" onClick={() => remove([...selection.values()])}>
        <Trash2 aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        {t('remove')}
      </Button>
    </>
  );
}
