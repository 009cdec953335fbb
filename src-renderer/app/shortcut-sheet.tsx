import { useTranslations } from 'use-intl';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';
import { type Command, useCommandRegistry } from './commands.ts';
import { showOverlay, useOverlay } from './overlay-store.ts';

const GROUPS: ReadonlyArray<Command['group']> = ['go', 'chat', 'find', 'library', 'source', 'view'];

/** Every shortcut that works now, by group. */
export function ShortcutSheet() {
  const t = useTranslations('shortcuts');
  const isOpen = useOverlay((state) => state.shown === 'shortcuts');
  const registered = useCommandRegistry((state) => state.commands);
  const composer = [
    { id: 'send', title: t('send'), keys: 'enter' },
    { id: 'break', title: t('break'), keys: 'shift+enter' },
    { id: 'edit', title: t('edit'), keys: 'arrowup' },
  ];
  const groups = GROUPS.map((group) => ({
    group,
    rows: [...registered.filter((command) => command.group === group), ...(group === 'chat' ? composer : [])],
  }));
  return (
    <Dialog open={isOpen} onOpenChange={(open) => showOverlay(open ? 'shortcuts' : undefined)} title={t('title')} wide>
      <div className="grid gap-x-10 gap-y-5 middle:grid-cols-2">
        {groups.map(({ group, rows }) => {
          const withKeys = rows.filter((row) => row.keys !== undefined);
          if (withKeys.length === 0) return null;
          return (
            <section key={group}>
              <h3 className="mb-1 text-tiny text-n7">{t(`group.${group}`)}</h3>
              <ul>
                {withKeys.map((row) => (
                  <li key={row.id} className="flex min-h-7 items-center gap-3">
                    <span className="min-w-0 flex-1">{row.title}</span>
                    <Keys combo={row.keys ?? ''} />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
