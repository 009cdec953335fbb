import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partialFileOf } from '../partial-file.ts';
import { createPassageBuilder, openPassageSegment, type StoredPassage } from './passage-segment.ts';

const line = fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined });
const passage = fc
  .record({
    text: fc.string({ unit: 'grapheme', maxLength: 40 }),
    charStart: fc.nat(1e9),
    charEnd: fc.nat(1e9),
    page: line,
    startLine: line,
    endLine: line,
    confidence: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
  })
  .map(({ text, confidence, charStart, charEnd, ...lines }, id = 0): StoredPassage => {
    const known = Object.fromEntries(Object.entries(lines).filter(([, value]) => value !== undefined));
    const position = { charStart, charEnd, ...known };
    return { id, position, text, ...(confidence === undefined ? {} : { confidence: confidence / 2 }) };
  });
const passages = fc.array(passage, { maxLength: 12 }).map((all) => all.map((one, at) => ({ ...one, id: at * 3 + 1 })));

function fileOf(all: readonly StoredPassage[], cutAt = 5): Uint8Array {
  const builder = createPassageBuilder();
  builder.add(all.slice(0, cutAt));
  builder.add(all.slice(cutAt));
  return new Uint8Array(builder.finish().flatMap((piece) => [...piece]));
}

const readAll = (bytes: Uint8Array) => {
  const { rows, read } = openPassageSegment(partialFileOf(bytes));
  return Array.from({ length: rows }, (_, row) => read(row));
};

describe('a passage segment', () => {
  it('gives back what was added, marks at the begin of a text and empty texts included', () => {
    fc.assert(
      fc.property(passages, fc.nat(12), (all, cutAt) => {
        expect(readAll(fileOf(all, cutAt))).toEqual(all);
      }),
    );
    const marked = [{ id: 1, position: { charStart: 0, charEnd: 2 }, text: '\u{feff}a' }];
    expect(readAll(fileOf(marked))).toEqual(marked);
    expect(openPassageSegment(partialFileOf(fileOf([]))).read(0)).toBeUndefined();
  });

  it('with a flipped bit is refused, or lacks that one passage; it never gives another', () => {
    fc.assert(
      fc.property(fc.tuple(passages, passage), fc.nat(), fc.nat(7), ([more, one], place, bit) => {
        const all = [...more, { ...one, id: 1000 }];
        const bytes = fileOf(all);
        const at = place % bytes.length;
        bytes[at] = bytes[at]! ^ (1 << bit);
        let read: ReturnType<typeof readAll>;
        try {
          read = readAll(bytes);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'corrupt', reason: 'index/passage-segment' });
          return;
        }
        expect(read).toHaveLength(all.length);
        for (const [row, found] of read.entries()) if (found !== undefined) expect(found).toEqual(all[row]);
      }),
    );
  });

  it('that is cut short is refused', () => {
    const bytes = fileOf([{ id: 1, position: { charStart: 0, charEnd: 5 }, text: 'trout' }]);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => openPassageSegment(partialFileOf(bytes.subarray(0, length)))).toThrow(/passage segment/);
    }
  });
});
