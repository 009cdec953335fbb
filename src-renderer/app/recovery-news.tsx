import { useEffect } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';
import { recall, remember } from '../lib/remembered.ts';
import { useSystem } from '../lib/system-store.ts';
import { announce } from './announcer.tsx';
import { go } from './route.ts';

/** The number of the last recovery this person was told of, by library. */
const keyOf = (library: string): string => `recoveries.${library}`;

/** Says once that something was put right or found lost, with the way to the list of it. */
export function RecoveryNews() {
  const t = useTranslations('recoveries');
  const library = useSystem((state) => state.status?.library.id);
  const latest = useSystem((state) => state.status?.recoveries.latest);
  useEffect(() => {
    if (library === undefined || latest === undefined) return;
    if (Number(recall(keyOf(library)) ?? 0) >= latest.number) return;
    remember(keyOf(library), String(latest.number));
    if (latest.kind === 'index-corrected') return; // what every crash leaves is in the list, but is no news
    const words = t(latest.kind, { count: latest.count });
    announce(words);
    toast(words, { action: { label: t('show'), onClick: () => go('settings', 'checkup') } });
  }, [library, latest, t]);
  return null;
}
