import { describe, expect, it } from 'vitest';
import { chunkIdSchema, sourceIdSchema } from '../../../src-contract/ids.ts';
import { aPassage, aSourceRef } from '../../testing/builders.ts';
import { groupByFile } from './group-passages.ts';
import { scoreShares } from './score-shares.ts';
import { litRuns, snippetLines } from './snippet-lines.ts';

describe('groupByFile', () => {
  it('puts files where their best passage ranks and keeps the order inside', () => {
    const other = aSourceRef({ id: sourceIdSchema.parse('src-2') });
    const passages = [1, 2, 3, 4].map((rank) =>
      aPassage({ rank, chunk: chunkIdSchema.parse(rank), ...(rank === 2 ? { source: other } : {}) }),
    );
    const groups = groupByFile(passages);
    expect(groups.map(({ best, others }) => [best.rank, ...others.map(({ rank }) => rank)])).toEqual([[1, 3, 4], [2]]);
  });
});

describe('scoreShares', () => {
  const part = (name: string, value: number) => ({ name, value });

  it('weighs the sides of a hybrid score and calls the rest ranking', () => {
    const parts = [part('α', 0.6), part('semantic', 0.5), part('lexical', 0.5)];
    const shares = scoreShares({ name: 'score', value: 0.6, parts });
    expect(shares.map(({ side }) => side)).toEqual(['words', 'meaning', 'ranking']);
    expect(shares.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(0.6);
  });

  it('is one side alone where only one was searched', () => {
    expect(scoreShares(part('lexical', 0.7))).toEqual([{ side: 'words', value: 0.7 }]);
    expect(scoreShares(part('semantic', 0.7))).toEqual([{ side: 'meaning', value: 0.7 }]);
  });
});

describe('snippets', () => {
  it('lights ranges without losing or doubling a character', () => {
    const runs = litRuns('abcdef', [
      [1, 3],
      [2, 4],
      [5, 99],
    ]);
    expect(runs.map(({ text, isLit }) => (isLit ? `[${text}]` : text)).join('')).toBe('a[bc][d]e[f]');
  });

  it('completes cut lines and numbers them from the file, with the lit words in place', () => {
    const passage = aPassage({
      position: { startLine: 1, endLine: 3, charStart: 0, charEnd: 26 },
      snippet: '… two = 2\nconst …',
      highlights: [[2, 5]],
    });
    const lines = snippetLines(passage, 'first()\nlet two = 2\nconst three = 3\n');
    expect(lines.map(({ number, runs }) => [number, runs.map(({ text }) => text).join('')])).toEqual([
      [2, 'let two = 2'],
      [3, 'const three = 3'],
    ]);
    expect(lines[0]?.runs.filter(({ isLit }) => isLit)).toEqual([{ text: 'two', isLit: true }]);
    expect(snippetLines(passage)).toHaveLength(lines.length);
  });
});
