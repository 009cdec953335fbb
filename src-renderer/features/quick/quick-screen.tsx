import { LibraryBig, Search } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { announce } from '../../app/announcer.tsx';
import { routeHash } from '../../app/route.ts';
import { useConnection } from '../../lib/connection-store.ts';
import { goInMain, leaveQuickAsk } from '../../lib/desktop.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useCollections } from '../../lib/use-collections.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Keys } from '../../ui/keys.tsx';
import { QuickAnswer } from './quick-answer.tsx';
import { PASSAGE_LIST, passageId, QuickPassages } from './quick-passages.tsx';
import { askNow, carryOn, changeText, findNow, moveSelection, openInMain, useQuick } from './quick-store.ts';

/** Quick ask: a field, passages while one types, the answer below. Made for a small window over other programs. */
export function QuickScreen() {
  const t = useTranslations('quick');
  const field = useRef<HTMLInputElement>(null);
  const text = useQuick((state) => state.text);
  const selected = useQuick((state) => state.selected);
  const count = useQuick((state) => state.found?.passages.length ?? 0);
  useFieldFocus(field);
  useAnnouncedPassages();
  return (
    <main
      className="mx-auto flex h-full w-full max-w-[40rem] flex-col bg-n0"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        leaveQuickAsk().catch(showFailure);
      }}
    >
      <h1 className="sr-only">{t('title')}</h1>
      <div className="flex shrink-0 items-center gap-3 border-b border-hairline px-4">
        <Search aria-hidden="true" className="size-5 shrink-0 text-n7" strokeWidth={1.5} />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={t('field')}
          aria-controls={PASSAGE_LIST}
          aria-expanded={count > 0}
          aria-activedescendant={selected < 0 ? undefined : passageId(selected)}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('placeholder')}
          maxLength={10_000}
          value={text}
          onChange={(event) => changeText(event.target.value)}
          onKeyDown={press}
          className="h-14 min-w-0 flex-1 bg-transparent text-title text-n11 outline-none focus-visible:outline-none"
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Body />
      </div>
      <Footer />
    </main>
  );
}

function press(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.nativeEvent.isComposing) return; // Enter then chooses a character
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    moveSelection(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    const { found, selected } = useQuick.getState();
    const passage = found?.passages[selected];
    if (event.ctrlKey || event.metaKey) carryOn().catch(showFailure);
    else if (passage !== undefined) openInMain(passage).catch(showFailure);
    else askNow().catch(showFailure);
  }
}

function Body() {
  const t = useTranslations('quick');
  const common = useTranslations('common');
  const { text, found, failure, asked } = useQuick();
  const collections = useCollections();
  const isEmpty = collections?.every(({ sources }) => sources === 0) ?? false;
  if (isEmpty) {
    return (
      <EmptyState
        icon={LibraryBig}
        title={t('empty.title')}
        action={
          <Button look="solid" onClick={() => void goInMain(routeHash('library')).catch(showFailure)}>
            {t('empty.action')}
          </Button>
        }
      >
        {t('empty.text')}
      </EmptyState>
    );
  }
  if (text.trim() === '') return <p className="px-4 py-5 text-n7">{t('start')}</p>;
  return (
    <>
      {failure === undefined ? null : (
        <div className="p-3">
          <FailureNote
            failure={failure}
            action={
              <Button look="outline" size="small" onClick={() => void findNow()}>
                {common('retry')}
              </Button>
            }
          />
        </div>
      )}
      {found?.passages.length === 0 ? <p className="px-4 py-4 text-n8">{t('nothing')}</p> : null}
      <QuickPassages isShort={asked !== undefined} />
      {asked === undefined ? null : <QuickAnswer question={asked.question} conversation={asked.conversation} />}
    </>
  );
}

function Footer() {
  const t = useTranslations('quick');
  const selected = useQuick((state) => state.selected);
  return (
    <footer className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t border-hairline px-4 py-1.5 text-small text-n7">
      <span className="flex items-center gap-1.5">
        <Keys combo="enter" /> {selected < 0 ? t('ask') : t('open')}
      </span>
      <span className="flex items-center gap-1.5">
        <Keys combo="mod+enter" /> {t('carry')}
      </span>
      <span className="ms-auto flex items-center gap-1.5">
        <Keys combo="escape" /> {t('close')}
      </span>
    </footer>
  );
}

/** The caret stands in the field, and the words of last time are there to be typed over, whenever the window comes. */
function useFieldFocus(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const take = (): void => {
      field.current?.focus();
      field.current?.select();
    };
    take();
    addEventListener('focus', take);
    return () => removeEventListener('focus', take);
  }, [field]);
}

/** Tells screen readers how much was found, when typing rests; and finds again when the line is back. */
function useAnnouncedPassages(): void {
  const t = useTranslations('quick');
  const found = useQuick((state) => state.found);
  const isOpen = useConnection((connection) => connection.state === 'open');
  useEffect(() => {
    if (isOpen) void findNow();
  }, [isOpen]);
  useEffect(() => {
    if (found === undefined) return;
    const said = t('found', { count: found.passages.length });
    const timer = setTimeout(() => announce(said), 800);
    return () => clearTimeout(timer);
  }, [found, t]);
}
