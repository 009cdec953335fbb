import { Columns2, Ellipsis, FileQuestion, Pin, PinOff, Quote, ThumbsDown, ThumbsUp } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Conversation, Message } from '../../../src-contract/conversations.ts';
import type { Rating } from '../../../src-contract/feedback.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { regenerate } from './chat-store.ts';
import { useComposer } from './composer-store.ts';
import { isOf, rate, useFeedback } from './feedback-store.ts';
import { pin } from './message-actions.ts';

const FeedbackDialog = lazy(() =>
  import('./feedback-dialog.tsx').then((module) => ({ default: module.FeedbackDialog })),
);

type Answer = Extract<Message, { role: 'assistant' }>;

/** Good, bad, and what else can be done with an answer. */
export function AnswerActions({
  conversation,
  answer,
}: {
  readonly conversation: Conversation;
  readonly answer: Answer;
}) {
  const t = useTranslations('turn');
  const given = useFeedback((state) => state.given);
  const [about, setAbout] = useState<'wrong-citation' | 'missing-source'>();
  const ratings = new Set(given.filter((one) => isOf(one, answer.id, answer.trace)).map(({ rating }) => rating));
  const toggle = (rating: Rating): void => void rate(conversation.id, answer, { rating }).catch(showFailure);
  const keep = (): void =>
    void regenerate(conversation, answer, useComposer.getState(), { keep: true }).catch(showFailure);
  const isPinned = answer.pinnedAt !== undefined;
  return (
    <>
      <RateButton icon={ThumbsUp} label={t('good')} isOn={ratings.has('up')} onClick={() => toggle('up')} />
      <RateButton icon={ThumbsDown} label={t('bad')} isOn={ratings.has('down')} onClick={() => toggle('down')} />
      {isPinned ? (
        <RateButton
          icon={Pin}
          label={t('unpinAnswer')}
          isOn
          onClick={() => void pin(conversation.id, false, answer.id).catch(showFailure)}
        />
      ) : null}
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t('more')} />}>
        <MenuItem icon={Columns2} onSelect={keep}>
          {t('againKeep')}
        </MenuItem>
        <MenuItem
          icon={isPinned ? PinOff : Pin}
          onSelect={() => void pin(conversation.id, !isPinned, answer.id).catch(showFailure)}
        >
          {isPinned ? t('unpinAnswer') : t('pinAnswer')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Quote} disabled={answer.citations.length === 0} onSelect={() => setAbout('wrong-citation')}>
          {t('wrongCitation')}…
        </MenuItem>
        <MenuItem icon={FileQuestion} onSelect={() => setAbout('missing-source')}>
          {t('missingSource')}…
        </MenuItem>
      </Menu>
      {about === undefined ? null : (
        <Suspense>
          <FeedbackDialog
            rating={about}
            numbers={answer.citations.map(({ number }) => number)}
            onGive={(said) => rate(conversation.id, answer, { rating: about, ...said })}
            onClose={() => setAbout(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

function RateButton({
  isOn,
  ...button
}: {
  readonly icon: typeof ThumbsUp;
  readonly label: string;
  readonly isOn: boolean;
  readonly onClick: () => void;
}) {
  return <IconButton {...button} aria-pressed={isOn} className={classNames(isOn && 'bg-selected text-accent')} />;
}
