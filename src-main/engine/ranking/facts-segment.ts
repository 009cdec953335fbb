/**
 * One immutable file of what ranking knows about chunks beside their words, used where its bytes lie: little-endian,
 * each section aligned to 64 bytes.
 *
 *     header       uint32 magic "CFCT", version, rows, sources, definitions, names, stems, bytes of text, name of the
 *                  folder that holds all sources; zeros to 64 bytes
 *     ids          uint32 × rows, ascending
 *     sourceOf     uint32 × rows, number of the source
 *     ordinals     uint32 × rows, place of the chunk in its source, from 0
 *     headings     uint32 × rows, name of the heading path or enclosing definitions
 *     types        uint32 × rows, name of the chunk's type
 *     defStarts    uint32 × (rows + 1), offsets in `definitions`
 *     definitions  uint32 × definitions, names of what a chunk defines
 *     sources      uint32 × sources × 6: names of id, folder, file name without ending, ending, kind, title
 *     names        the sections of a name table: textStarts, stemStarts, wholes, stems, bytes
 *
 * A name is a number in the table; name 0 is the empty one. No checksum of its own: the generation's manifest has one.
 */
import { Failure } from '../../../src-contract/failure.ts';
import { rowOfId } from '../row-of-id.ts';
import { STEMS_VERSION } from './name-stems.ts';
import { createNameTableBuilder, type NameTable, nameAt } from './name-table.ts';
import { commonFolder, splitPath } from './split-path.ts';

/** "CFCT" in little-endian order. */
const MAGIC = 0x54434643;
/** Raised whenever the layout or the stems change; segments of another version are built anew. */
const VERSION = 1 + STEMS_VERSION;
const HEADER_BYTES = 64;
const ALIGNMENT = 64;
/** Names of a source: id, folder, base, extension, kind, title. */
const SOURCE_NAMES = 6;

/** What ranking is told about a chunk. */
export interface ChunkFacts {
  readonly id: number;
  readonly source: string;
  /** Of the source; either kind of slash. */
  readonly path: string;
  readonly kind: string;
  readonly title: string;
  readonly ordinal: number;
  readonly heading: string;
  readonly type: string;
  readonly definitions: readonly string[];
}

/** Numbers of the names of a source in the segment's table. */
export interface SourceNames {
  readonly id: number;
  readonly folder: number;
  readonly base: number;
  readonly extension: number;
  readonly kind: number;
  readonly title: number;
}

/** The sections of a segment, as views of its bytes. */
export interface FactsSegment {
  readonly ids: Uint32Array;
  readonly sourceOf: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly headings: Uint32Array;
  readonly types: Uint32Array;
  readonly definitionStarts: Uint32Array;
  readonly definitions: Uint32Array;
  /** sources × 6, row-major. */
  readonly sources: Uint32Array;
  readonly names: NameTable;
  /** Name of the folder that holds all sources. */
  readonly root: number;
}

export interface FactsBuilder {
  /** Ids must ascend. */
  add(chunk: ChunkFacts): void;
  finish(): Uint8Array;
}

export function createFactsBuilder(): FactsBuilder {
  const names = createNameTableBuilder();
  names.add('');
  const ids: number[] = [];
  const columns = {
    sourceOf: [] as number[],
    ordinals: [] as number[],
    headings: [] as number[],
    types: [] as number[],
  };
  const definitionStarts = [0];
  const definitions: number[] = [];
  const sources: number[] = [];
  const numberBySource = new Map<string, number>();
  let root: string | undefined;

  function sourceNumber({ source, path, kind, title }: ChunkFacts): number {
    const known = numberBySource.get(source);
    if (known !== undefined) return known;
    const number = numberBySource.size;
    numberBySource.set(source, number);
    const { folder, base, extension } = splitPath(path);
    root = root === undefined ? folder : commonFolder(root, folder);
    sources.push(...[source, folder, base, extension, kind, title].map(names.add));
    return number;
  }

  return {
    add(chunk) {
      if (chunk.id <= (ids.at(-1) ?? -1)) throw new RangeError('The ids of a facts segment must ascend.');
      ids.push(chunk.id);
      columns.sourceOf.push(sourceNumber(chunk));
      columns.ordinals.push(chunk.ordinal);
      columns.headings.push(names.add(chunk.heading));
      columns.types.push(names.add(chunk.type));
      definitions.push(...chunk.definitions.flatMap(lastParts).map(names.add));
      definitionStarts.push(definitions.length);
    },
    finish() {
      const rootName = names.add(root ?? '');
      const table = names.finish();
      const sections = [
        ...[ids, columns.sourceOf, columns.ordinals, columns.headings, columns.types, definitionStarts],
        ...[definitions, sources, table.textStarts, table.stemStarts, table.wholes, table.stems, table.bytes],
      ];
      return layOut(sections, rootName);
    },
  };
}

