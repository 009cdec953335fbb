import { expect, it } from 'vitest';
import { calibrationPair, type DescribedPassage } from './calibration-pair.ts';

const LONG = 'one two three four five six seven eight nine ten eleven twelve thirteen';
const aPassage = (given: Partial<DescribedPassage>): DescribedPassage => ({
  type: 'text',
  text: LONG,
  title: 'notes.md',
  ordinal: 1,
  ...given,
});
const CODE = 'for item in items:\n  total = total + item.price * item.count\n  log(total, item)\nreturn total';

it.each<[string, Partial<DescribedPassage>, string, RegExp]>([
  [
    'a Python docstring',
    { type: 'function', text: `def total(items):\n  """Adds up what all items cost.\n\n  More.\n  """\n${CODE}` },
    'Adds up what all items cost.',
    /Adds|More/,
  ],
  [
    'a JavaScript comment',
    {
      type: 'method',
      text: `/**\n * Adds up what all items cost.\n * @param items the goods\n */\nfunction f() {\n${CODE}`,
    },
    'Adds up what all items cost.',
    /Adds|goods/,
  ],
  [
    'line comments',
    { type: 'function', text: `// Adds up what\n// all items cost\nfunc f() {\n${CODE}` },
    'Adds up what all items cost',
    /Adds/,
  ],
  [
    'a heading',
    { heading: 'Guide › Winter storage of bulbs', text: `## Winter storage of bulbs\n${LONG}` },
    'Winter storage of bulbs',
    /Winter/,
  ],
  ['a title', { ordinal: 0, title: 'The lives of bees' }, 'The lives of bees', /bees/],
  ['a Chinese heading', { heading: '冬季球根的储存方法' }, '冬季球根的储存方法', /冬季/],
])('%s asks, and is taken out of what answers', (_, given, question, gone) => {
  const pair = calibrationPair(aPassage(given));
  expect(pair?.question).toBe(question);
  expect(pair?.body).not.toMatch(gone);
});

it.each<[string, Partial<DescribedPassage>]>([
  ['a heading of one word', { heading: 'Guide › Usage' }],
  ['a title that is a file name', { ordinal: 0, title: 'my long notes.md' }],
  ['a title further down', { title: 'The lives of bees' }],
  ['code without a comment', { type: 'function', text: CODE }],
  ['a comment with nothing below', { type: 'code', text: '// Adds up what all items cost\n' }],
  ['a heading with nothing below', { heading: 'Winter storage of bulbs', text: '## Winter storage of bulbs' }],
])('%s asks nothing', (_, given) => {
  expect(calibrationPair(aPassage(given))).toBeUndefined();
});
