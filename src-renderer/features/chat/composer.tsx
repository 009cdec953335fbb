import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../ui/class-names.ts';
import { Hint } from '../../ui/hint.tsx';
import { setDraft, useComposer } from './composer-store.ts';
import { GeneratorChip } from './generator-chip.tsx';
import { OptionsChip } from './options-chip.tsx';
import { ScopeChip } from './scope-chip.tsx';

/** Where questions are written: Enter sends, Shift+Enter breaks the line, Up brings the last question back. */
export function Composer({
  conversation,
  lastQuestion,
  isAnswering,
  onSend,
  onStop,
}: {
  readonly conversation: string | undefined;
  readonly lastQuestion: string | undefined;
  readonly isAnswering: boolean;
  readonly onSend: (question: string) => void;
  readonly onStop: () => void;
}) {
  const t = useTranslations('chat.composer');
  const text = useComposer((state) => state.draftById[conversation ?? 'new'] ?? '');
  const focusRequests = useComposer((state) => state.focusRequests);
  const field = useRef<HTMLTextAreaElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each request and each other conversation takes the focus
  useEffect(() => {
    field.current?.focus();
  }, [focusRequests, conversation]);

  const send = (): void => {
    const question = text.trim();
    if (question === '' || isAnswering) return;
    setDraft(conversation, '');
    onSend(question);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return; // Enter then chooses a character, it does not send
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && text === '' && lastQuestion !== undefined) {
      event.preventDefault();
      setDraft(conversation, lastQuestion);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="mx-auto mb-4 mt-1 w-[calc(100%-3rem)] max-w-[44.5rem] shrink-0 rounded-card border border-field bg-n0 pb-1.5 pe-2 ps-2 pt-2 shadow-raised transition-colors duration-(--quick) focus-within:border-accent max-middle:mb-2.5 max-middle:w-[calc(100%-1.25rem)]"
    >
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={t('label')}
        placeholder={t('placeholder')}
        maxLength={10_000}
        onChange={(event) => setDraft(conversation, event.target.value)}
        onKeyDown={press}
        className="block max-h-[40vh] min-h-8 w-full resize-none bg-transparent px-1.5 pb-1.5 pt-0.5 text-read outline-none [field-sizing:content] focus-visible:outline-none"
      />
      <div className="flex min-w-0 items-center gap-0.5">
        <ScopeChip />
        <GeneratorChip />
        <OptionsChip />
        <span className="flex-1" />
        {isAnswering ? (
          <Hint text={t('stop')} keys="escape" side="top">
            <button
              type="button"
              aria-label={t('stop')}
              onClick={onStop}
              className="grid size-7 shrink-0 place-items-center rounded-lg bg-n10 text-n0 hover:bg-n9"
            >
              <Square aria-hidden="true" className="size-3 fill-current" />
            </button>
          </Hint>
        ) : (
          <Hint text={t('send')} keys="enter" side="top">
            <button
              type="submit"
              aria-label={t('send')}
              aria-disabled={text.trim() === ''}
              className={classNames(
                'grid size-7 shrink-0 place-items-center rounded-lg transition-colors duration-(--quick)',
                text.trim() === '' ? 'bg-n3 text-n7' : 'bg-accent text-accent-ink hover:brightness-108',
              )}
            >
              <ArrowUp aria-hidden="true" className="size-4" strokeWidth={2.25} />
            </button>
          </Hint>
        )}
      </div>
    </form>
  );
}
