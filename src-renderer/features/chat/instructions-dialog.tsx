import { type SyntheticEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { instructConversation } from './conversation-actions.ts';

/** What the model is told to be or do in this conversation. */
export function InstructionsDialog({
  conversation,
  onClose,
}: {
  readonly conversation: ConversationSummary;
  readonly onClose: () => void;
}) {
  const t = useTranslations('chat.instructions');
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('title')}
      description={t('description')}
      wide
    >
      <InstructionsForm conversation={conversation} onClose={onClose} />
    </Dialog>
  );
}

function InstructionsForm({ conversation, onClose }: Parameters<typeof InstructionsDialog>[0]) {
  const t = useTranslations('chat.instructions');
  const common = useTranslations('common');
  const [text, setText] = useState(conversation.instructions ?? '');
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const textId = useId();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (isBusy) return;
    setIsBusy(true);
    instructConversation(conversation.id, text)
      .then(onClose)
      .catch((thrown: unknown) => {
        setFailure(thrown);
        setIsBusy(false);
      });
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <label htmlFor={textId} className="sr-only">
        {t('title')}
      </label>
      <textarea
        id={textId}
        value={text}
        rows={6}
        maxLength={2000}
        placeholder={t('placeholder')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        }}
        className="block max-h-[40vh] w-full resize-none rounded-control border border-field bg-n0 px-2.5 py-2 text-base text-n10 focus-visible:border-accent focus-visible:outline-offset-0"
      />
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{common('cancel')}</Button>
        <Button type="submit" look="solid" disabled={isBusy}>
          {common('save')}
        </Button>
      </div>
    </form>
  );
}
