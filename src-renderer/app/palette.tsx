import { Command as Cmdk } from 'cmdk';
import { CornerDownLeft, FileText, type LucideIcon, MessageSquare } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ConversationSummary } from '../../src-contract/conversations.ts';
import type { Source } from '../../src-contract/source.ts';
import { openSource, targetOfSource } from '../features/source/source-store.ts';
import { carrel } from '../lib/client.ts';
import { shortPath } from '../lib/place-text.ts';
import { focusWithin, returnFocus } from '../ui/dialog-focus.ts';
import { Keys } from '../ui/keys.tsx';
import { useCommandRegistry } from './commands.ts';
import { showOverlay, useOverlay } from './overlay-store.ts';
import { go } from './route.ts';

interface Found {
  readonly conversations: readonly ConversationSummary[];
  readonly sources: readonly Source[];
}

const NOTHING: Found = { conversations: [], sources: [] };
const SHOWN = 8;

/** Every command, every conversation and every source, by a few letters. */
export function Palette() {
  const isOpen = useOverlay((state) => state.shown === 'palette');
  const t = useTranslations('palette');
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => showOverlay(open ? 'palette' : undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-veil animate-fade" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusWithin}
          onCloseAutoFocus={returnFocus}
          className="fixed left-1/2 top-[14vh] z-40 w-[min(38rem,calc(100%-1.5rem))] -translate-x-1/2 overflow-hidden rounded-card border border-hairline bg-n0 shadow-raised animate-fade focus:outline-none"
        >
          <Dialog.Title className="sr-only">{t('title')}</Dialog.Title>
          <PaletteBody />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteBody() {
  const t = useTranslations('palette');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState('');
  const found = useFound(text);
  const registered = useCommandRegistry((state) => state.commands);
  const wanted = text.trim().toLowerCase();
  const commands = registered.filter(
    (command) => command.keysOnly !== true && command.title.toLowerCase().includes(wanted),
  );
  const values = [
    ...commands.map((command) => `command ${command.id}`),
    ...found.conversations.map((conversation) => `conversation ${conversation.id}`),
    ...found.sources.map((source) => `source ${source.id}`),
  ];
  // What arrives after the last letter must be chosen too, or Enter would do nothing.
  const current = values.includes(chosen) ? chosen : (values[0] ?? '');
  const run = (action: () => void): void => {
    showOverlay(undefined);
    // After the dialog has given the focus back, so that a command that moves it has the last word.
    requestAnimationFrame(() => setTimeout(action));
  };
  return (
    <Cmdk label={t('title')} value={current} onValueChange={setChosen} shouldFilter={false} loop>
      <Cmdk.Input
        value={text}
        onValueChange={setText}
        placeholder={t('placeholder')}
        aria-label={t('placeholder')}
        data-autofocus=""
        className="h-12 w-full border-b border-hairline bg-transparent px-4 text-read text-n11 outline-none focus-visible:outline-none"
      />
      <Cmdk.List className="max-h-[min(24rem,56vh)] overflow-auto p-1.5">
        <Cmdk.Empty className="px-3 py-6 text-center text-n7">{t('nothing', { text })}</Cmdk.Empty>
        {commands.length === 0 ? null : (
          <Cmdk.Group heading={<GroupHeading text={t('commands')} />}>
            {commands.map((command) => (
              <Row
                key={command.id}
                value={`command ${command.id}`}
                icon={CornerDownLeft}
                text={command.title}
                onSelect={() => run(command.run)}
                {...(command.keys === undefined ? {} : { keys: command.keys })}
              />
            ))}
          </Cmdk.Group>
        )}
        {found.conversations.length === 0 ? null : (
          <Cmdk.Group heading={<GroupHeading text={t('conversations')} />}>
            {found.conversations.map((conversation) => (
              <Row
                key={conversation.id}
                value={`conversation ${conversation.id}`}
                icon={MessageSquare}
                text={conversation.title}
                onSelect={() => run(() => go('chat', conversation.id))}
              />
            ))}
          </Cmdk.Group>
        )}
        {found.sources.length === 0 ? null : (
          <Cmdk.Group heading={<GroupHeading text={t('sources')} />}>
            {found.sources.map((source) => (
              <Row
                key={source.id}
                value={`source ${source.id}`}
                icon={FileText}
                text={source.title}
                note={shortPath(source.path)}
                onSelect={() => run(() => openSource([targetOfSource(source)], 0))}
              />
            ))}
          </Cmdk.Group>
        )}
      </Cmdk.List>
    </Cmdk>
  );
}

/**
 * Asks the host for each text.
 *
 * Until the answer is there, what fits of the answer before stays: Enter must never open what was not asked for.
 */
function useFound(text: string): Found {
  const [{ found, asked }, setAnswer] = useState({ found: NOTHING, asked: '' });
  useEffect(() => {
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const wanted = text.trim() === '' ? {} : { text: text.trim() };
    Promise.all([
      carrel().conversations.list({ ...wanted, limit: SHOWN }, options),
      carrel().library.listSources({ ...wanted, limit: SHOWN }, options),
    ]).then(
      ([{ conversations }, { sources }]) => setAnswer({ found: { conversations, sources }, asked: text }),
      () => {
        // Cancelled by the next letter, or not connected: commands still work, and the status bar says why.
      },
    );
    return () => abort.abort();
  }, [text]);
  return asked === text ? found : whatFits(found, text.trim().toLowerCase());
}

function whatFits({ conversations, sources }: Found, wanted: string): Found {
  const fits = (name: string): boolean => name.toLowerCase().includes(wanted);
  return {
    conversations: conversations.filter(({ title }) => fits(title)),
    sources: sources.filter(({ title, path }) => fits(title) || fits(path)),
  };
}

function GroupHeading({ text }: { readonly text: string }) {
  return <span className="block px-2.5 pb-1 pt-2 text-tiny text-n7">{text}</span>;
}

function Row({
  value,
  icon: Icon,
  text,
  note,
  keys,
  onSelect,
}: {
  readonly value: string;
  readonly icon: LucideIcon;
  readonly text: string;
  readonly note?: string;
  readonly keys?: string;
  readonly onSelect: () => void;
}) {
  return (
    <Cmdk.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 cursor-default select-none items-center gap-2.5 rounded-control px-2.5 data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-n7" strokeWidth={1.5} />
      <span className="min-w-0 shrink-0 max-w-[70%] truncate">{text}</span>
      <span className="min-w-0 flex-1 truncate text-small text-n7">{note}</span>
      {keys === undefined ? null : <Keys combo={keys} />}
    </Cmdk.Item>
  );
}
