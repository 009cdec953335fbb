import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { announce } from '../../app/announcer.tsx';
import { go } from '../../app/route.ts';
import { useConnection } from '../../lib/connection-store.ts';
import { useSetting } from '../../lib/settings-store.ts';
import { useRevision } from '../../lib/system-store.ts';
import { useCollections } from '../../lib/use-collections.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { ScreenHeader } from '../../ui/screen-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { codeChunks } from '../graph/code-chunks.ts';
import { CompletenessMeter } from '../graph/completeness-meter.tsx';
import { FindFilters } from './find-filters.tsx';
import { changeQuery, MOST_PASSAGES, refreshResults, searchNow, useFind } from './find-store.ts';
import { MissingButton } from './missing-button.tsx';
import { MissingSheet } from './missing-sheet.tsx';
import { NoResults } from './no-results.tsx';
import { OperatorHelp } from './operator-help.tsx';
import { QueryRestrictions } from './query-restrictions.tsx';
import { openPassage, ResultList } from './result-list.tsx';
import { useCarriedSearch } from './use-carried-search.ts';

/** Passages as you type: field, filters, and the results by file. */
export function FindScreen() {
  const t = useTranslations('find');
  const field = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useFreshResults();
  useCarriedSearch();
  useFieldFocus(field);
  const text = useFind((state) => state.text);
  const limit = useSetting('search.limit') ?? 20;
  const firstPassage = (): HTMLElement | null | undefined => body.current?.querySelector<HTMLElement>('[data-passage]');
  return (
    <>
      <ScreenHeader>
        <h1 className="sr-only">{t('title')}</h1>
        <TextField
          ref={field}
          type="search"
          label={t('field')}
          placeholder={t('placeholder')}
          maxLength={10_000}
          className="max-w-xl flex-1"
          value={text}
          onChange={(event) => {
            body.current?.scrollTo({ top: 0 });
            changeQuery({ text: event.target.value, limit });
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              firstPassage()?.focus();
            } else if (event.key === 'Enter') {
              void openBest();
            } else if (event.key === 'Escape' && text !== '') {
              event.preventDefault();
              changeQuery({ text: '' });
            }
          }}
        />
        <Figures className="max-middle:hidden" />
      </ScreenHeader>
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-1 border-b border-hairline px-3 py-1 max-middle:px-2">
        <div className="flex min-w-0 max-w-full items-center gap-x-1">
          <FindFilters />
          <OperatorHelp />
        </div>
        <QueryRestrictions />
      </div>
      <div ref={body} className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-[47.5rem] px-4 pb-8">
          <Figures className="pt-2 middle:hidden" />
          <Results onLeave={() => field.current?.focus()} />
        </div>
      </div>
      <MissingSheet />
    </>
  );
}

/** Enter opens the best passage of what is in the field now, not of what was there a moment ago. */
async function openBest(): Promise<void> {
  const { text, outcome } = useFind.getState();
  if (outcome?.text !== text.trim()) await searchNow();
  const { outcome: found, failure } = useFind.getState();
  if (failure !== undefined) return; // what is still shown answers other words
  const passages = found?.results ?? [];
  const [best] = passages;
  if (best !== undefined) openPassage(passages, best);
}

/** A search that failed is told above what was found before it. */
function Results({ onLeave }: { readonly onLeave: () => void }) {
  const common = useTranslations('common');
  const { text, outcome, failure } = useFind();
  if (failure === undefined) return <Found onLeave={onLeave} />;
  const retry = (
    <Button look="outline" size="small" onClick={() => void searchNow()}>
      {common('retry')}
    </Button>
  );
  return (
    <>
      <div className="pt-4">
        <FailureNote failure={failure} action={retry} />
      </div>
      {outcome === undefined || text.trim() === '' ? null : <Found onLeave={onLeave} />}
    </>
  );
}

function Found({ onLeave }: { readonly onLeave: () => void }) {
  const t = useTranslations('find');
  const { text, outcome } = useFind();
  if (text.trim() === '') return <Start />;
  if (outcome === undefined) return <ResultSkeleton />;
  if (outcome.results.length === 0) {
    return (
      <>
        <NoResults text={outcome.text} outcome={outcome} />
        <div className="flex justify-center">
          <MissingButton />
        </div>
      </>
    );
  }
  const hasMore = outcome.results.length >= outcome.limit && outcome.limit < MOST_PASSAGES;
  return (
    <>
      <ResultList passages={outcome.results} onLeave={onLeave} />
      {hasMore ? (
        <Button className="me-2 mt-3" look="outline" onClick={() => changeQuery({ limit: MOST_PASSAGES })}>
          {t('more')}
        </Button>
      ) : null}
      <MissingButton />
      <CompletenessMeter chunks={codeChunks(outcome.results)} />
    </>
  );
}

function Start() {
  const t = useTranslations('find');
  const collections = useCollections();
  const isEmpty = collections?.every(({ sources }) => sources === 0) ?? false;
  if (!isEmpty) {
    return (
      <EmptyState icon={Search} title={t('start.title')}>
        {t('start.text')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Search}
      title={t('bare.title')}
      action={
        <Button look="solid" onClick={() => go('library')}>
          {t('bare.action')}
        </Button>
      }
    >
      {t('bare.text')}
    </EmptyState>
  );
}

function ResultSkeleton() {
  return [0, 1, 2, 3].map((row) => (
    <div key={row} aria-hidden="true" className="border-b border-hairline py-4">
      <div className="mb-3 h-3.5 w-2/5 animate-breathe rounded-full bg-n3" />
      <Skeleton lines={3} />
    </div>
  ));
}

function Figures({ className }: { readonly className: string }) {
  const t = useTranslations('find');
  const format = useFormat();
  const outcome = useFind((state) => state.outcome);
  if (outcome === undefined) return null;
  const files = new Set(outcome.results.map(({ source }) => source.id)).size;
  return (
    <p
      className={`tabular shrink-0 whitespace-nowrap text-small text-n7 ${className}`}
      title={t('searched', { count: outcome.searched })}
    >
      {t('figures', { passages: outcome.results.length, files })} ·{' '}
      {t('time', { ms: format.number(Math.max(1, Math.round(outcome.ms))) })}
    </p>
  );
}

/** Searches again when the library changes or the line is back, and tells screen readers what was found. */
function useFreshResults(): void {
  const t = useTranslations('find');
  const revision = useRevision();
  const isOpen = useConnection((connection) => connection.state === 'open');
  const outcome = useFind((state) => state.outcome);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says when to ask again
  useEffect(() => {
    if (isOpen) refreshResults();
  }, [revision, isOpen]);
  const said = outcome === undefined ? '' : t('found', { count: outcome.results.length });
  const about = outcome?.text;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words with as many results are news too
  useEffect(() => {
    if (said === '') return;
    // While somebody types there is no point in reading out each count.
    const timer = setTimeout(() => announce(said), 800);
    return () => clearTimeout(timer);
  }, [said, about]);
}

function useFieldFocus(field: React.RefObject<HTMLInputElement | null>): void {
  const requests = useFind((state) => state.focusRequests);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each request, and arriving on the screen, moves the focus
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [requests, field]);
}
