import { useTranslations } from 'use-intl';
import type { HostMessage } from '../../src-contract/host-message.ts';

/** What a host says, in the language of the page where it has a code; `lang` is set where it stays English. */
export interface HostText {
  readonly text: string;
  readonly lang?: 'en';
}

/** Turns codes of the host into sentences. A sentence of an unknown code, or of none, stays as the host wrote it. */
export function useHostText(): (english: string, codes?: HostMessage | readonly HostMessage[]) => HostText {
  const t = useTranslations('host');
  return (english, codes) => {
    const all = codes === undefined ? [] : Array.isArray(codes) ? codes : [codes as HostMessage];
    if (all.length === 0 || all.some(({ code }) => !t.has(code as Code))) return { text: english, lang: 'en' };
    return { text: all.map(({ code, params }) => t(code as Code, params)).join(' ') };
  };
}

type Code = Parameters<ReturnType<typeof useTranslations<'host'>>>[0];
