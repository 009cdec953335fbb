import { describe, expect, test } from 'vitest';
import { aCodeFile } from '../../testing/code-files.ts';
import { createGraphAnswers } from './ask-graph.ts';
import { buildCodeGraph } from './code-graph.ts';

const files = [
  aCodeFile(
    '/r/src/a.ts',
    ['function start', 'class Engine', 'method Engine.run', 'method Engine.idle', 'function unused'],
    [
      { as: 'imports', module: './b', name: 'step' },
      { in: 'start', name: 'Engine' },
      { in: 'Engine.run', name: 'step' },
      { in: 'Engine.run', name: 'run', qualifier: 'this' },
      { in: 'Engine.idle', name: 'somethingOutside' },
    ],
  ),
  aCodeFile(
    '/r/src/b.ts',
    ['function step', 'function deep'],
    [
      { as: 'imports', module: './a', name: 'start' },
      { in: 'step', name: 'deep' },
      { in: 'deep', name: 'start' },
    ],
  ),
  aCodeFile('/r/src/a.test.ts', ['function helper'], []),
];
const answers = createGraphAnswers(buildCodeGraph(files));
const follow = (name: string, more: object = {}) =>
  answers.neighbours({ name, direction: 'dependencies', depth: 1, limit: 100, certain: false, ...more });
const namesOf = (answer: ReturnType<typeof follow>): string[] =>
  answer.type === 'found' ? answer.neighbours.map(({ unit, depth }) => `${depth} ${unit.name}`) : [answer.type];

describe('neighbours', () => {
  test('a class depends on what its methods depend on, by depth', () => {
    expect(namesOf(follow('Engine'))).toEqual(['1 step']);
    expect(namesOf(follow('Engine', { depth: 3 }))).toEqual(['1 step', '2 deep', '3 start']);
  });

  test('dependents go the other way', () => {
    expect(namesOf(follow('deep', { direction: 'dependents' }))).toEqual(['1 step']);
  });

  test('a file is found by the end of its path, an id by itself', () => {
    expect(namesOf(follow('src/b.ts'))).toEqual(['1 start']);
    const found = follow('Engine.run');
    expect(found).toMatchObject({ unit: { id: 'code//r/src/a.ts#Engine.run', namespace: 'Engine' } });
    if (found.type === 'found') expect(follow(found.unit.id)).toEqual(found);
  });

  test('an unknown name is answered with near ones, an ambiguous one with its meanings', () => {
    expect(follow('Enginee')).toEqual({ type: 'unknown', names: ['Engine'] });
    const two = createGraphAnswers(buildCodeGraph([...files, aCodeFile('/r/src/c.ts', ['function deep'])]));
    expect(two.neighbours({ name: 'deep', direction: 'dependents', depth: 1, limit: 9, certain: false })).toMatchObject(
      {
        type: 'ambiguous',
        total: 2,
        units: [{ path: '/r/src/b.ts' }, { path: '/r/src/c.ts' }],
      },
    );
  });

  test('what is cut is counted', () => {
    const found = follow('Engine', { depth: 3, limit: 1 });
    expect(found).toMatchObject({ total: 3 });
    expect(namesOf(found)).toHaveLength(1);
  });
});

describe('the whole', () => {
  test('files and definitions that depend on each other are circles', () => {
    const cyclesOf = (level: 'files' | 'units') =>
      answers.cycles(level, 10).cycles.map((cycle) => cycle.map(({ name }) => name));
    expect(cyclesOf('files')).toEqual([['a.ts', 'b.ts']]);
    expect(cyclesOf('units')).toEqual([['run']]);
  });

  test('orphans are what nothing but themselves refers to, without tests', () => {
    expect(answers.orphans(10).units.map(({ unit }) => unit.name)).toEqual(['run', 'idle', 'unused']);
  });

  test('the most referred to comes first in hubs and rank, and finding prefers whole names', () => {
    expect(answers.hubs(1).units[0]?.unit.name).toBe('start');
    // All of what comes to `start` goes on to the one thing that it uses.
    expect(answers.rank(1).units[0]?.unit.name).toBe('Engine');
    expect(answers.find('RUN', 10).units[0]?.unit.id).toBe('code//r/src/a.ts#Engine.run');
  });

  test('the overview counts', () => {
    expect(answers.overview()).toMatchObject({
      files: 3,
      units: 8,
      mentions: { outside: 1, tooMany: 0 },
      languages: [{ language: 'typescript', files: 3, units: 8 }],
      fileCycles: 1,
      unitCycles: 1,
      orphans: 3,
    });
  });
});

test('a graph of nothing answers', () => {
  const nothing = createGraphAnswers(buildCodeGraph([]));
  expect(nothing.overview()).toMatchObject({ files: 0, units: 0, edges: 0 });
  expect(nothing.rank(5)).toEqual({ total: 0, units: [] });
  expect(nothing.neighbours({ name: 'x', direction: 'dependents', depth: 1, limit: 1, certain: false })).toEqual({
    type: 'unknown',
    names: [],
  });
});
