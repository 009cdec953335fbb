import { expect, test } from 'vitest';
import { chunkPages } from '../../engine/chunking/chunk-pages.ts';
import { readNotebook } from './read-notebook.ts';

const read = (notebook: unknown) => readNotebook(new TextEncoder().encode(JSON.stringify(notebook)));

const NOTEBOOK = {
  metadata: { language_info: { name: 'python' } },
  cells: [
    { cell_type: 'markdown', source: ['# Loading\n'] },
    {
      cell_type: 'code',
      source: ['import csv\n', 'print(1)'],
      outputs: [
        { output_type: 'stream', text: ['\u001b[31m1\u001b[0m\n'] },
        { output_type: 'display_data', data: { 'text/plain': '<Figure size 640x480 with 1 Axes>', 'image/png': 'AA' } },
        { output_type: 'error', ename: 'ValueError', evalue: 'no such file', traceback: [] },
      ],
    },
    { cell_type: 'code', source: '', outputs: [] },
    { cell_type: 'markdown', source: 'Done.' },
  ],
};

test('reads cells with the text of their outputs', () => {
  const document = read(NOTEBOOK);
  expect(document).toMatchObject({ title: 'Loading', isPaged: true, unit: 'cell' });
  expect(document.pages.map(({ state, text }) => [state, text])).toEqual([
    ['text', '# Loading\n'],
    ['text', '```python\nimport csv\nprint(1)\n```\n\n```\n1\n```\n\n```\nValueError: no such file\n```\n'],
    ['empty', ''],
    ['text', 'Done.\n'],
  ]);
});

test('a passage is a cell, under the headings before it', () => {
  const chunks = chunkPages({
    shape: 'markdown',
    title: 'Loading',
    isPaged: true,
    unit: 'cell',
    pages: read(NOTEBOOK).pages,
  });
  expect(chunks.map(({ position, heading }) => [position.page, heading])).toEqual([
    [2, 'Loading'],
    [4, 'Loading'],
  ]);
});

test('cuts long outputs at a line', () => {
  const text = 'a line of numbers\n'.repeat(1000);
  const { pages } = read({ cells: [{ cell_type: 'code', source: 'x', outputs: [{ output_type: 'stream', text }] }] });
  expect(pages[0]!.text.length).toBeLessThan(2100);
  expect(pages[0]!.text).toMatch(/numbers\n…\n```\n$/u);
});

test('reads notebooks of version 3', () => {
  const { pages } = read({
    worksheets: [
      {
        cells: [
          { cell_type: 'heading', level: 2, source: 'Old' },
          { cell_type: 'code', input: 'x = 1' },
        ],
      },
    ],
  });
  expect(pages.map((page) => page.text)).toEqual(['## Old\n', '```\nx = 1\n```\n']);
});

test.each([
  ['no JSON', '{', 'invalid'],
  ['other JSON', '[1]', 'invalid'],
  ['no cells', '{}', 'no-text'],
])('%s ends with a status', (_, text, status) => {
  expect(() => readNotebook(new TextEncoder().encode(text))).toThrow(expect.objectContaining({ status }));
});
