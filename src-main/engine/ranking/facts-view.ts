import { rowOfId } from '../row-of-id.ts';
import { type FactsSegment, type SourceNames, sourceNamesAt } from './facts-segment.ts';
import { hashOf, nameStems } from './name-stems.ts';
import { type NameTable, nameAt } from './name-table.ts';
import { commonFolder } from './split-path.ts';

/** A source as ranking sees it, read once and kept as long as the view. */
export interface RankedSource {
  /** Tells sources apart within a query: 32 bits of the id, so two of 400 share it once in 50,000 queries. */
  readonly key: number;
  readonly isCode: boolean;
  readonly path: string;
  /** Hashes of the stems of the name: the folder's for a file that stands for its folder. */
  readonly fileStems: ArrayLike<number>;
  /** A test, an example, a benchmark: rarely what is asked for. */
  readonly isAside: boolean;
}

/** What is known of one chunk beside its words. */
export interface RankedChunkFacts {
  readonly source: RankedSource;
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
 * declarations. The design study's list without barrels (index, mod, __init__), which cost .007 on 20 repositories.
 */
const ASIDE =
  /(?:^|[/_.])(?:tests?|specs?|__tests__|examples?|bench(?:marks?)?|mocks?|fixtures?|legacy|compat|deprecated)(?:[/_.]|$)|\.d\.ts$/;
/** Words in it say that such a file is asked for. */
export const ASKS_ASIDE = /test|spec|example|bench|mock|fixture|legacy|compat|deprecat/i;
/** Files that stand for their folder. */
const FOLDER_FILES = new Set(['index', 'mod', '__init__', 'init']);

/** Makes segments searchable together; the ids of their live chunks must not repeat. */
export function createFactsView(segments: readonly FactsSegment[]): FactsView {
  const roots = segments.map(({ names, root }) => nameAt(names, root));
  const root = roots.length === 0 ? '' : roots.reduce(commonFolder);
  const sourcesBySegment = segments.map((): RankedSource[] => []);

  function sourceAt(segment: FactsSegment, number: number, row: number): RankedSource {
    const known = sourcesBySegment[number]!;
    const at = segment.sourceOf[row] ?? 0;
    known[at] ??= readSource(segment.names, sourceNamesAt(segment, row), root.length);
    return known[at];
  }

  return {
    find(id) {
      for (let number = 0; number < segments.length; number += 1) {
        const segment = segments[number]!;
        const row = rowOfId(segment.ids, id);
        if (row >= 0)
          return { source: sourceAt(segment, number, row), names: segment.names, ...definedAt(segment, row) };
      }
      return undefined;
    },
  };
}

const NOTHING: Pick<RankedChunkFacts, 'definitions'> = { definitions: new Uint32Array(0) };

function definedAt({ definitions, definitionStarts }: FactsSegment, row: number) {
  const [start, end] = [definitionStarts[row] ?? 0, definitionStarts[row + 1] ?? 0];
  return start === end ? NOTHING : { definitions: definitions.subarray(start, end) };
}

function readSource(names: NameTable, of: SourceNames, rootLength: number): RankedSource {
  const folder = nameAt(names, of.folder);
  const base = nameAt(names, of.base);
  const path = folder + base + nameAt(names, of.extension);
  const inside = folder.slice(rootLength);
  const relative = path.slice(rootLength).replaceAll('\\', '/').toLowerCase();
  const parent = inside.split(/[/\\]/).at(-2) ?? '';
  const named = FOLDER_FILES.has(base) && parent !== '' ? parent : base;
  return {
    key: names.wholes[of.id] ?? 0,
    isCode: nameAt(names, of.kind) === 'code',
    path,
    fileStems: nameStems(named).map(hashOf),
    isAside: ASIDE.test(relative),
  };
}
