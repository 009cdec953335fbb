import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChunkFacts, createFactsBuilder, factsOf, readFactsSegment } from './facts-segment.ts';
import { createFactsView } from './facts-view.ts';
import { hashOf, nameStems } from './name-stems.ts';
import { splitPath } from './split-path.ts';

function aChunk(more: Partial<ChunkFacts> = {}): ChunkFacts {
  const source = { source: 's', path: '/home/me/src/http_server.ts', kind: 'code', title: 'http_server.ts' };
  return { id: 1, ...source, ordinal: 0, heading: '', type: '', definitions: [], ...more };
}

function build(chunks: readonly ChunkFacts[]): Uint8Array {
  const builder = createFactsBuilder();
  for (const chunk of chunks) builder.add(chunk);
  return builder.finish();
}

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.toWellFormed());
const source = fc.record({ path: text, kind: fc.constantFrom('code', 'pdf'), title: text });
const rest = fc.record({
  step: fc.integer({ min: 1, max: 9 }),
  ordinal: fc.nat(),
  heading: text,
  type: text,
  definitions: fc.array(text, { maxLength: 4 }),
});

describe('a facts segment', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(
        fc.array(source, { minLength: 1, maxLength: 3 }),
        fc.array(rest, { maxLength: 12 }),
        (sources, rows) => {
          let id = 0;
          const chunks = rows.map(({ step, ...row }, at) => {
            id += step;
            const number = at % sources.length;
            return { ...sources[number]!, source: String(number), ...row, id };
          });
          const segment = readFactsSegment(build(chunks));
          for (const chunk of chunks) {
            const found = factsOf(segment, chunk.id);
            expect({ ...found, definitions: [] }).toEqual({ ...chunk, definitions: [] });
            expect(found?.definitions).toEqual(expect.arrayContaining([...chunk.definitions])); // and last parts of names
          }
          expect(factsOf(segment, 1e6)).toBeUndefined();
        },
      ),
    );
  });

  it('refuses bytes that are not one', () => {
    const bytes = build([aChunk()]);
    const withWord = (at: number, value: number): Uint8Array => {
      const changed = bytes.slice();
      new Uint32Array(changed.buffer)[at] = value;
      return changed;
    };
    for (const damaged of [bytes.slice(0, 8), bytes.slice(0, -64), withWord(0, 1), withWord(1, 99), withWord(2, 900)]) {
      expect(() => readFactsSegment(damaged)).toThrow(expect.objectContaining({ code: 'corrupt' }));
    }
  });

  it('takes ascending ids only', () => {
    expect(() => build([aChunk({ id: 2 }), aChunk({ id: 2 })])).toThrow(RangeError);
  });

  it('reads a source once for all its chunks', () => {
    const view = createFactsView([readFactsSegment(build([aChunk(), aChunk({ id: 3, ordinal: 1 })]))]);
    expect(view.find(3)?.source).toBe(view.find(1)?.source);
    expect(view.find(2)).toBeUndefined();
    expect(view.find(3)).toMatchObject({ source: { isCode: true, path: '/home/me/src/http_server.ts' } });
    expect(view.find(1)?.source.fileStems).toEqual(nameStems('http_server').map(hashOf));
  });

  it.each([
    ['/w/tests/a.py', true],
    ['C:\\w\\spec\\a.rb', true],
    ['/w/lib/a.d.ts', true],
    ['/w/lib/index.js', false],
    ['/w/lib/testament.py', false],
    ['/w/tests.py', true],
  ])('knows that %s stands aside: %s', (path, isAside) => {
    const other = aChunk({ id: 2, source: 'other', path: path.replace(/^(.*?w.).*$/, '$1main.c') });
    const view = createFactsView([readFactsSegment(build([aChunk({ path }), other]))]);
    expect(view.find(1)?.source.isAside).toBe(isAside);
  });
});

it('does not take what the user calls the folder above everything for a part of the code', () => {
  const chunks = [aChunk({ path: '/tests/a/b.py' }), aChunk({ id: 2, source: 't', path: '/tests/spec/c.py' })];
  const view = createFactsView([readFactsSegment(build(chunks))]);
  expect([1, 2].map((id) => view.find(id)?.source.isAside)).toEqual([false, true]);
});

describe('names', () => {
  it('are taken apart into stems, without numbers', () => {
    expect(nameStems('HTTPServerErrors_v2')).toEqual(['http', 'serv', 'err', 'v']);
    expect(nameStems('parser')).toEqual(nameStems('Parsing'));
    expect(nameStems('00000012')).toEqual([]);
    expect(nameStems('Größe.größe')).toEqual(['größe']);
  });

  it.each(['a/b/c.d.ts', 'c', '.env', 'a\\b.c', '', 'a/', '/x.y/z'])('of the path %j join to it again', (path) => {
    const { folder, base, extension } = splitPath(path);
    expect(folder + base + extension).toBe(path);
    expect(base).not.toMatch(/[/\\]/);
  });
});
