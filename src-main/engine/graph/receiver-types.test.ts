import { describe, expect, test } from 'vitest';
import { aCodeFile, type Mention } from '../../testing/code-files.ts';
import { buildCodeGraph, edgeAt, isCertain } from './code-graph.ts';
import type { GraphFile } from './graph-file.ts';

const binds = (where: string, alias: string, name: string, mode: 'made' | 'typed' | 'field' | 'same'): Mention => ({
  in: where,
  as: 'binds',
  alias,
  name,
  module: mode,
});

/** What calls of `take` come to, for certain or (with "?") perhaps. */
function callsIn(...files: GraphFile[]): string[] {
  const graph = buildCodeGraph(files);
  return [...Array(graph.edges.count).keys()]
    .map((place) => ({ ...edgeAt(graph, place), isSure: isCertain(graph, place) }))
    .filter(({ relationship }) => relationship === 'calls')
    .map(({ target, isSure }) => `${graph.table.pathOf(target)}${isSure ? '' : '?'}`);
}

const shelves = aCodeFile(
  '/r/shelves.py',
  ['class Shelf', 'method Shelf.take', 'class Box', 'method Box.take', 'class Deep', 'function make'],
  [{ in: 'Deep', as: 'inherits', name: 'Shelf' }],
);
const bring = ['Shelf', 'Box', 'Deep', 'make'].map((name): Mention => ({ as: 'imports', module: '.shelves', name }));
const calls = (units: Parameters<typeof aCodeFile>[1], ...mentions: Mention[]): string[] =>
  callsIn(aCodeFile('/r/a.py', units, [...bring, ...mentions]), shelves);
const take = (where: string, qualifier: string): Mention => ({ in: where, name: 'take', qualifier });

describe('a call on a variable', () => {
  test('means every method of the name where nothing says its type', () => {
    expect(calls(['function f'], take('f', 'x'))).toEqual(['Shelf.take?', 'Box.take?']);
  });

  test('means that of the class it was made from or written as, inherited ones too', () => {
    expect(calls(['function f'], binds('f', 'x', 'Box', 'made'), take('f', 'x'))).toEqual(['Box.take']);
    expect(calls(['function f'], binds('f', 'x', 'Deep', 'typed'), take('f', 'x'))).toEqual(['Shelf.take']);
    expect(calls(['function f', 'function f.g'], binds('f', 'x', 'Box', 'made'), take('f.g', 'x'))).toEqual([
      'Box.take',
    ]);
  });

  test('may mean each of the types that it is given, and none of ours when it is of a library', () => {
    const both = [binds('f', 'x', 'Box', 'made'), binds('f', 'x', 'Shelf', 'made')];
    expect(calls(['function f'], ...both, take('f', 'x'))).toEqual(['Shelf.take?', 'Box.take?']);
    expect(calls(['function f'], binds('f', 'x', 'Queue', 'made'), take('f', 'x'))).toEqual([]);
  });

  test('says nothing more where a function made it, or it goes round in a circle', () => {
    const unsure = ['Shelf.take?', 'Box.take?'];
    expect(calls(['function f'], binds('f', 'x', 'make', 'made'), take('f', 'x'))).toEqual(unsure);
    const round = [binds('f', 'x', 'y', 'same'), binds('f', 'y', 'x', 'same')];
    expect(calls(['function f'], ...round, take('f', 'x'))).toEqual(unsure);
    expect(calls(['function f'], { ...binds('f', 'x', 'copy', 'made'), qualifier: 'x' }, take('f', 'x'))).toEqual(
      unsure,
    );
  });
});

describe('a call on a field', () => {
  const units = ['class A', 'method A.open', 'method A.run', 'class B', 'method B.run'] as const;

  test('means the class that another method gave it, by itself or through a parameter', () => {
    expect(calls(units, binds('A.open', 'self.box', 'Box', 'made'), take('A.run', 'self.box'))).toEqual(['Box.take']);
    const through = [binds('A.open', 'shelf', 'Shelf', 'typed'), binds('A.open', 'self.shelf', 'shelf', 'same')];
    expect(calls(units, ...through, take('A.run', 'self.shelf'))).toEqual(['Shelf.take']);
  });

  test('of a base class is known in the derived one', () => {
    const derived: Mention = { in: 'B', as: 'inherits', name: 'A' };
    const given = binds('A.open', 'self.box', 'Box', 'made');
    expect(calls(units, derived, given, take('B.run', 'self.box'))).toEqual(['Box.take']);
    expect(calls(units, given, take('B.run', 'self.box'))).toEqual(['Box.take?']); // by the name of the field
  });

  test('is known through the type of a variable, and without "this" in Java', () => {
    const given = [binds('A.open', 'self.box', 'Box', 'made'), binds('B.run', 'a', 'A', 'made')];
    expect(calls(units, ...given, take('B.run', 'a.box'))).toEqual(['Box.take']);
    const java = [
      'class A',
      'property A.box',
      'method A.run',
      'class Box',
      'method Box.take',
      'class C',
      'method C.take',
    ];
    const field = binds('A.box', 'box', 'Box', 'field');
    expect(
      callsIn(aCodeFile('/r/A.java', java as Parameters<typeof aCodeFile>[1], [field, take('A.run', 'box')])),
    ).toEqual(['Box.take']);
  });
});
