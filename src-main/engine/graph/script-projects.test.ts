import { expect, test } from 'vitest';
import { aCodeFile } from '../../testing/code-files.ts';
import { buildCodeGraph } from './code-graph.ts';
import { projectPaths, readScriptProjects } from './script-projects.ts';

const projects = readScriptProjects(
  new Map([
    ['/r/tsconfig.base.json', '{ "compilerOptions": { "baseUrl": ".", "paths": { "#base/*": ["lib/*"] } } }'],
    [
      '/r/tsconfig.json',
      `{ // with comments
        "compilerOptions": { "paths": { "@app/*": ["./src/*", "./gen/*"], "@app/one": ["./one.ts"], "x*y": ["z/*.ts"], }, },
      }`,
    ],
    ['/r/packages/a/tsconfig.json', '{ "extends": "../../tsconfig.base" }'],
    ['/r/broken/tsconfig.json', '{ "compilerOptions": '],
  ]),
);

test('the nearest project says where a module lies, an exact name first', () => {
  expect(projectPaths(projects, '/r/src', '@app/one')).toEqual(['/r/one.ts', '/r/src/one', '/r/gen/one']);
  expect(projectPaths(projects, '/r', 'x-1-y')).toEqual(['/r/z/-1-.ts']);
  expect(projectPaths(projects, '/r/src', 'react')).toEqual([]);
  expect(projectPaths(projects, '/elsewhere', '@app/one')).toEqual([]);
});

test('what it extends counts from where that stands, with the base folder', () => {
  expect(projectPaths(projects, '/r/packages/a/src', '#base/util')).toEqual(['/r/lib/util', '/r/#base/util']);
});

test('imports by such a path are resolved', () => {
  const config = { ...aCodeFile('/r/tsconfig.json', []), text: '{"compilerOptions":{"paths":{"@app/*":["./src/*"]}}}' };
  const user = aCodeFile(
    '/r/test/a.ts',
    ['function run'],
    [
      { as: 'imports', module: '@app/tools', name: 'help' },
      { in: 'run', name: 'help' },
    ],
  );
  const { edges } = buildCodeGraph([config, user, aCodeFile('/r/src/tools.ts', ['function help'])]);
  expect(edges.count).toBe(2);
});
