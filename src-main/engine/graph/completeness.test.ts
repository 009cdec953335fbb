import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aCodeFile } from '../../testing/code-files.ts';
import { buildCodeGraph } from './code-graph.ts';
import { type CodePlace, measureCompleteness } from './completeness.ts';

// One line for each definition, in their order.
const files = [
  aCodeFile(
    '/r/a.py',
    ['function run', 'function near', 'function far'],
    [
      { as: 'imports', module: 'b', name: 'help', line: 1 },
      { as: 'imports', module: 'b', name: 'idle', line: 1 },
      { in: 'run', name: 'help', line: 1 },
      { in: 'run', name: 'near', line: 1 },
      { in: 'near', name: 'help', line: 2 },
      { in: 'far', name: 'help', line: 3 },
      { in: 'run', name: 'save', qualifier: 'store', line: 1 },
      { in: 'run', name: 'print', line: 1 },
    ],
  ),
  aCodeFile('/r/b.py', ['function help', 'function idle']),
  aCodeFile('/r/c.py', ['class Disk', 'method Disk.save', 'class Cloud', 'method Cloud.save']),
];
const graph = buildCodeGraph(files);
const lines = (path: string, startLine: number, endLine = startLine): CodePlace => ({
  sourceId: `source of ${path}`,
  startLine,
  endLine,
});
const measure = (...places: CodePlace[]) => {
  const { missing, ...counts } = measureCompleteness(graph, places);
  return { ...counts, missing: missing.map(({ unit, mentions }) => [unit.name, ...mentions.map(({ line }) => line)]) };
};

describe('what passages of code do not show', () => {
  test('is what they refer to elsewhere; imports, guesses and libraries are none of it', () => {
    expect(measure(lines('/r/a.py', 1))).toEqual({
      referenced: 2,
      present: 0,
      doubtful: 2,
      missing: [
        ['near', 1],
        ['help', 1],
      ],
    });
  });

  test('is less when they show more of it, with each line that refers to it', () => {
    expect(measure(lines('/r/a.py', 1, 2))).toMatchObject({ referenced: 2, present: 1, missing: [['help', 1, 2]] });
    expect(measure(lines('/r/a.py', 1, 2), lines('/r/b.py', 1))).toMatchObject({ present: 2, missing: [] });
  });

  test('is nothing where there is no code', () => {
    expect(measure(lines('/r/none.py', 1))).toEqual({ referenced: 0, present: 0, doubtful: 0, missing: [] });
  });

  test('more passages never show less, and the counts add up', () => {
    const place = fc.constantFrom(...files.flatMap(({ path, units }) => units.map((_, at) => lines(path, at + 1))));
    fc.assert(
      fc.property(fc.array(place, { maxLength: 6 }), place, (places, more) => {
        const before = measureCompleteness(graph, places);
        const after = measureCompleteness(graph, [...places, more]);
        expect(after.present + after.missing.length).toBe(after.referenced);
        expect(after.present).toBeGreaterThanOrEqual(before.present);
        expect(after.referenced).toBeGreaterThanOrEqual(before.referenced);
      }),
    );
  });
});
