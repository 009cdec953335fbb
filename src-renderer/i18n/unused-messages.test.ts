import { expect, it } from 'vitest';
import en from './en.json' with { type: 'json' };

const FILES: Readonly<Record<string, string>> = import.meta.glob(
  ['../**/*.{ts,tsx}', '!../**/*.test.ts', '!../testing/**'],
  { query: '?raw', import: 'default', eager: true },
);

/** Groups whose keys come at run time from a union of the contract or of a file without translations of its own. */
const CHOSEN_AT_RUN_TIME = [
  'rail',
  'recoveries',
  'place',
  'turn.slash',
  'chat.reason',
  'chat.status',
  'insights.limit',
  'library.kind',
  'library.ocr',
  'find.operators',
  'host',
];

/** Single ones: periods of the list, kinds of work, marks of a list. */
const ALSO_CHOSEN = [
  'chat.today',
  'chat.thisWeek',
  'chat.earlier',
  'settings.models.adding',
  'find.missing.line.missed',
];

type Tree = { readonly [key: string]: string | Tree };

const keysOf = (tree: Tree, prefix: string): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );

/** What a file takes messages from, every word it quotes, and the beginnings of keys it ends at run time. */
const USES = Object.values(FILES)
  .map((source) => ({
    groups: [...source.matchAll(/useTranslations[(<]+'([\w.-]+)'/g)].map(([, group]) => `${group}.`),
    words: new Set([...source.matchAll(/(['"`])([\w.-]+)\1/g)].map(([, , word]) => word)),
    beginnings: [...source.matchAll(/`([\w.-]+\.)\$\{/g)].map(([, beginning]) => beginning ?? ''),
  }))
  .filter(({ groups }) => groups.length > 0);

function isUsed(key: string): boolean {
  if (CHOSEN_AT_RUN_TIME.some((group) => key.startsWith(`${group}.`)) || ALSO_CHOSEN.includes(key)) return true;
  return USES.some(({ groups, words, beginnings }) =>
    groups.some((group) => {
      if (!key.startsWith(group)) return false;
      const rest = key.slice(group.length);
      return words.has(rest) || beginnings.some((beginning) => rest.startsWith(beginning));
    }),
  );
}

it('every message is used by a file that takes messages from its group', () => {
  expect(USES.length).toBeGreaterThan(50);
  expect(keysOf(en, '').filter((key) => !isUsed(key))).toEqual([]);
});
