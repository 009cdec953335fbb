import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPassage } from './split-sentences.ts';

const prose = (text: string): string[] =>
  splitPassage(text, 'markdown').map(({ start, end }) => text.slice(start, end));

describe('splitting prose', () => {
  it('keeps abbreviations, initials and decimals inside a sentence', () => {
    expect(prose('Dr. Ada met J. Smith, e.g. on 3.5 occasions. Then she left. Was it late?')).toEqual([
      'Dr. Ada met J. Smith, e.g. on 3.5 occasions.',
      'Then she left.',
      'Was it late?',
    ]);
  });

  it('keeps German ordinals and abbreviations inside a sentence', () => {
    expect(prose('Die Abgabe ist am 14. Oktober um 12 Uhr, d.h. mittags. Später zählt sie z.B. nicht.')).toEqual([
      'Die Abgabe ist am 14. Oktober um 12 Uhr, d.h. mittags.',
      'Später zählt sie z.B. nicht.',
    ]);
  });

  it('takes numbered headings for headings, alone and before their paragraph', () => {
    const text = '4.2 What journaling costs\n\nIt writes twice. In 4.2 More is said.\n\n5.1 Trees. They grow.';
    const headings = splitPassage(text, 'pdf').filter(({ kind }) => kind === 'heading');
    expect(headings.map(({ start, end }) => text.slice(start, end))).toEqual([
      '4.2 What journaling costs',
      '5.1 Trees.',
    ]);
  });

  it.each([
    '3.1 Billing and invoices',
    '2.4 Millimetre waves',
    '3.2 Miocene deposits',
    '2.1 Uhrwerke',
    '1.2 Euromünzen',
    '4.3 Milliardenmärkte',
  ])('takes %j for a heading, though its first word begins like a unit', (text) => {
    expect(splitPassage(text, 'pdf').map(({ kind }) => kind)).toEqual(['heading']);
  });

  it.each([
    '14.10. Abgabe der zweiten Übung',
    '14.10 Uhr Beginn der Vorlesung',
    '2.5 Millionen Euro kostet das.',
    '2.5 Milliarden Euro Umsatz',
    '1.5 Million users',
    '1.5 Mio. Euro Umsatz',
    '9.90 Euro Eintritt',
    '3.5 GB/s Durchsatz',
    '3.5 GB Speicher',
  ])('takes %j for no heading, though a number begins it', (text) => {
    expect(splitPassage(text, 'pdf').map(({ kind }) => kind)).not.toContain('heading');
  });

  it('splits Chinese at its own full stops', () => {
    expect(prose('倒排索引很快。它需要内存！为什么？因为要查词')).toEqual([
      '倒排索引很快。',
      '它需要内存！',
      '为什么？',
      '因为要查词',
    ]);
  });

  it('joins a sentence over line breaks and separates headings, items, rows and code', () => {
    const text =
      '# Labs\n\nThe second lab is\ndue on Friday.\n- Bring paper\n- Bring pens\n| a | b |\n```js\na[1]. B\n```\nEnd';
    expect(prose(text)).toEqual([
      '# Labs',
      'The second lab is\ndue on Friday.',
      '- Bring paper',
      '- Bring pens',
      '| a | b |',
      '```js\na[1]. B\n```',
      'End',
    ]);
  });

  it('separates short lines that begin anew, as PDF pages have them', () => {
    const text = 'Lecture 3\nAn inverted index maps each term to the documents that hold it, and\nis read in order.';
    expect(prose(text)[0]).toBe('Lecture 3');
  });
});

describe('splitting code', () => {
  it('keeps a comment with its definition and inner blank lines inside it', () => {
    const text = '// Adds.\nfunction add(a, b) {\n  const c = a;\n\n  return c + b;\n}\n\nconst x = 1;\n';
    const units = splitPassage(text, 'code').map(({ start, end }) => text.slice(start, end));
    expect(units).toEqual(['// Adds.\nfunction add(a, b) {\n  const c = a;\n\n  return c + b;\n}', 'const x = 1;']);
  });
});

describe('any text', () => {
  const pieces = fc.array(
    fc.constantFrom('a', 'B', '. ', '.', '\n', '\n\n', '```', '- ', '# ', '|', '。', '3', ' ', '漢'),
    {
      maxLength: 60,
    },
  );
  it('gives ordered units that cover everything but white space', () => {
    fc.assert(
      fc.property(pieces, fc.constantFrom('markdown' as const, 'code' as const), (parts, kind) => {
        const text = parts.join('');
        let at = 0;
        for (const unit of splitPassage(text, kind)) {
          expect(unit.start).toBeGreaterThanOrEqual(at);
          expect(unit.end).toBeGreaterThan(unit.start);
          expect(text.slice(at, unit.start).trim()).toBe('');
          at = unit.end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
    );
  });
});
