import { describe, expect, it } from 'vitest';
import { highlightLines } from './highlighter.ts';

describe('highlighting', () => {
  it('keeps every character, line by line', () => {
    const text = 'const a = `one\n  two`;\n\n/* three\n*/ // <b>';
    const lines = highlightLines(text, 'typescript') ?? [];
    expect(lines.map((line) => line.map((token) => token.text).join(''))).toEqual(text.split('\n'));
  });

  it('names what tokens are, across lines', () => {
    const lines = highlightLines('/* one\ntwo */', 'c') ?? [];
    expect(lines.map((line) => line[0]?.scope)).toEqual(['comment', 'comment']);
  });

  it('leaves unknown languages to the plain view', () => {
    expect(highlightLines('x', 'cobol')).toBeUndefined();
  });
});
