/**
 * Texts stored once each, with what comparing them needs: a hash of the whole in lower case, and one of each stem.
 *
 * A question is compared with the names of hundreds of chunks; by hashes that takes microseconds and reads no text.
 */
import { hashOf, nameStems } from './name-stems.ts';

/** Views of the sections of a name table; `n` names. */
export interface NameTable {
  /** Byte offsets of the texts in `bytes`, n + 1. */
  readonly textStarts: Uint32Array;
  /** Offsets of the stems in `stems`, n + 1. */
  readonly stemStarts: Uint32Array;
  /** Hash of each name in lower case. */
  readonly wholes: Uint32Array;
  /** Hashes of the stems, name by name, without repetition within a name. */
  readonly stems: Uint32Array;
  /** UTF-8. */
  readonly bytes: Uint8Array;
}

export interface NameTableBuilder {
  /** The number of the name, given when it is seen first. */
  add(name: string): number;
  finish(): NameTable;
}

export function createNameTableBuilder(): NameTableBuilder {
  const numberByName = new Map<string, number>();
  return {
    add(name) {
      const known = numberByName.get(name);
      if (known !== undefined) return known;
      numberByName.set(name, numberByName.size);
      return numberByName.size - 1;
    },
    finish() {
      const names = [...numberByName.keys()];
      const texts = new TextEncoder().encode(names.join(''));
      const stems = names.map(nameStems);
      return {
        textStarts: startsOf(names, utf8Length),
        stemStarts: startsOf(stems, ({ length }) => length),
        wholes: Uint32Array.from(names, (name) => hashOf(name.toLowerCase())),
        stems: Uint32Array.from(stems.flat(), hashOf),
        bytes: texts,
      };
    },
  };
}

/** A byte order mark that begins a title is part of it. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a name. */
export function nameAt({ bytes, textStarts }: NameTable, name: number): string {
  return decoder.decode(bytes.subarray(textStarts[name] ?? 0, textStarts[name + 1] ?? 0));
}

/** Hashes of the stems of a name, as a view. */
export function stemsAt({ stems, stemStarts }: NameTable, name: number): Uint32Array {
  return stems.subarray(stemStarts[name] ?? 0, stemStarts[name + 1] ?? 0);
}

function startsOf<T>(items: readonly T[], sizeOf: (item: T) => number): Uint32Array {
  const starts = new Uint32Array(items.length + 1);
  for (const [at, item] of items.entries()) starts[at + 1] = starts[at]! + sizeOf(item);
  return starts;
}

/** A lone surrogate is encoded as U+FFFD, three bytes. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return length;
}
