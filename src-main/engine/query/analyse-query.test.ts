import { describe, expect, it } from 'vitest';
import { analyseQuery } from './analyse-query.ts';

describe('the kind of a query', () => {
  it.each([
    ['identifier', ['getUserName', 'snake_case', 'std::vector', 'os.path.join', 'main()', '_private', 'foo->bar']],
    ['path', ['src/main.ts', 'C:\\notes\\a.md', './x', 'readme.md', '/etc/hosts']],
    ['phrase', ['"clock algorithm"', '"a b" -draft', '"a b" "c d" path:x']],
    [
      'question',
      ['What is a page fault?', 'how does paging work', 'Wie groß ist die Seite', '什么是倒排索引', '¿qué es esto?'],
    ],
    ['words', ['salmon', 'clock algorithm', '"clock algorithm" disk', 'C++', 'path:x', '', 'Salmon', 'return x;']],
  ])('%s', (kind, inputs) => {
    expect(inputs.map((input) => `${input}: ${analyseQuery(input).kind}`)).toEqual(
      inputs.map((input) => `${input}: ${kind}`),
    );
  });
});

it('knows the script of most letters', () => {
  const scripts = ['page fault', '倒排索引 API', 'インデックスの', 'ελληνικά', 'индекс', 'ค้นหา', '42'];
  expect(scripts.map((text) => analyseQuery(text).script)).toEqual(
    'latin han kana greek cyrillic thai other'.split(' '),
  );
});

it('takes bare quotes of a question as words, but not signs and filters', () => {
  const query = analyseQuery('who wrote "On Growth" +biology path:books', 'question');
  expect(query).toMatchObject({ phrases: [], text: 'who wrote On Growth biology' });
  expect([query.required.length, query.filters.length]).toEqual([1, 1]);
});

it('leaves a plain text alone', () => {
  expect(analyseQuery(' the "TNF" -alpha path:x ', 'plain')).toMatchObject({
    text: 'the "TNF" -alpha path:x',
    filters: [],
  });
});
