import { describe, expect, test } from 'vitest';
import { aCodeFile } from '../../testing/code-files.ts';
import { buildCodeGraph, edgeAt, isCertain } from './code-graph.ts';
import type { GraphFile } from './graph-file.ts';
import { idOf } from './unit-id.ts';

/** Edges as `file#unit relationship file#unit via`, with `?n` where n definitions may be meant. */
function edgesOf(...files: GraphFile[]): string[] {
  const graph = buildCodeGraph(files);
  const short = (node: number): string => idOf(graph.table, node).replace('code//r/', '');
  return Array.from({ length: graph.edges.count }, (_, place) => {
    const { source, target, relationship, via, candidates } = edgeAt(graph, place);
    const doubt = isCertain(graph, place) ? '' : ` ?${candidates}`;
    return `${short(source)} ${relationship} ${short(target)} ${via}${doubt}`;
  });
}

describe('scopes', () => {
  test('the innermost definition wins over one further out', () => {
    const file = aCodeFile(
      '/r/a.py',
      ['function helper', 'function outer', 'function outer.helper', 'function outer.inner'],
      [{ in: 'outer.inner', name: 'helper' }],
    );
    expect(edgesOf(file)).toEqual(['a.py#outer.inner calls a.py#outer.helper local']);
  });

  test('a bare name in a Python method is no method, in a Java method it is', () => {
    const units = ['class A', 'method A.run', 'method A.stop'] as const;
    const mentions = [{ in: 'A.run', name: 'stop' }];
    expect(edgesOf(aCodeFile('/r/a.py', units, mentions))).toEqual([]);
    expect(edgesOf(aCodeFile('/r/A.java', units, mentions))).toEqual(['A.java#A.run calls A.java#A.stop local']);
  });

  test('a name imported from outside is not taken for one of the code', () => {
    const file = aCodeFile(
      '/r/a.py',
      ['function f'],
      [
        { as: 'imports', module: 'requests', name: 'get' },
        { in: 'f', name: 'get' },
      ],
    );
    expect(edgesOf(file, aCodeFile('/r/b.py', ['function get']))).toEqual([]);
  });
});

describe('classes', () => {
  const base = aCodeFile('/r/base.py', ['class Base', 'method Base.close']);
  const bring = { as: 'imports', module: '.base', name: 'Base' } as const;

  test('self finds own members, then those of base classes in other files', () => {
    const file = aCodeFile(
      '/r/a.py',
      ['class A', 'method A.open', 'method A.run'],
      [
        bring,
        { in: 'A', as: 'inherits', name: 'Base' },
        { in: 'A.run', name: 'open', qualifier: 'self' },
        { in: 'A.run', name: 'close', qualifier: 'self' },
        { in: 'A.run', name: 'close', qualifier: 'super()' },
      ],
    );
    expect(edgesOf(file, base)).toEqual([
      'a.py imports base.py#Base import',
      'a.py#A inherits base.py#Base import',
      'a.py#A.run calls a.py#A.open local',
      'a.py#A.run calls base.py#Base.close inherited',
    ]);
  });

  test('classes that inherit from each other do not hang', () => {
    const file = aCodeFile(
      '/r/a.py',
      ['class A', 'method A.run', 'class B'],
      [
        { in: 'A', as: 'inherits', name: 'B' },
        { in: 'B', as: 'inherits', name: 'A' },
        { in: 'A.run', name: 'missing', qualifier: 'self' },
      ],
    );
    expect(edgesOf(file)).toEqual(['a.py#A inherits a.py#B local', 'a.py#B inherits a.py#A local']);
  });

  test('a method of an unknown object is every method of that name, or that of the type it is named for', () => {
    const types = aCodeFile('/r/types.py', ['class Session', 'method Session.get', 'class Cache', 'method Cache.get']);
    const unknown = aCodeFile('/r/a.py', ['function f'], [{ in: 'f', name: 'get', qualifier: 'thing' }]);
    expect(edgesOf(unknown, types)).toEqual([
      'a.py#f calls types.py#Session.get name ?2',
      'a.py#f calls types.py#Cache.get name ?2',
    ]);
    const named = aCodeFile('/r/a.py', ['function f'], [{ in: 'f', name: 'get', qualifier: 'self._session' }]);
    expect(edgesOf(named, types)).toEqual(['a.py#f calls types.py#Session.get name ?1']);
  });
});

test('a method of an object that was just made is one of its class', () => {
  const file = aCodeFile(
    '/r/a.py',
    ['function f', 'class Shelf', 'method Shelf.take', 'function make'],
    [
      { in: 'f', name: 'take', qualifier: 'Shelf()' },
      { in: 'make', name: 'take', qualifier: 'make()' },
    ],
  );
  expect(edgesOf(file)).toEqual(['a.py#f calls a.py#Shelf.take local', 'a.py#make calls a.py#Shelf.take name ?1']);
});

