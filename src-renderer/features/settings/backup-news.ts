import { toast } from 'sonner';
import type { useTranslations } from 'use-intl';
import { announce } from '../../app/announcer.tsx';
import { useRoute } from '../../app/route.ts';
import { useBackup } from './backup-store.ts';
import { sectionOf } from './sections.ts';

/** Says how a backup or a restore ended: to screen readers, and in a toast to who is on another page by then. */
export function tellEnd(kind: 'create' | 'restore', t: ReturnType<typeof useTranslations<'settings.backup'>>): void {
  const { state } = useBackup.getState()[kind];
  if (state !== 'done' && state !== 'failed') return;
  const isDone = state === 'done';
  const words = kind === 'create' ? t(isDone ? 'created' : 'createFailed') : t(isDone ? 'restored' : 'restoreFailed');
  announce(words, !isDone);
  const { screen, path } = useRoute.getState();
  if (screen !== 'settings' || sectionOf(path[0]) !== 'backup') toast(words);
}
