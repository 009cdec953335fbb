import { describe, expect, it } from 'vitest';
import { searchText } from './search-text.ts';

const history = [
  { role: 'user' as const, text: 'When is the second lab due?' },
  { role: 'assistant' as const, text: 'On Friday [1].' },
];

describe('what is searched for', () => {
  it.each(['And the third?', 'Why is that?', 'Und die dritte?', 'Who grades them?', '那第三次呢？'])(
    '%s takes the question before it along',
    (question) => {
      expect(searchText(question, history)).toBe(`${question}\nWhen is the second lab due?`);
      expect(searchText(question, [])).toBe(question);
    },
  );

  it.each(['What is an inverted index?', 'Was ist ein invertierter Index?', '什么是倒排索引？'])(
    '%s stands for itself',
    (question) => {
      expect(searchText(question, history)).toBe(question);
    },
  );
});
