import { expect, test } from 'vitest';
import { aCodeFile } from '../../testing/code-files.ts';
import { createGraphAnswers } from './ask-graph.ts';
import { buildCodeGraph, edgeAt, isCertain } from './code-graph.ts';
import type { GraphFile } from './graph-file.ts';
import { idOf } from './unit-id.ts';

/** A header: its units only declare. */
const aHeader = (...of: Parameters<typeof aCodeFile>): GraphFile => {
  const file = aCodeFile(...of);
  return { ...file, units: file.units.map((unit) => ({ ...unit, isDeclaration: true as const })) };
};

const header = aHeader('/r/shelf.h', ['function take', 'function gone']);
const source = aCodeFile('/r/shelf.c', ['function take']);
const user = aCodeFile(
  '/r/main.c',
  ['function run'],
  [
    { as: 'includes', module: 'shelf.h', name: '*' },
    { in: 'run', name: 'take' },
    { in: 'run', name: 'gone' },
  ],
);

function callsIn(...files: GraphFile[]): string[] {
  const graph = buildCodeGraph(files);
  return [...Array(graph.edges.count).keys()]
    .filter((place) => edgeAt(graph, place).relationship === 'calls')
    .map((place) => idOf(graph.table, edgeAt(graph, place).target) + (isCertain(graph, place) ? '' : '?'));
}

test('a call leads from the header to the definition, and to the header where there is none', () => {
  expect(callsIn(header, source, user).sort()).toEqual(['code//r/shelf.c#take', 'code//r/shelf.h#gone']);
});

test('many headers that declare one function do not make it doubtful', () => {
  const headers = Array.from({ length: 12 }, (_, at) => aHeader(`/r/h${at}.h`, ['function take']));
  const caller = aCodeFile('/r/x.c', ['function f'], [{ in: 'f', name: 'take' }]);
  expect(callsIn(...headers, source, caller)).toEqual(['code//r/shelf.c#take?']); // by its name: nothing is included
});

test('what is only declared is no orphan', () => {
  const { units } = createGraphAnswers(buildCodeGraph([aHeader('/r/a.h', ['function lost'])])).orphans(9);
  expect(units).toEqual([]);
});
