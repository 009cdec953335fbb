import { describe, expect, it } from 'vitest';
import { phraseMatcher } from './match-phrase.ts';

describe('a phrase', () => {
  it.each([
    ['page fault', 'A Page\n   Fault occurs'],
    ['find', 'to \ufb01nd'],
    ['ＡＰＩ key', 'the api KEY'],
    ["don't", 'we don’t know'],
    ['hyphenated', 'hy\u00adphenated'],
    ['倒排索引', '这是倒排\n索引的'],
    ['API', '调用API设计'],
    ['x->y', 'if x->y then'],
    ['naïve', 'NAÏVE approach'],
  ])('%j is in %j', (phrase, text) => {
    expect(phraseMatcher(phrase)(text)).toBe(true);
  });

  it.each([
    ['page faults', 'a page fault'],
    ['run', 'running runs'],
    ['now here', 'nowhere'],
    ['fault page', 'page fault'],
    ['cat', 'concatenate scat'],
    ['user', 'user_name'],
    ['page fault', 'page. Fault'],
  ])('%j is not in %j', (phrase, text) => {
    expect(phraseMatcher(phrase)(text)).toBe(false);
  });
});
