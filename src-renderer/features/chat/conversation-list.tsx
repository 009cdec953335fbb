import { useVirtualizer } from '@tanstack/react-virtual';
import { SquarePen } from 'lucide-react';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useNow, useTranslations } from 'use-intl';
import { go, useRoute } from '../../app/route.ts';
import { classNames } from '../../ui/class-names.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ListPaneHeader } from '../../ui/list-pane.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { focusComposer } from './composer-store.ts';
import { ConversationRow } from './conversation-row.tsx';
import { groupConversations, type ListLine } from './group-conversations.ts';
import { type ListView, showList, useListView } from './list-view-store.ts';
import { useConversations } from './use-conversations.ts';

const PinnedList = lazy(() => import('./pinned-list.tsx').then((module) => ({ default: module.PinnedList })));

/** The conversations, latest first, or the pinned answers; filtered by their titles and words. */
export function ConversationList() {
  const t = useTranslations('chat');
  const [text, setText] = useState('');
  const view = useListView((state) => state.view);
  const filter = view === 'pinned' ? t('filterPinned') : t('filter');
  const startNew = (): void => {
    go('chat');
    focusComposer();
  };
  return (
    <>
      <ListPaneHeader title={t('conversations')}>
        <IconButton icon={SquarePen} label={t('newConversation')} keys="mod+n" onClick={startNew} />
      </ListPaneHeader>
      <div className="px-2 pb-1">
        <TextField
          type="search"
          size="small"
          label={filter}
          placeholder={filter}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Views view={view} />
      </div>
      {view === 'pinned' ? (
        <Suspense fallback={<Skeleton className="p-4" lines={5} />}>
          <PinnedList text={text} />
        </Suspense>
      ) : (
        <Conversations text={text} />
      )}
    </>
  );
}

/** Which of the two lists is shown. */
function Views({ view }: { readonly view: ListView }) {
  const t = useTranslations('chat');
  const turn = useTranslations('turn');
  const views = [
    { id: 'conversations', label: t('all') },
    { id: 'pinned', label: turn('pinnedAnswers') },
  ] as const;
  return (
    <fieldset className="mt-1 flex gap-1">
      <legend className="sr-only">{t('show')}</legend>
      {views.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-pressed={view === id}
          onClick={() => showList(id)}
          className={classNames(
            'h-7 min-w-0 truncate rounded-control px-2 text-small transition-colors duration-(--quick)',
            view === id ? 'bg-selected font-medium text-n11' : 'text-n8 hover:bg-hover hover:text-n11',
          )}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}

function Conversations({ text }: { readonly text: string }) {
  const t = useTranslations('chat');
  const { items, failure } = useConversations(text);
  const now = useNow({ updateInterval: 60_000 });
  const lines = useMemo(() => groupConversations(items ?? [], now), [items, now]);
  return (
    <>
      {items === undefined && failure === undefined ? <Skeleton className="p-4" lines={5} /> : null}
      {failure === undefined ? null : (
        <div className="p-2">
          <FailureNote failure={failure} />
        </div>
      )}
      {items?.length === 0 ? (
        <p className="px-4 py-3 text-small text-n7">
          {text.trim() === '' ? t('noConversations') : t('noMatches', { text: text.trim() })}
        </p>
      ) : (
        <Lines lines={lines} />
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly ListLine[] }) {
  const t = useTranslations('chat');
  const scroller = useRef<HTMLDivElement>(null);
  const current = useRoute((route) => (route.screen === 'chat' ? route.path[0] : undefined));
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'heading' ? 32 : 52),
    getItemKey: (index) => keyOf(lines[index]),
    overscan: 8,
  });
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
      <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {line.kind === 'heading' ? (
                <h3 className="px-2 pb-1 pt-3 text-tiny font-medium text-n7">{t(line.period)}</h3>
              ) : (
                <ConversationRow conversation={line.conversation} isCurrent={line.conversation.id === current} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const keyOf = (line: ListLine | undefined): string =>
  line === undefined ? '' : line.kind === 'heading' ? line.period : line.conversation.id;