describe('Python', () => {
  test('aliases, whole modules, submodules and re-exports of a package', () => {
    const files = [
      aCodeFile('/r/pkg/__init__.py', [], [{ as: 'imports', module: '.core', name: 'run', alias: 'start' }]),
      aCodeFile('/r/pkg/core.py', ['function run']),
      aCodeFile(
        '/r/main.py',
        ['function a', 'function b', 'function c'],
        [
          { as: 'imports', module: 'pkg', name: 'start', alias: 'go' },
          { as: 'imports', module: 'pkg.core', alias: 'pkg' },
          { as: 'imports', module: 'pkg', name: 'core', alias: 'engine' },
          { in: 'a', name: 'go' },
          { in: 'b', name: 'run', qualifier: 'pkg.core' },
          { in: 'c', name: 'run', qualifier: 'engine' },
        ],
      ),
    ];
    expect(edgesOf(...files)).toEqual([
      'pkg/__init__.py imports pkg/core.py#run import',
      'main.py imports pkg/core.py import',
      'main.py imports pkg/core.py#run import',
      'main.py#a calls pkg/core.py#run import',
      'main.py#b calls pkg/core.py#run import',
      'main.py#c calls pkg/core.py#run import',
    ]);
  });

  test('an absolute import inside a package means the library of that name, not the file beside it', () => {
    const files = [
      aCodeFile('/r/pkg/__init__.py', []),
      aCodeFile('/r/pkg/json.py', ['function dumps']),
      aCodeFile('/r/pkg/a.py', [], [{ as: 'imports', module: 'json', name: 'dumps' }]),
      aCodeFile('/r/pkg/b.py', [], [{ as: 'imports', module: '.json', name: 'dumps' }]),
    ];
    expect(edgesOf(...files)).toEqual(['pkg/b.py imports pkg/json.py#dumps import']);
  });
});

describe('TypeScript', () => {
  test('paths without and with another ending, index files, renamed and starred re-exports, default exports', () => {
    const files = [
      aCodeFile('/r/src/a.ts', ['function parse', 'function print']),
      aCodeFile('/r/src/b.ts', ['class Reader']),
      aCodeFile(
        '/r/src/index.ts',
        [],
        [
          { as: 'imports', module: './a.js', name: 'parse', alias: 'read' },
          { as: 'imports', module: './a', name: '*' },
        ],
      ),
      aCodeFile(
        '/r/main.ts',
        ['function main'],
        [
          { as: 'imports', module: './src', name: 'read' },
          { as: 'imports', module: './src/index', name: '*', alias: 'all' },
          { as: 'imports', module: './src/b', name: 'default', alias: 'Reader' },
          { in: 'main', name: 'read' },
          { in: 'main', name: 'print', qualifier: 'all' },
          { in: 'main', name: 'Reader' },
        ],
      ),
    ];
    expect(edgesOf(...files)).toEqual([
      'src/index.ts imports src/a.ts import',
      'src/index.ts imports src/a.ts#parse import',
      'main.ts imports src/a.ts#parse import',
      'main.ts imports src/b.ts#Reader import',
      'main.ts imports src/index.ts import',
      'main.ts#main calls src/a.ts#parse import',
      'main.ts#main calls src/a.ts#print import',
      'main.ts#main calls src/b.ts#Reader import',
    ]);
  });

  test('packages of a monorepo', () => {
    const files = [
      aCodeFile('/r/packages/utils/src/index.ts', ['function format']),
      aCodeFile(
        '/r/packages/app/src/main.ts',
        [],
        [
          { as: 'imports', module: '@acme/utils', name: 'format' },
          { as: 'imports', module: 'node:util', name: 'format' },
        ],
      ),
    ];
    expect(edgesOf(...files)).toEqual(['packages/app/src/main.ts imports packages/utils/src/index.ts#format import']);
  });
});

