import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChunkInput, chunkPages, type TextChunk } from './chunk-pages.ts';
import { countTokens } from './weigh-text.ts';

const BUDGET = 40;
const sizesOf = (tokens: number) => ({ proseTokens: tokens, codeTokens: tokens, overlapTokens: 0 });

function chunk(shape: ChunkInput['shape'], text: string, more: Partial<ChunkInput> = {}): TextChunk[] {
  return chunkPages({ shape, title: '', isPaged: false, pages: [{ page: 1, text }], sizes: sizesOf(400), ...more });
}

const word = fc.oneof(
  fc.stringMatching(/^[a-zA-Z_]{1,14}$/),
  fc.constantFrom(
    '#',
    '##',
    '```',
    '|',
    '-',
    '1.',
    '.',
    '?"',
    '文書',
    'ไทยแลนด์',
    '👩‍👩‍👧',
    'é',
    '\t',
    '\r',
    '———',
    'def f():',
    '}',
  ),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.stringMatching(/^[a-z0-9+/]{200,900}$/),
);
const gap = fc.constantFrom(' ', ' ', ' ', '\n', '\n', '\n\n', '\r\n', '. ', '    ', '\n  ', ' '.repeat(300));
const document = fc
  .array(fc.tuple(word, gap), { maxLength: 120 })
  .map((parts) => parts.map(([text, blank]) => text + blank).join(''));

