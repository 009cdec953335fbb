import { ArrowUp, Square, TextSearch } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { collectDropped } from '../../lib/add-files.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { classNames } from '../../ui/class-names.ts';
import { Hint } from '../../ui/hint.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { AttachmentChips } from './attachment-chips.tsx';
import { attach, useAttachments } from './attachments.ts';
import { setDraft, useComposer } from './composer-store.ts';
import { GeneratorChip } from './generator-chip.tsx';
import { OptionsChip } from './options-chip.tsx';
import { runCommand } from './run-command.ts';
import { ScopeChip } from './scope-chip.tsx';
import { matchingCommands, NEEDS_WORDS, type SlashName, typedCommand } from './slash-commands.ts';
import { SlashMenu } from './slash-menu.tsx';

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
  const turn = useTranslations('turn');
  const searchOnly = useComposer((state) => state.searchOnly);
  const isAttaching = useAttachments((state) => state.list.some((one) => one.state === 'reading'));
  const menuId = useId();
  const [selected, setSelected] = useState(0);
  const [closedAt, setClosedAt] = useState<string>();
  const offered = closedAt === text ? [] : matchingCommands(text);
  const chosen = Math.min(selected, offered.length - 1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each request and each other conversation takes the focus
  useEffect(() => {
    field.current?.focus();
  }, [focusRequests, conversation]);

  const send = (): void => {
    const question = text.trim();
    const command = typedCommand(question);
    if (command !== undefined) {
      if (command.words === '' && NEEDS_WORDS.has(command.name) && command.name !== 'scope') return;
      setDraft(conversation, '');
      void runCommand(command).catch(showFailure);
      return;
    }
    if (question === '' || isAnswering || isAttaching) return;
    setDraft(conversation, '');
    onSend(question);
  };
  const choose = (name: SlashName): void => {
    setSelected(0);
    if (NEEDS_WORDS.has(name)) setDraft(conversation, `/${name} `);
    else {
      setDraft(conversation, '');
      void runCommand({ name, words: '' }).catch(showFailure);
    }
  };
  const drop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault(); // the window's own place to drop then takes the models alone
    void attach(collectDropped(event.dataTransfer)).catch(showFailure);
  };
  const pressInMenu = (event: KeyboardEvent): boolean => {
    const name = offered[chosen];
    if (name === undefined) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setSelected((chosen + step + offered.length) % offered.length);
    } else if (event.key === 'Enter' || event.key === 'Tab') choose(name);
    else if (event.key === 'Escape') setClosedAt(text);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return; // Enter then chooses a character, it does not send
    if (pressInMenu(event)) return;
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
      onDrop={drop}
      className="relative mx-auto mb-4 mt-1 w-[calc(100%-3rem)] max-w-[44.5rem] shrink-0 rounded-card border border-field bg-n0 pb-1.5 pe-2 ps-2 pt-2 shadow-raised transition-colors duration-(--quick) focus-within:border-accent max-middle:mb-2.5 max-middle:w-[calc(100%-1.25rem)]"
    >
      {offered.length === 0 ? null : <SlashMenu id={menuId} names={offered} selected={chosen} onChoose={choose} />}
      <AttachmentChips />
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={t('label')}
        placeholder={searchOnly ? turn('searchPlaceholder') : t('placeholder')}
        {...(offered.length === 0
          ? {}
          : { 'aria-controls': menuId, 'aria-activedescendant': `${menuId}-${offered[chosen]}` })}
        maxLength={10_000}
        onChange={(event) => setDraft(conversation, event.target.value)}
        onKeyDown={press}
        className="block max-h-[40vh] min-h-8 w-full resize-none bg-transparent px-1.5 pb-1.5 pt-0.5 text-read outline-none [field-sizing:content] focus-visible:outline-none"
      />
      <div className="flex min-w-0 items-center gap-0.5">
        <ScopeChip />
        <GeneratorChip />
        <OptionsChip />
        <IconButton
          icon={TextSearch}
          label={turn('searchOnly')}
          aria-pressed={searchOnly}
          className={classNames(searchOnly && 'bg-selected text-accent')}
          onClick={() => useComposer.setState({ searchOnly: !searchOnly })}
        />
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
