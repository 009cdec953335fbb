import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkPages, type TextChunk } from '../../engine/chunking/chunk-pages.ts';
import { readMarks } from '../../engine/code/read-marks.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { CODE_SAMPLES } from '../../testing/code-samples.ts';
import { createCodeParser } from './code-parser.ts';

const parser = createCodeParser(join(locateApp(import.meta.url).resources, 'grammars'));
const SIZES = { proseTokens: 175, codeTokens: 400, overlapTokens: 25 };

async function cut(language: string, file: string, text: string, codeTokens = 400): Promise<TextChunk[]> {
  const marks = await parser.parse({ language, name: file, text });
  const { outline } = readMarks(text, marks ?? [], language);
  const sizes = { ...SIZES, codeTokens };
  return chunkPages({ shape: 'code', title: file, isPaged: false, pages: [{ page: 1, text }], outline, sizes });
}

function expectWhole(text: string, chunks: readonly TextChunk[], codeTokens: number): void {
  let end = 0;
  for (const [ordinal, { position, text: piece, tokenCount, parent }] of chunks.entries()) {
    expect(piece).toBe(text.slice(position.charStart, position.charEnd));
    expect(piece.trim()).not.toBe('');
    expect(position.charStart).toBeGreaterThanOrEqual(end);
    expect(text.slice(end, position.charStart).trim()).toBe('');
    expect(position.startLine).toBe(text.slice(0, position.charStart).split('\n').length);
    expect(position.endLine).toBe(text.slice(0, position.charEnd).split('\n').length);
    expect(tokenCount).toBeLessThanOrEqual(codeTokens);
    expect(parent ?? -1).toBeLessThan(ordinal);
    end = position.charEnd;
  }
  expect(text.slice(end).trim()).toBe('');
}

describe('chunks of code with a grammar', () => {
  const edit = fc.record({
    at: fc.nat(2000),
    drop: fc.nat(60),
    add: fc.constantFrom('', '{', '}', '"', '\n', '(', '/*', '👍', '\0', 'é', 'class '),
  });

  test.each(CODE_SAMPLES)(
    'of $file are exact, in order, without overlap and complete, whatever is done to it',
    async (sample) => {
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { maxLength: 4 }), fc.constantFrom(12, 40, 400), async (edits, codeTokens) => {
          let { text } = sample;
          for (const { at, drop, add } of edits) {
            const from = at % (text.length + 1);
            text = text.slice(0, from) + add + text.slice(from + drop);
          }
          expectWhole(text, await cut(sample.language, sample.file, text, codeTokens), codeTokens);
        }),
        { numRuns: 12 },
      );
    },
  );

  const method = (name: string, lines: number) =>
    [
      `  /** Does ${name}. */`,
      `  ${name}() {`,
      ...Array.from({ length: lines }, (_, line) => `    this.step(${line}, value${line});`),
      '  }',
      '',
    ].join('\n');

  test('keep small definitions together and large ones alone, with their comments and scope', async () => {
    const text = `import fs from 'node:fs';\n\nexport class Log {\n  #size = 0;\n${method('append', 60)}\n${method('replay', 60)}\n${method('trim', 2)}\n${method('drop', 2)}}\n`;
    const chunks = await cut('typescript', 'log.ts', text);
    expect(chunks.map(({ heading, type, parent }) => [heading, type, parent])).toEqual([
      // With the import and the head of the class, which are too small to stand alone.
      ['Log › append', 'method', undefined],
      ['Log › replay', 'method', 0],
      ['Log', 'method', 0],
    ]);
    expect(chunks[1]!.text.startsWith('  /** Does replay. */')).toBe(true);
    expect(chunks.map((chunk) => chunk.definitions)).toEqual([
      ['Log', '#size', 'append'],
      ['replay'],
      ['trim', 'drop'],
    ]);
    expect(chunks[1]!.context).toBe('log ts');
  });

  test('cut a definition that is too large at its lines, under its name', async () => {
    const chunks = await cut('typescript', 'a.ts', `function long() {\n${'  step(one, two, three);\n'.repeat(300)}}\n`);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.every(({ heading, type }) => heading === 'long' && type === 'function')).toBe(true);
    expect(chunks.slice(1).every(({ parent }) => parent === 0)).toBe(true);
    expect(chunks.map((chunk) => chunk.definitions)).toEqual([['long'], ...chunks.slice(1).map(() => [])]);
  });

  test('change only where the code changed', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `step${index}`);
    const file = (edited: string) =>
      names
        .map(
          (name, index) =>
            `def ${name}(x):\n${`    x = f(x, ${name === edited ? 2 : 1})\n`.repeat(8 + (index % 9))}    return x\n`,
        )
        .join('\n\n');
    const before = new Set((await cut('python', 'a.py', file(''))).map((chunk) => chunk.text));
    for (const edited of ['step0', 'step11', 'step29']) {
      const after = await cut('python', 'a.py', file(edited));
      const changed = after.filter((chunk) => !before.has(chunk.text));
      expect(changed.map((chunk) => chunk.definitions.includes(edited))).toEqual([true]);
    }
  });

  test('split a model by kind of member', async () => {
    const fields = Array.from(
      { length: 14 },
      (_, index) => `    field_${index} = models.CharField(max_length=20, null=True)\n`,
    ).join('');
    const methods = ['save', 'clean']
      .map((name) => `    def ${name}(self):\n${'        self.check(self.field_1, self.field_2)\n'.repeat(40)}`)
      .join('\n');
    const chunks = await cut('python', 'models.py', `class Order(models.Model):\n${fields}\n${methods}`);
    expect(chunks.map(({ type, heading }) => [type, heading])).toEqual([
      ['declarations', 'Order'],
      ['method', 'Order › save'],
      ['method', 'Order › clean'],
    ]);
  });

  test("name an action's filters", async () => {
    const action = (name: string) => `  def ${name}\n${'    step(one, two, three)\n'.repeat(50)}  end\n`;
    const text = `class OrdersController < Base\n  before_action :authenticate, only: [:edit]\n  after_action :log_it, except: :edit\n${action('show')}${action('index')}${action('edit')}end\n`;
    const chunks = await cut('ruby', 'orders_controller.rb', text);
    const contexts = new Map(chunks.map((chunk) => [chunk.definitions.at(-1), chunk.context]));
    expect(contexts.get('edit')).toContain('authenticate');
    expect(contexts.get('edit')).not.toContain('after');
    expect(contexts.get('index')).toContain('after');
    expect(contexts.get('index')).not.toContain('authenticate');
  });
});
