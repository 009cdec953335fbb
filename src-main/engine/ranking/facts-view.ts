import { rowOfId } from '../row-of-id.ts';
import { type FactsSegment, type SourceNames, sourceNamesAt } from './facts-segment.ts';
import { type NameTable, nameAt, stemsAt } from './name-table.ts';

/** A source as ranking sees it, read once and kept while its segment is open. */
export interface RankedSource {
  /** Tells sources apart within a query: 32 bits of the id, so two of 400 share it once in 50,000 queries. */
  readonly key: number;
  readonly isCode: boolean;
  readonly path: string;
  /** Hashes of stems, as views of the segment. */
  readonly fileStems: Uint32Array;
  readonly folderStems: Uint32Array;
  readonly titleStems: Uint32Array;
  /** A test, an example, a benchmark, a barrel of exports: rarely what is asked for. */
  readonly isAside: boolean;
}

/** What is known of one chunk beside its words. */
export interface RankedChunkFacts {
  readonly source: RankedSource;
  readonly ordinal: number;
  readonly headingStems: Uint32Array;
  readonly names: NameTable;
  /** Numbers in `names` of what the chunk defines. */
  readonly definitions: Uint32Array;
}

/** Looks up chunks in several segments. */
export interface FactsView {
  find(id: number): RankedChunkFacts | undefined;
}

/**
 * Files that stand beside the code that is asked for: tests, examples, benchmarks, mocks, old and compatible versions,
 * declarations and barrels. From the design study (.003 on six repositories).
 */
const ASIDE =
  /(?:^|[/_.])(?:tests?|specs?|__tests__|examples?|bench(?:marks?)?|mocks?|fixtures?|legacy|compat|deprecated)(?:[/_.]|$)|\.d\.ts$|__init__|(?:^|\/)index\.\w+$|(?:^|\/)mod\.rs$/;
/** Words in it say that such a file is asked for. */
export const ASKS_ASIDE = /test|spec|example|bench|mock|fixture|legacy|compat|deprecat/i;
/** Folders near the file name its subject; those far above name where the user keeps things. A guess. */
const FOLDERS_LOOKED_AT = 6;

const sourcesBySegment = new WeakMap<FactsSegment, (RankedSource | undefined)[]>();

/** Makes segments searchable together; the ids of their live chunks must not repeat. */
export function createFactsView(segments: readonly FactsSegment[]): FactsView {
  return {
    find(id) {
      for (const segment of segments) {
        const row = rowOfId(segment.ids, id);
        if (row >= 0) return factsAt(segment, row);
      }
      return undefined;
    },
  };
}

function factsAt(segment: FactsSegment, row: number): RankedChunkFacts {
  const { names, definitions, definitionStarts, headings, ordinals } = segment;
  return {
    source: sourceAt(segment, row),
    ordinal: ordinals[row] ?? 0,
    headingStems: stemsAt(names, headings[row] ?? 0),
    names,
    definitions: definitions.subarray(definitionStarts[row] ?? 0, definitionStarts[row + 1] ?? 0),
  };
}

function sourceAt(segment: FactsSegment, row: number): RankedSource {
  const known = sourcesBySegment.get(segment) ?? [];
  if (known.length === 0) sourcesBySegment.set(segment, known);
  const number = segment.sourceOf[row] ?? 0;
  const source = known[number] ?? readSource(segment.names, sourceNamesAt(segment, row));
  known[number] = source;
  return source;
}

function readSource(names: NameTable, of: SourceNames): RankedSource {
  const folder = nameAt(names, of.folder).replaceAll('\\', '/');
  const path = folder + nameAt(names, of.base) + nameAt(names, of.extension);
  const near = path.toLowerCase().split('/').slice(-FOLDERS_LOOKED_AT).join('/');
  return {
    key: names.wholes[of.id] ?? 0,
    isCode: nameAt(names, of.kind) === 'code',
    path,
    fileStems: stemsAt(names, of.base),
    folderStems: stemsAt(names, of.folder),
    titleStems: stemsAt(names, of.title),
    isAside: ASIDE.test(near),
  };
}