/** A qualified name is asked for by its last part as well. */
function lastParts(definition: string): readonly string[] {
  const last = definition.split(/[.:#/]+/).at(-1) ?? '';
  return last === '' || last === definition ? [definition] : [definition, last];
}

/** Writes the sections behind a header that holds their sizes. */
function layOut(sections: readonly (ArrayLike<number> | Uint8Array)[], root: number): Uint8Array {
  const [rows = 0, sources = 0, definitions = 0, names = 0, stems = 0, text = 0] = [0, 7, 6, 10, 11, 12].map(
    (at) => sections[at]?.length ?? 0,
  );
  const sizes = { rows, sources: sources / SOURCE_NAMES, definitions, names, stems, text };
  const { offsets, total } = offsetsOf(sizes);
  const bytes = new Uint8Array(total);
  new Uint32Array(bytes.buffer).set([MAGIC, VERSION, rows, sizes.sources, definitions, names, stems, text, root]);
  for (const [at, section] of sections.entries()) {
    const offset = offsets[at] ?? 0;
    if (section instanceof Uint8Array) bytes.set(section, offset);
    else new Uint32Array(bytes.buffer, offset, section.length).set(section);
  }
  return bytes;
}

interface Sizes {
  readonly rows: number;
  readonly sources: number;
  readonly definitions: number;
  readonly names: number;
  readonly stems: number;
  readonly text: number;
}

function offsetsOf({ rows, sources, definitions, names, stems, text }: Sizes) {
  const lengths = [rows, rows, rows, rows, rows, rows + 1, definitions, sources * SOURCE_NAMES];
  const inTable = [names + 1, names + 1, names, stems];
  const byteLengths = [...[...lengths, ...inTable].map((length) => length * 4), text];
  let total = HEADER_BYTES;
  const offsets = byteLengths.map((length) => {
    const offset = total;
    total = Math.ceil((offset + length) / ALIGNMENT) * ALIGNMENT;
    return offset;
  });
  return { offsets, total };
}

/**
 * Opens the bytes of a facts segment; the views share them, so they must not change afterwards.
 *
 * @throws Failure `corrupt` when the bytes are not a segment of this version, of another length than the header says
 */
export function readFactsSegment(bytes: Uint8Array): FactsSegment {
  if (bytes.length < HEADER_BYTES) throw damaged('it is shorter than its header');
  // A copy only where the bytes do not start on a boundary that typed arrays accept.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const header = new Uint32Array(aligned.buffer, aligned.byteOffset, 9);
  const [magic, version, rows = 0, sources = 0, definitions = 0, names = 0, stems = 0, text = 0, root = 0] = header;
  if (magic !== MAGIC) throw damaged('it does not begin like one');
  if (version !== VERSION) throw damaged(`its version is ${version}, this program reads ${VERSION}`);
  const { offsets, total } = offsetsOf({ rows, sources, definitions, names, stems, text });
  if (total !== aligned.length) throw damaged(`its ${aligned.length} bytes do not hold ${rows} chunks`);
  const view = (section: number, length: number): Uint32Array =>
    new Uint32Array(aligned.buffer, aligned.byteOffset + (offsets[section] ?? 0), length);
  return {
    ids: view(0, rows),
    sourceOf: view(1, rows),
    ordinals: view(2, rows),
    headings: view(3, rows),
    types: view(4, rows),
    definitionStarts: view(5, rows + 1),
    definitions: view(6, definitions),
    sources: view(7, sources * SOURCE_NAMES),
    names: {
      textStarts: view(8, names + 1),
      stemStarts: view(9, names + 1),
      wholes: view(10, names),
      stems: view(11, stems),
      bytes: new Uint8Array(aligned.buffer, aligned.byteOffset + (offsets[12] ?? 0), text),
    },
    root,
  };
}

/** The names of the source of a row. */
export function sourceNamesAt({ sources, sourceOf }: FactsSegment, row: number): SourceNames {
  const at = (sourceOf[row] ?? 0) * SOURCE_NAMES;
  const [id = 0, folder = 0, base = 0, extension = 0, kind = 0, title = 0] = sources.subarray(at, at + SOURCE_NAMES);
  return { id, folder, base, extension, kind, title };
}

/** Everything a segment knows of a chunk; undefined when it is not in it. */
export function factsOf(segment: FactsSegment, id: number): ChunkFacts | undefined {
  const row = rowOfId(segment.ids, id);
  if (row < 0) return undefined;
  const { names, definitions, definitionStarts } = segment;
  const source = sourceNamesAt(segment, row);
  const text = (name: number | undefined): string => nameAt(names, name ?? 0);
  const defined = definitions.subarray(definitionStarts[row] ?? 0, definitionStarts[row + 1] ?? 0);
  return {
    id,
    source: text(source.id),
    path: text(source.folder) + text(source.base) + text(source.extension),
    kind: text(source.kind),
    title: text(source.title),
    ordinal: segment.ordinals[row] ?? 0,
    heading: text(segment.headings[row]),
    type: text(segment.types[row]),
    definitions: Array.from(defined, text),
  };
}

function damaged(what: string): Failure {
  return new Failure('corrupt', `Could not open a facts segment: ${what}. Re-index the collection.`, {
    reason: 'index/facts-segment',
  });
}
