import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CodeReference } from '../../engine/code/code-facts.ts';
import { type CodeReading, readMarks } from '../../engine/code/read-marks.ts';
import { locateApp } from '../../platform/app-paths.ts';
import type { CodeSample } from '../../testing/code-samples/code-sample.ts';
import { CODE_SAMPLES } from '../../testing/code-samples.ts';
import { createCodeParser } from './code-parser.ts';
import { ALL_GRAMMARS } from './grammars.ts';

const folder = join(locateApp(import.meta.url).resources, 'grammars');
const parser = createCodeParser(folder);

async function read({ language, file, text }: Pick<CodeSample, 'language' | 'file' | 'text'>): Promise<CodeReading> {
  const marks = await parser.parse({ language, name: file, text });
  expect(marks).toBeDefined();
  return readMarks(text, marks ?? [], language);
}

function shown(reference: CodeReference, units: CodeReading['units']): string {
  const { relationship, name, qualifier, module, alias, from } = reference;
  if (relationship === 'imports') return `imports ${name} from ${module} as ${alias}`;
  if (module !== '') return `${relationship} ${module}`;
  const path = qualifier === '' ? name : `${qualifier.replaceAll('::', '.')}.${name}`;
  return `${relationship} ${path} < ${units[from]?.name ?? ''}`;
}

describe.each(CODE_SAMPLES)('$file', (sample) => {
  test('has the units that are written in it, at their places', async () => {
    const { units, errorShare } = await read(sample);
    const names = units.map(
      ({ kind, namespace, name }) => `${kind} ${namespace === '' ? name : `${namespace}.${name}`}`,
    );
    expect(names).toEqual(sample.units);
    expect(errorShare).toBe(0);
    for (const unit of units) {
      expect(sample.text.slice(0, unit.charStart).split('\n').length).toBe(unit.startLine);
      expect(sample.text.slice(0, unit.charEnd - 1).split('\n').length).toBe(unit.endLine);
    }
  });

  test('mentions what it mentions', async () => {
    const { units, references } = await read(sample);
    const found = references.map((reference) => shown(reference, units));
    expect(found).toEqual(expect.arrayContaining([...sample.mentions]));
    const keys = references.map(({ line: _, ...reference }) => JSON.stringify(reference));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('reads a text whole, wherever the pieces that the grammar is given end', async () => {
  // Around every end up to 1,100: between the halves of one character, within a name, before and after a line's end.
  for (let length = 0; length < 1100; length += 1) {
    const text = `/*${'x'.repeat(length)}🜚*/\nfunction naïveName() {}\n`;
    const marks = await parser.parse({ language: 'javascript', name: 'a.js', text });
    const [unit] = readMarks(text, marks ?? [], 'javascript').units;
    expect(unit?.name).toBe('naïveName');
  }
});

test('every grammar is there, with its licence', () => {
  const licences = readFileSync(join(folder, 'LICENSES.txt'), 'utf8');
  for (const { module } of ALL_GRAMMARS) expect(existsSync(join(folder, `${module}.wasm`))).toBe(true);
  expect(licences).toContain('tree-sitter-haskell');
});

test('a header is C++ when it says so', async () => {
  const header = 'namespace a {\nclass B { void c() {} };\n}\n';
  const { units } = await read({ language: 'c', file: 'b.h', text: header });
  expect(units.map((unit) => unit.name)).toEqual(['a', 'B', 'c']);
});

test('gives nothing without a grammar, for a text that is too long, and without the files', async () => {
  expect(await parser.parse({ language: 'kotlin', name: 'a.kt', text: 'fun a() {}' })).toBeUndefined();
  expect(await parser.parse({ language: 'json', name: 'a.json', text: ' '.repeat(2_000_001) })).toBeUndefined();
  const empty = createCodeParser(join(folder, 'absent'));
  expect(await empty.parse({ language: 'go', name: 'a.go', text: 'package a' })).toBeUndefined();
});
