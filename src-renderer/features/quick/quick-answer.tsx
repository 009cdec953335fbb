import { Square } from 'lucide-react';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { CitationStatus } from '../../../src-contract/citation-status.ts';
import type { ConversationId } from '../../../src-contract/ids.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AnswerLimits } from '../chat/answer-limits.tsx';
import { stopCurrent, useChat } from '../chat/chat-store.ts';
import { CitationContext } from '../chat/citation-context.ts';
import { isRunning } from '../chat/live-answer.ts';
import { useAnswerAnnouncements } from '../chat/use-answer-announcements.ts';
import { carryOn } from './quick-store.ts';

const AnswerMarkdown = lazy(() =>
  import('../chat/answer-markdown.tsx').then((module) => ({ default: module.AnswerMarkdown })),
);

/** The answer to what was asked here: as it is written, then as it was kept. A citation opens in the main window. */
export function QuickAnswer({
  question,
  conversation: id,
}: {
  readonly question: string;
  readonly conversation: ConversationId | undefined;
}) {
  const t = useTranslations('quick');
  const chat = useTranslations('chat');
  const live = useChat((state) => (id === undefined ? undefined : state.liveById[id]));
  const conversation = useChat((state) => state.conversation);
  useAnswerAnnouncements(live, conversation);
  const stored = conversation?.id === id ? conversation?.items.at(-1) : undefined;
  const kept = stored?.role === 'assistant' ? stored : undefined;
  const text = live?.text ?? kept?.text ?? '';
  const citations = live?.citations ?? kept?.citations ?? NONE;
  const verdicts = kept?.verdicts ?? NONE;
  const scope = useMemo(
    () => ({ citations, verdicts, changes: UNCHANGED, open: () => void carryOn().catch(showFailure) }),
    [citations, verdicts],
  );
  const isBusy = kept === undefined && (live === undefined || isRunning(live));
  return (
    <article aria-label={t('answerTo', { question })} aria-busy={isBusy} className="border-t border-hairline px-4 py-3">
      <CitationContext value={scope}>
        <Suspense fallback={<p className="prose whitespace-pre-wrap">{text}</p>}>
          <AnswerMarkdown text={text} />
        </Suspense>
      </CitationContext>
      <AnswerLimits limits={live?.notices ?? kept?.limits ?? []} />
      {isBusy && text === '' ? <Skeleton lines={3} /> : null}
      {live?.phase === 'failed' ? <FailureNote failure={live.failure} /> : null}
      {isBusy ? (
        <Button size="small" onClick={stopCurrent}>
          <Square aria-hidden="true" className="size-3 fill-current" />
          {chat('composer.stop')}
        </Button>
      ) : null}
    </article>
  );
}

const NONE: readonly never[] = [];
const UNCHANGED: ReadonlyMap<number, CitationStatus> = new Map();
