import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlightLines } from '../../lib/highlighter.ts';
import { aPassage } from '../../testing/builders.ts';
import { codeToColour, colouredRuns, litRuns, snippetLines } from './snippet-lines.ts';

const written = (runs: readonly { readonly text: string; readonly isLit: boolean }[]): string =>
  runs
    .map(({ text, isLit }) => (isLit ? `[${text}]` : text))
    .join('')
    .replaceAll('][', '');

describe('code passages in colour', () => {
  it('keeps every character and every lit word, whatever the tokens are', () => {
    const word = fc.constantFrom('let', ' ', 'a', '=', '"x y"', '// no', '1', '(', ')', 'ö');
    const cut = fc.tuple(fc.nat(30), fc.nat(8));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), fc.array(cut, { maxLength: 4 }), (words, cuts) => {
        const line = words.join('');
        const runs = litRuns(
          line,
          cuts.map(([from, length]) => [from, from + length]),
        );
        const [tokens] = highlightLines(line, 'typescript') ?? [];
        expect(written(colouredRuns(runs, tokens))).toBe(written(runs));
      }),
    );
  });

  it('cuts a token where the lit word ends', () => {
    const runs = litRuns('lets go', [[0, 3]]);
    const tokens = [{ text: 'lets', scope: 'title' }, { text: ' go' }];
    expect(colouredRuns(runs, tokens)).toEqual([
      { text: 'let', isLit: true, scope: 'title' },
      { text: 's', isLit: false, scope: 'title' },
      { text: ' go', isLit: false },
    ]);
  });

  it('stays plain where the highlighter says another text', () => {
    const runs = litRuns('a b', [[0, 1]]);
    expect(colouredRuns(runs, [{ text: 'a  b' }])).toEqual(runs);
    expect(colouredRuns(runs, undefined)).toEqual(runs);
  });

  it('knows a comment that began before the snippet', () => {
    const file = 'first()\n/* one\n two\n three */\nlet a = 1\n';
    const passage = aPassage({
      position: { startLine: 2, endLine: 5, charStart: 8, charEnd: 40 },
      snippet: '… three */\nlet a = 1',
      highlights: [],
    });
    const lines = snippetLines(passage, file);
    const wanted = codeToColour(passage, lines, file);
    expect(wanted).toEqual({ text: '/* one\n two\n three */\nlet a = 1', skip: 2 });
    const tokens = highlightLines(wanted?.text ?? '', 'typescript') ?? [];
    expect(colouredRuns(lines[0]?.runs ?? [], tokens[2])).toEqual([
      { text: ' three */', isLit: false, scope: 'comment' },
    ]);
  });
});
