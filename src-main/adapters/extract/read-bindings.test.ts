import { join } from 'node:path';
import { expect, test } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { createCodeParser } from '../tree-sitter/code-parser.ts';
import { readCode } from './read-code.ts';

const app = locateApp(import.meta.url);
const parser = createCodeParser(join(app.resources, 'grammars'));

/** What variables and fields are given, as `where: variable mode type`. */
async function bindingsOf(name: string, language: string, text: string): Promise<string[]> {
  const { codeFacts } = await readCode(new TextEncoder().encode(text), { name, language }, parser);
  return (codeFacts?.references ?? [])
    .filter(({ relationship }) => relationship === 'binds')
    .map(({ from, alias, module, name: type, qualifier }) => {
      const where = codeFacts?.units[from]?.name ?? 'file';
      return `${where}: ${alias} ${module} ${qualifier === '' ? type : `${qualifier}.${type}`}`;
    });
}

test('Python: assignments, annotations, parameters, fields and with', async () => {
  const text = `
app = Flask(__name__)
class Desk:
    lamp: Lamp
    def __init__(self, shelf: Shelf, box: Box | None = None, *, n=1):
        self.shelf = shelf
        self.box = store.Box()
        with Lock() as lock:
            x: io.Reader = y
`;
  expect(await bindingsOf('desk.py', 'python', text)).toEqual([
    'app: app made Flask',
    'lamp: lamp typed Lamp',
    '__init__: shelf typed Shelf',
    '__init__: box typed Box',
    '__init__: self.shelf same shelf',
    '__init__: self.box made store.Box',
    '__init__: lock made Lock',
    '__init__: x typed io.Reader',
  ]);
});

test('TypeScript: new, annotations, parameters and fields', async () => {
  const text = `
class Desk {
  lamp: Lamp;
  box = new store.Box();
  constructor(private shelf: Shelf<Book>, size?: Size) {
    const light = new Light();
    this.light = light;
    let map: Map<string, number> = other();
  }
}
`;
  expect(await bindingsOf('desk.ts', 'typescript', text)).toEqual([
    'lamp: lamp field Lamp',
    'box: box field store.Box',
    'constructor: shelf typed Shelf',
    'constructor: shelf field Shelf',
    'constructor: size typed Size',
    'constructor: light made Light',
    'constructor: this.light same light',
    'constructor: map typed Map',
  ]);
});

test('Java: fields, parameters, local variables and var', async () => {
  const text = `
class Desk {
  private Lamp lamp;
  void put(Shelf<Book> shelf) {
    Box box = make();
    var light = new Light();
    for (Book book : shelf) { book.read(); }
  }
}
`;
  expect(await bindingsOf('Desk.java', 'java', text)).toEqual([
    'lamp: lamp field Lamp',
    'put: shelf typed Shelf',
    'put: box typed Box',
    'put: light made Light',
    'put: book typed Book',
  ]);
});

test('C and C++: prototypes are definitions that only declare, and no variables', async () => {
  const unitsOf = async (name: string, language: string, text: string): Promise<string[]> => {
    const { codeFacts } = await readCode(new TextEncoder().encode(text), { name, language }, parser);
    return (codeFacts?.units ?? []).map(({ kind, namespace, name: own, isDeclaration }) =>
      [kind, namespace === '' ? own : `${namespace}.${own}`, ...(isDeclaration ? ['declared'] : [])].join(' '),
    );
  };
  expect(
    await unitsOf('shelf.h', 'c', 'struct book *take(int n);\nvoid put(struct book *b);\nextern int size;\n'),
  ).toEqual(['function take declared', 'function put declared']);
  const text = `
namespace lib {
class Shelf {
  Book& top();
  void put(Book b);
  int size() { return n; }
};
int count(const Shelf& s);
}
void run() { Shelf s(make()); Book other(name); }
`;
  expect(await unitsOf('shelf.hpp', 'cpp', text)).toEqual([
    'module lib',
    'class lib.Shelf',
    'method lib.Shelf.top declared',
    'method lib.Shelf.put declared',
    'method lib.Shelf.size',
    'function lib.count declared',
    'function run',
  ]);
});
