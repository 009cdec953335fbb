import { ArrowDown } from 'lucide-react';
import { lazy, memo, Suspense, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Conversation, Message } from '../../../src-contract/conversations.ts';
import { useRoute } from '../../app/route.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerStatusLine } from './answer-status.tsx';
import { AnswerFooter, AnswerView } from './answer-view.tsx';
import { regenerate } from './chat-store.ts';
import { useComposer } from './composer-store.ts';
import { HowMade } from './how-made.tsx';
import { type AskWish, isRunning, type LiveAnswer } from './live-answer.ts';
import { LiveAnswerView } from './live-answer-view.tsx';
import { editQuestion } from './message-actions.ts';
import { Question } from './question-view.tsx';
import { SearchedFor } from './searched-for.tsx';
import { useCitationStatus } from './use-citation-status.ts';
import { useStickToEnd } from './use-stick-to-end.ts';

// What few answers have is not part of the first load.
const AnswerVersions = lazy(() =>
  import('./answer-versions.tsx').then((module) => ({ default: module.AnswerVersions })),
);
const FoundPassages = lazy(() => import('./found-passages.tsx').then((module) => ({ default: module.FoundPassages })));

const NONE: readonly never[] = [];

/** Questions and answers of a conversation, and under them the answer that is being written. */
export function Thread({
  conversation,
  live,
}: {
  readonly conversation: Conversation;
  readonly live: LiveAnswer | undefined;
}) {
  const t = useTranslations('chat');
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { isAtEnd, toEnd, toPart } = useStickToEnd(scroller, content);
  const isAsking = isRunning(live);

  // A new question is what the reader wants to see, wherever they were; so is the end of a conversation just opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the values are the occasions, not inputs
  useEffect(() => toEnd(), [toEnd, conversation.id, isAsking && live?.question]);

  // An address that names an answer, as pinned ones have, shows that answer, each time it is gone to.
  const path = useRoute((route) => route.path);
  useEffect(() => {
    const [id, message] = path;
    if (id !== conversation.id || message === undefined) return;
    const answer = content.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(message)}"]`);
    if (answer === null || answer === undefined) return;
    toPart(answer);
    answer.focus({ preventScroll: true });
  }, [path, conversation.id, toPart]);

  const edited = conversation.items.findIndex((item) => item.id === live?.wish.edit);
  const items = conversation.items
    .slice(0, edited < 0 ? undefined : edited)
    .filter((item) => item.id !== live?.replaces);
  const last = items.at(-1);
  const isQuestionStored = last?.role === 'user' && last.text === live?.question;
  return (
    <div className="relative min-h-0 flex-1">
      <section ref={scroller} aria-label={t('thread')} className="h-full overflow-y-auto">
        <div ref={content} className="mx-auto max-w-[47.5rem] px-6 pb-4 pt-6 max-middle:px-4">
          {items.map((item) => (
            <ThreadItem key={item.id} conversation={conversation} item={item} />
          ))}
          {live === undefined ? null : (
            <>
              {live.replaces !== undefined || isQuestionStored ? null : <Question text={live.question} />}
              <LiveAnswerView live={live} conversation={conversation.id} />
            </>
          )}
        </div>
      </section>
      {isAtEnd ? null : (
        <Button
          look="outline"
          size="small"
          onClick={toEnd}
          className="absolute bottom-2 left-1/2 -translate-x-1/2 !rounded-full shadow-raised animate-rise"
        >
          <ArrowDown aria-hidden="true" className="size-3.5" />
          {t('latest')}
        </Button>
      )}
    </div>
  );
}

const ThreadItem = memo(function ThreadItem({
  conversation,
  item,
}: {
  readonly conversation: Conversation;
  readonly item: Message;
}) {
  const place = useRef<HTMLDivElement>(null);
  const changes = useCitationStatus(place, conversation.id, item);
  const t = useTranslations('turn');
  const common = useTranslations('common');
  if (item.role === 'user') {
    const words = { replaced: t('replaced'), undo: common('undo') };
    return (
      <Question
        text={item.text}
        onEdit={(text) => void editQuestion(conversation, item, text, words).catch(showFailure)}
      />
    );
  }
  const { searchOnly = false, rewrittenBy, query } = item;
  const answerAgain = (wish: AskWish): void =>
    void regenerate(conversation, item, useComposer.getState(), wish).catch(showFailure);
  return (
    // Answers far from the screen are not laid out: a long conversation stays as quick as a short one.
    <div
      ref={place}
      data-message={item.id}
      tabIndex={-1}
      className="mb-7 scroll-mt-20 focus-visible:outline-none [contain-intrinsic-size:auto_20rem] [content-visibility:auto]"
    >
      {rewrittenBy === undefined || query === undefined ? null : (
        <SearchedFor query={query} onSearch={(next) => answerAgain({ query: next, searchOnly })} />
      )}
      {searchOnly ? (
        <Suspense fallback={<Skeleton lines={6} />}>
          <FoundPassages passages={item.passages} />
        </Suspense>
      ) : null}
      <AnswerView
        text={item.text}
        citations={item.citations}
        passages={searchOnly ? NONE : item.passages}
        limits={item.limits}
        verdicts={item.verdicts}
        changes={changes}
      >
        <AnswerStatusLine {...item} />
        <HowMade {...item} />
        <AnswerFooter
          text={item.text}
          generator={item.generator}
          timings={item.timings}
          isSearch={searchOnly}
          onAgain={() => answerAgain({})}
        >
          <AnswerActions conversation={conversation} answer={item} />
        </AnswerFooter>
        {item.versions === undefined ? null : (
          <Suspense>
            <AnswerVersions conversation={conversation} answer={item} />
          </Suspense>
        )}
      </AnswerView>
    </div>
  );
});
