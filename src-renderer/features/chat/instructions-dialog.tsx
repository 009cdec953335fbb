import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextArea } from '../../ui/text-area.tsx';
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
  const common = useTranslations('common');
  const [text, setText] = useState(conversation.instructions ?? '');
  const save = (): Promise<void> => instructConversation(conversation.id, text).then(onClose);
  return (
    <FormDialog
      wide
      title={t('title')}
      description={t('description')}
      action={common('save')}
      onSubmit={save}
      onClose={onClose}
    >
      <TextArea
        aria-label={t('title')}
        value={text}
        rows={6}
        maxLength={2000}
        placeholder={t('placeholder')}
        onChange={(event) => setText(event.target.value)}
      />
    </FormDialog>
  );
}