describe('other languages', () => {
  test('Java: the same package, imports, static imports', () => {
    const files = [
      aCodeFile('/r/src/com/acme/Tool.java', ['class Tool', 'method Tool.help']),
      aCodeFile(
        '/r/src/com/acme/App.java',
        ['class App', 'method App.run'],
        [{ in: 'App.run', name: 'help', qualifier: 'Tool' }],
      ),
      aCodeFile(
        '/r/src/com/other/Main.java',
        ['class Main', 'method Main.run'],
        [
          { as: 'imports', module: 'com.acme.App', name: 'App' },
          { in: 'Main.run', name: 'run', qualifier: 'App' },
        ],
      ),
    ];
    expect(edgesOf(...files)).toEqual([
      'src/com/acme/App.java#App.run calls src/com/acme/Tool.java#Tool.help same-package',
      'src/com/other/Main.java imports src/com/acme/App.java#App import',
      'src/com/other/Main.java#Main.run calls src/com/acme/App.java#App.run import',
    ]);
  });

  test('Go: files of a folder are one package, methods stand beside their type, packages are folders', () => {
    const files = [
      aCodeFile('/r/mux/mux.go', ['struct Mux', 'function New']),
      aCodeFile(
        '/r/mux/serve.go',
        ['method Mux.Serve', 'method Mux.route'],
        [
          { in: 'Mux.Serve', name: 'route', qualifier: 'm' },
          { in: 'Mux.route', name: 'New' },
        ],
      ),
      aCodeFile(
        '/r/cmd/main.go',
        ['function main'],
        [
          { as: 'imports', module: 'github.com/acme/r/mux/v2', alias: 'v2' },
          { as: 'imports', module: 'net/http' },
          { in: 'main', name: 'New', qualifier: 'mux' },
        ],
      ),
    ];
    expect(edgesOf(...files)).toEqual([
      'mux/serve.go#Mux.Serve calls mux/serve.go#Mux.route local',
      'mux/serve.go#Mux.route calls mux/mux.go#New same-package',
      'cmd/main.go imports mux/mux.go import',
      'cmd/main.go imports mux/serve.go import',
      'cmd/main.go#main calls mux/mux.go#New import',
    ]);
  });

  test('Rust: modules of the crate and associated functions', () => {
    const files = [
      aCodeFile('/r/src/lib.rs', [], []),
      aCodeFile('/r/src/walk.rs', ['struct Walker', 'method Walker.new', 'function depth']),
      aCodeFile(
        '/r/src/run.rs',
        ['function run'],
        [
          { as: 'imports', module: 'crate::walk', name: 'Walker' },
          { as: 'imports', module: 'crate', name: 'walk' },
          { in: 'run', name: 'new', qualifier: 'Walker' },
          { in: 'run', name: 'depth', qualifier: 'walk' },
        ],
      ),
    ];
    expect(edgesOf(...files)).toEqual([
      'src/run.rs imports src/walk.rs import',
      'src/run.rs imports src/walk.rs#Walker import',
      'src/run.rs#run calls src/walk.rs#Walker.new import',
      'src/run.rs#run calls src/walk.rs#depth import',
    ]);
  });

  test('C: a name of an included file is certain, one of any other file is a guess', () => {
    const files = [
      aCodeFile('/r/list.h', ['function list_new']),
      aCodeFile('/r/other.c', ['function other']),
      aCodeFile(
        '/r/main.c',
        ['function main'],
        [
          { as: 'includes', module: 'list.h' },
          { in: 'main', name: 'list_new' },
          { in: 'main', name: 'other' },
        ],
      ),
    ];
    expect(edgesOf(...files)).toEqual([
      'main.c includes list.h import',
      'main.c#main calls list.h#list_new import',
      'main.c#main calls other.c#other name ?1',
    ]);
  });

  test('PHP: names by namespace; Ruby: required files and open classes', () => {
    const php = [
      aCodeFile('/r/src/Acme/Log/Handler.php', ['class Handler', 'method Handler.write']),
      aCodeFile(
        '/r/src/Acme/App.php',
        ['class App', 'method App.run'],
        [
          { as: 'imports', module: 'Acme\\Log\\Handler', name: 'Handler', alias: 'H' },
          { in: 'App.run', name: 'write', qualifier: 'H' },
        ],
      ),
    ];
    expect(edgesOf(...php)).toEqual([
      'src/Acme/App.php imports src/Acme/Log/Handler.php#Handler import',
      'src/Acme/App.php#App.run calls src/Acme/Log/Handler.php#Handler.write import',
    ]);
    const ruby = [
      aCodeFile('/r/lib/tool.rb', ['class Tool', 'method Tool.help']),
      aCodeFile(
        '/r/lib/app.rb',
        ['function run'],
        [
          { as: 'imports', module: 'tool' },
          { in: 'run', name: 'help', qualifier: 'Tool' },
        ],
      ),
    ];
    expect(edgesOf(...ruby)).toEqual([
      'lib/app.rb imports lib/tool.rb import',
      'lib/app.rb#run calls lib/tool.rb#Tool.help import',
    ]);
  });
});

test('files of different collections never refer to each other', () => {
  const other = { ...aCodeFile('/r/b.ts', ['function b']), collectionId: 'elsewhere' };
  expect(edgesOf(aCodeFile('/r/a.ts', [], [{ as: 'imports', module: './b', name: 'b' }]), other)).toEqual([]);
});
