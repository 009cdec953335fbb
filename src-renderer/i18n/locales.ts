import type en from './en.json';

export const LOCALES = ['en', 'de', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];
export type Messages = typeof en;

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}

/** The first of `wanted` that we speak, by language where the region differs; English if none. */
export function matchLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0];
    const match = LOCALES.find((locale) => locale.toLowerCase().split('-')[0] === language);
    if (match !== undefined) return match;
  }
  return 'en';
}

const LOADERS: Readonly<Record<Locale, () => Promise<{ default: unknown }>>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
  'zh-CN': () => import('./zh-CN.json'),
};

/** Loads the messages of one language; messages.test.ts keeps the three files to one shape. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  return (await LOADERS[locale]()).default as Messages;
}

/** The direction of writing of a language, for the `dir` attribute. */
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur)\b/.test(locale) ? 'rtl' : 'ltr';
}
