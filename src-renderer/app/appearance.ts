import type { Settings } from '../../src-contract/settings.ts';
import { type Locale, matchLocale } from '../i18n/locales.ts';

export type Theme = 'light' | 'dark' | 'contrast';

const QUERIES = { more: '(prefers-contrast: more)', dark: '(prefers-color-scheme: dark)' } as const;

/** The theme to show for a setting; `system` asks the system, and more contrast wins over dark. */
export function themeFor(setting: Settings['ui.theme']): Theme {
  if (setting !== 'system') return setting;
  if (matchMedia(QUERIES.more).matches) return 'contrast';
  return matchMedia(QUERIES.dark).matches ? 'dark' : 'light';
}

/** The language to show for a setting; `system` takes the first language of the browser that we speak. */
export function localeFor(setting: Settings['ui.language']): Locale {
  return setting === 'system' ? matchLocale(navigator.languages) : setting;
}

/** Puts theme and font size on the document. 14 px is 100 %, so a larger default of the browser is kept. */
export function applyAppearance(theme: Settings['ui.theme'], fontSize: number): void {
  document.documentElement.dataset.theme = themeFor(theme);
  document.documentElement.style.fontSize = `${(fontSize / 14) * 100}%`;
}

/** Calls `listener` when the system changes between light, dark and more contrast. */
export function onSystemThemeChange(listener: () => void): () => void {
  const queries = Object.values(QUERIES).map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}
