import { X } from 'lucide-react';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { carrel } from '../../lib/client.ts';
import { shortPath } from '../../lib/place-text.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { changeQuery, toSearchInput, useFind } from './find-store.ts';
import { useMissing } from './missing-store.ts';
import { MissingStory } from './missing-story.tsx';

/** Files offered while a name is typed. */
const MOST_CHOICES = 8;

/** "Why is it not found?": what was searched, the file that was expected, and what became of it. */
export function MissingSheet() {
  const t = useTranslations('find.missing');
  const common = useTranslations('common');
  const { isOpen, source } = useMissing();
  const text = useFind((state) => state.text);
  const close = (): void => useMissing.setState({ isOpen: false });
  return (
    <Sheet open={isOpen} onOpenChange={(open) => (open ? undefined : close())} title={t('title')} side="end">
      <div className="flex min-w-0 flex-1 flex-col bg-n0">
        <header className="flex min-h-11 shrink-0 items-center gap-1 border-b border-hairline pe-2 ps-4">
          <h2 className="min-w-0 flex-1 truncate text-base font-semibold text-n11">{t('title')}</h2>
          <IconButton icon={X} label={common('close')} onClick={close} />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
          <TextField
            type="search"
            label={t('query')}
            placeholder={t('query')}
            maxLength={10_000}
            value={text}
            onChange={(event) => changeQuery({ text: event.target.value })}
          />
          {source === undefined ? <SourceChoice /> : <ChosenSource />}
        </div>
      </div>
    </Sheet>
  );
}

function SourceChoice() {
  const t = useTranslations('find.missing');
  const [name, setName] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const wanted = useDeferredValue(name.trim());
  const found = useLoaded(wanted, (signal) =>
    carrel().library.listSources({ text: wanted, sort: 'name', descending: false, limit: MOST_CHOICES }, { signal }),
  );
  const sources = found.state === 'ready' ? found.value.sources : [];
  return (
    <>
      <TextField
        className="mt-2"
        label={t('pick')}
        placeholder={t('pick')}
        maxLength={500}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          list.current?.querySelector('button')?.focus();
        }}
      />
      <p className="mt-2 text-small text-n8">{t('start')}</p>
      {found.state === 'failed' ? <FailureNote failure={found.failure} /> : null}
      {found.state === 'ready' && sources.length === 0 ? (
        <p role="status" className="mt-2 text-n9">
          {t('noChoice', { text: wanted })}
        </p>
      ) : null}
      <ul ref={list} aria-label={t('choices')} className="mt-1">
        {sources.map((source) => (
          <li key={source.id}>
            <button
              type="button"
              className="flex w-full min-w-0 items-baseline gap-2 rounded-control px-2 py-1.5 text-start hover:bg-hover"
              onClick={() => useMissing.setState({ source })}
            >
              <span className="max-w-[60%] shrink-0 truncate text-n11">{source.title}</span>
              <span className="min-w-0 truncate text-small text-n7">{shortPath(source.path)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function ChosenSource() {
  const t = useTranslations('find.missing');
  const source = useMissing((state) => state.source);
  const state = useFind();
  // The text that was searched last: while somebody types there is no point in asking at every key.
  const text = state.outcome?.text ?? '';
  const input = { query: toSearchInput({ ...state, text }), source: source?.id ?? '' };
  const isAsked = text !== '' && state.text.trim() !== '' && source !== undefined;
  const why = useLoaded(isAsked ? JSON.stringify(input) : '', async (signal) =>
    isAsked ? carrel().search.why(input, { signal }) : undefined,
  );
  return (
    <>
      <div className="mt-3 flex min-w-0 items-center gap-2">
        <p className="min-w-0 flex-1 truncate font-medium text-n11" title={source?.path}>
          {source?.title}
        </p>
        <Button size="small" look="outline" onClick={() => useMissing.setState({ source: undefined })}>
          {t('another')}
        </Button>
      </div>
      <div aria-live="polite" className="mt-2">
        {!isAsked ? (
          <p className="text-n9">{t('noWords')}</p>
        ) : why.state === 'failed' ? (
          <FailureNote failure={why.failure} />
        ) : why.state === 'ready' && why.value !== undefined ? (
          <MissingStory why={why.value} />
        ) : (
          <Skeleton lines={4} />
        )}
      </div>
    </>
  );
}
