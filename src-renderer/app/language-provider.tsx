import { type ReactNode, useEffect, useState } from 'react';
import { IntlProvider } from 'use-intl';
import { directionOf, type Locale, loadMessages, type Messages } from '../i18n/locales.ts';
import { useSetting } from '../lib/settings-store.ts';
import { localeFor } from './appearance.ts';

interface Loaded {
  readonly locale: Locale;
  readonly messages: Messages;
}

/** Speaks the language of the settings; shows nothing until its messages are there, a few milliseconds. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const setting = useSetting('ui.language') ?? 'system';
  const [loaded, setLoaded] = useState<Loaded>();

  useEffect(() => {
    let isCurrent = true;
    const locale = localeFor(setting);
    void loadMessages(locale).then((messages) => {
      if (!isCurrent) return;
      document.documentElement.lang = locale;
      document.documentElement.dir = directionOf(locale);
      setLoaded({ locale, messages });
    });
    return () => {
      isCurrent = false;
    };
  }, [setting]);

  if (loaded === undefined) return null;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <IntlProvider locale={loaded.locale} messages={loaded.messages} timeZone={timeZone}>
      {children}
    </IntlProvider>
  );
}