describe.each(['markdown', 'prose', 'code'] as const)('chunks of %s', (shape) => {
  test('are exact, in order, without overlap, complete and within the budget', () => {
    fc.assert(
      fc.property(document, (text) => {
        const chunks = chunk(shape, text, { sizes: sizesOf(BUDGET) });
        let end = 0;
        for (const { position, text: piece, tokenCount } of chunks) {
          expect(piece).toBe(text.slice(position.charStart, position.charEnd));
          expect(piece.trim()).not.toBe('');
          expect(text.slice(end, position.charStart).trim()).toBe('');
          expect(position.charStart).toBeGreaterThanOrEqual(end);
          expect(tokenCount).toBeLessThanOrEqual(chunks.length === 1 ? BUDGET * 1.75 : BUDGET);
          expect(position.startLine).toBe(text.slice(0, position.charStart).split('\n').length);
          expect(position.endLine).toBe(text.slice(0, position.charEnd).split('\n').length);
          end = position.charEnd;
        }
        expect(text.slice(end).trim()).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  test('never split a surrogate pair', () => {
    const chunks = chunk(shape, '👍'.repeat(500), { sizes: sizesOf(7) });
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.every((piece) => piece.text.isWellFormed())).toBe(true);
  });

  test('of nothing are none', () => {
    expect(chunk(shape, '')).toEqual([]);
    expect(chunk(shape, ' \n\t\n ')).toEqual([]);
  });
});

const sentences = (count: number, about: string) =>
  Array.from({ length: count }, (_, index) => `Sentence ${index} tells a little more about ${about}.`).join(' ');

describe('markdown', () => {
  test('keeps a short document whole, with its headings', () => {
    const text = `# Crashes\n\n${sentences(10, 'disks')}\n\n## Logs\n\n${sentences(10, 'logs')}\n`;
    expect(chunk('markdown', text)).toMatchObject([{ heading: 'Crashes', position: { startLine: 1, endLine: 7 } }]);
  });

  test('cuts a long one along its headings and names the path', () => {
    const text = `# Crashes\n\n## Disks\n\n${sentences(48, 'disks')}\n\n## Logs\n\n### Replay\n\n${sentences(48, 'logs')}\n`;
    const chunks = chunk('markdown', text);
    expect(chunks.map((piece) => piece.heading)).toEqual(['Crashes › Disks', 'Crashes › Logs › Replay']);
    expect(chunks[0]!.text.startsWith('# Crashes\n\n## Disks')).toBe(true);
    expect(chunks[1]!.text.startsWith('## Logs\n\n### Replay')).toBe(true);
  });

  test('balances a long section instead of leaving a stub', () => {
    const chunks = chunk('markdown', `# A\n\n${Array.from({ length: 90 }, () => sentences(1, 'a')).join('\n\n')}`);
    expect(chunks.length).toBe(2);
    expect(Math.min(...chunks.map((piece) => piece.tokenCount))).toBeGreaterThan(250);
  });

  test('does not take a comment in fenced code for a heading', () => {
    const text = `# Real\n\n\`\`\`sh\n# not a heading\n\`\`\`\n\n${sentences(80, 'shells')}`;
    expect(chunk('markdown', text).every((piece) => piece.heading === 'Real')).toBe(true);
  });

  test('knows setext headings', () => {
    const text = `Title\n=====\n\nPart\n----\n\n${sentences(60, 'underlines')}`;
    expect(chunk('markdown', text)[0]!.heading).toBe('Title › Part');
  });

  test('gives words of title and headings that the text lacks, and nothing it has', () => {
    const text = `# Crash consistency\n\n${sentences(120, 'disks')}`;
    const [first, second] = chunk('markdown', text, { title: 'Crash consistency' });
    expect(first!.context).toBe('');
    expect(second!.context).toBe('Crash consistency');
  });
});

describe('the words before', () => {
  const sizes = { proseTokens: 60, codeTokens: 60, overlapTokens: 6 };

  test('go with the next passage of the same section, and stay out of its text', () => {
    const [first, second] = chunk('prose', sentences(20, 'disks'), { sizes });
    expect(first!.context).toBe('');
    expect(first!.text.endsWith(second!.context)).toBe(true);
    expect(countTokens(second!.context)).toBeGreaterThan(3);
    expect(countTokens(second!.context)).toBeLessThanOrEqual(6);
  });

  test('do not cross a heading, and are not for code', () => {
    const text = `# A\n\n${sentences(9, 'disks')}\n\n# B\n\n${sentences(9, 'logs')}`;
    const opener = chunk('markdown', text, { sizes }).find(({ heading }) => heading === 'B');
    expect(opener!.context).toBe('');
    const code = Array.from({ length: 40 }, (_, at) => `def f${at}():\n    return ${at} + one_more_name\n`).join('\n');
    expect(chunk('code', code, { sizes }).map(({ context }) => context)).not.toContain(expect.stringMatching(/return/));
  });
});

describe('prose', () => {
  test('keeps an abstract of 300 words whole', () => {
    expect(chunk('prose', sentences(37, 'abstracts')).length).toBe(1);
  });

  test('ends passages at sentences', () => {
    const chunks = chunk('prose', sentences(150, 'sentences'));
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.every((piece) => piece.text.endsWith('.'))).toBe(true);
  });

  test('counts by page and carries a heading to the next page', () => {
    const first = `Recovery\n${sentences(20, 'recovery')}`;
    const chunks = chunkPages({
      shape: 'prose',
      title: 'Lecture 7',
      isPaged: true,
      pages: [
        { page: 1, text: first, headings: [{ level: 1, title: 'Recovery', charStart: 0, charEnd: 8 }] },
        { page: 2, text: '' },
        { page: 3, text: sentences(20, 'redo') },
      ],
      sizes: sizesOf(400),
    });
    expect(chunks.map((piece) => [piece.position.page, piece.heading])).toEqual([
      [1, 'Recovery'],
      [3, 'Recovery'],
    ]);
    expect(chunks[1]!.position).not.toHaveProperty('startLine');
    expect(chunks[1]!.context).toBe('Lecture Recovery');
  });
});

describe('code', () => {
  const method = (name: string, lines: number) =>
    [`  ${name}() {`, ...Array.from({ length: lines }, (_, index) => `    this.step(${index});`), '  }', ''].join('\n');

  test('keeps a short file whole under the name of its only definition', () => {
    const text = `import fs from 'node:fs';\n\nexport function writeAtomically(path: string) {\n  fs.openSync(path);\n}\n`;
    expect(chunk('code', text, { title: 'atomic.ts' })).toMatchObject([
      { heading: 'writeAtomically', context: 'atomic ts', position: { startLine: 1, endLine: 5 } },
    ]);
  });

  test('cuts a class between its methods and names the class', () => {
    const text = `class Log {\n${method('append', 30)}\n${method('replay', 30)}\n${method('trim', 45)}}\n`;
    const chunks = chunk('code', text);
    expect(chunks.map((piece) => piece.heading)).toEqual(['Log', 'Log › replay', 'Log › trim']);
    expect(chunks[1]!.text.startsWith('  replay() {')).toBe(true);
  });

  test('cuts a line that is too long', () => {
    const chunks = chunk('code', `x=[${'1234567,'.repeat(5000)}]`);
    expect(chunks.every((piece) => piece.tokenCount <= 400)).toBe(true);
  });
});

test('weight of the parts is at least the weight of the whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.nat(80), (text, at) => {
      expect(countTokens(text.slice(0, at)) + countTokens(text.slice(at))).toBeGreaterThanOrEqual(countTokens(text));
    }),
  );
});
