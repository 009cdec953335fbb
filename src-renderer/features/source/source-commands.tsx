import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { type Command, useCommands } from '../../app/commands.ts';
import { closeSource, stepSource, useSourcePane } from './source-store.ts';

/** `[` and `]` walk the citations everywhere; closing is offered while the pane is open. */
export function SourceCommands() {
  const t = useTranslations('source');
  const isOpen = useSourcePane((state) => state.isOpen);
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'source.previous',
        title: t('previous'),
        group: 'source',
        keys: '[',
        keysOnly: true,
        run: () => stepSource(-1),
      },
      { id: 'source.next', title: t('next'), group: 'source', keys: ']', keysOnly: true, run: () => stepSource(1) },
      ...(isOpen ? [{ id: 'source.close', title: t('close'), group: 'source', run: closeSource } as const] : []),
    ],
    [t, isOpen],
  );
  useCommands(commands);
  return null;
}
