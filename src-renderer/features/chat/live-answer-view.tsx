import { useTranslations } from 'use-intl';
import type { ConversationId } from '../../../src-contract/ids.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AnswerView } from './answer-view.tsx';
import { askAgain } from './chat-store.ts';
import { useComposer } from './composer-store.ts';
import { ContextMeter } from './context-meter.tsx';
import { isRunning, type LiveAnswer } from './live-answer.ts';
import { SearchedFor } from './searched-for.tsx';

/** The answer under way: structure at once, then the words; after a stop or a failure, what to do. */
export function LiveAnswerView({
  live,
  conversation,
}: {
  readonly live: LiveAnswer;
  readonly conversation: ConversationId;
}) {
  const t = useTranslations('chat');
  const common = useTranslations('common');
  const isBusy = isRunning(live);
  const retry = (
    <Button
      look="outline"
      size="small"
      onClick={() => void askAgain(conversation, live, useComposer.getState()).catch(showFailure)}
    >
      {common('retry')}
    </Button>
  );
  return (
    <div className="mb-4">
      {live.query === undefined ? null : <SearchedFor query={live.query} />}
      <AnswerView
        text={live.text}
        citations={live.citations}
        passages={live.passages}
        limits={live.notices}
        isBusy={isBusy}
      >
        {live.context === undefined || !isBusy ? null : <ContextMeter {...live.context} />}
        {isBusy && live.text === '' ? (
          <div>
            <p className="mb-3 text-small text-n7">
              {live.phase === 'searching' ? t('searching') : t('reading', { count: live.passages.length })}
            </p>
            <Skeleton lines={3} />
          </div>
        ) : null}
        {live.phase === 'stopped' ? (
          <div className="flex items-center gap-2 text-small text-n8">
            {t('limit.stopped')}
            {retry}
          </div>
        ) : null}
        {live.phase === 'failed' ? <FailureNote failure={live.failure} action={retry} /> : null}
      </AnswerView>
    </div>
  );
}
