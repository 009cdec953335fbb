import { describe, expect, it } from 'vitest';
import { parametersOf, type ReadingCode, type SystemCode } from '../../src-contract/host-message.ts';
import { READING_SENTENCES, SYSTEM_SENTENCES } from '../../src-contract/host-sentences.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import { directionOf, matchLocale } from './locales.ts';
import zh from './zh-CN.json' with { type: 'json' };

interface Tree {
  readonly [key: string]: string | Tree;
}

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

/** The names a message expects: `{count, plural, …}` and `{title}` both name one. */
const argumentsOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)(?=[,}])/g)].map((match) => match[1] ?? ''))].sort();

describe('messages', () => {
  const english = flatten(en);
  const others = [
    ['de', flatten(de)],
    ['zh-CN', flatten(zh)],
  ] as const;

  it.each(others)('%s has exactly the keys of English', (_locale, messages) => {
    expect([...messages.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('has every sentence of the host, with its parameters', () => {
    const codes = Object.keys({ ...READING_SENTENCES, ...SYSTEM_SENTENCES }) as (ReadingCode | SystemCode)[];
    expect(Object.keys(en.host).sort()).toEqual([...codes].sort());
    const differing = codes.filter(
      (code) => argumentsOf(en.host[code]).join() !== [...new Set(parametersOf(code))].sort().join(),
    );
    expect(differing).toEqual([]);
  });

  it('calls a passage by one word in German', () => {
    const others = [...flatten(de)].filter(([, text]) => /Textstelle|Fundstelle|\b[Dd]iese Stelle|# Stelle/.test(text));
    expect(others).toEqual([]);
  });

  it.each(others)('%s uses the same arguments as English', (_locale, messages) => {
    const differing = [...english].filter(
      ([key, text]) => argumentsOf(text).join() !== argumentsOf(messages.get(key) ?? '').join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('leaves no message empty', () => {
    for (const messages of [english, ...others.map(([, flat]) => flat)])
      expect([...messages].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

describe('choosing a language', () => {
  it('takes the first wanted language that we speak, whatever its region', () => {
    expect(matchLocale(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(matchLocale(['zh-TW'])).toBe('zh-CN');
    expect(matchLocale(['fr'])).toBe('en');
  });

  it('writes all three from left to right', () => {
    expect(['en', 'de', 'zh-CN'].map((locale) => directionOf(locale as 'en'))).toEqual(['ltr', 'ltr', 'ltr']);
  });
});
