import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeApart } from './mention.ts';
import { readImports } from './read-imports.ts';
import { ownName } from './unit-name.ts';

test.each([
  ['run', 'run', ''],
  ['os.path.join', 'join', 'os.path'],
  ['a->b->run', 'run', 'a.b'],
  ['this?.store!.find', 'find', 'this.store'],
  ['make(x, y(1)).run', 'run', 'make()'],
  ['List<Map<A, B>>', 'List', ''],
  ['ns::Order<int>::price', 'price', 'ns::Order'],
  ['\\App\\Model', 'Model', 'App'],
  ['items[0].go', 'go', 'items'],
  ['valid?', 'valid?', ''],
])('takes "%s" apart', (written, name, qualifier) => {
  expect(takeApart(written)).toEqual({ name, qualifier });
});

test('nothing is a name where there is none', () => {
  expect(takeApart('()')).toBeUndefined();
  expect(ownName('"…"')).toBeUndefined();
});

test.each([
  'javascript',
  'typescript',
  'python',
  'java',
  'go',
  'rust',
  'c',
  'cpp',
  'csharp',
  'php',
  'scala',
  'ruby',
  'haskell',
  'bash',
  'css',
  'kotlin',
])('imports of %s can be any text', (language) => {
  const word = fc.constantFrom(
    'import',
    'from',
    'use',
    '{',
    '}',
    ',',
    '(',
    ')',
    '*',
    'as',
    '::',
    '.',
    '"',
    "'",
    ';',
    'a',
    '=>',
    '=',
    'require',
    '\n',
    '#include <',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      for (const { name, module, alias } of readImports(language, words.join(' '))) {
        expect(typeof name + typeof module + typeof alias).toBe('stringstringstring');
      }
    }),
  );
});
