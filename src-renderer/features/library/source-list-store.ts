import { create } from 'zustand';
import { Failure } from '../../../src-contract/failure.ts';
import type { CollectionId } from '../../../src-contract/ids.ts';
import type { Source, SourceStatus } from '../../../src-contract/source.ts';
import { carrel } from '../../lib/client.ts';

/** The columns a list of sources can be in the order of. */
export const SORTS = ['name', 'status', 'chunks', 'size', 'modified', 'indexed'] as const;
export type SourceSort = (typeof SORTS)[number];

/** Which sources the table shows, and in which order. */
export interface SourceQuery {
  /** Undefined: those of all collections. */
  readonly collection: CollectionId | undefined;
  readonly text: string;
  /** Empty: every status. */
  readonly statuses: readonly SourceStatus[];
  readonly sort: SourceSort;
  readonly descending: boolean;
}

/** Sources asked for at a time; a window shows about 30, so one answer is enough for most scrolling. Guess, unmeasured. */
export const WINDOW_SIZE = 200;

interface SourceList {
  readonly query: SourceQuery | undefined;
  /** How many sources fit the query; undefined until the first answer. */
  readonly total: number | undefined;
  /** What was loaded, by window: window 2 holds rows 400 to 599. */
  readonly windows: ReadonlyMap<number, readonly Source[]>;
  /** Whether what is shown answers an earlier query. */
  readonly isStale: boolean;
  readonly failure: unknown;
}

const EMPTY: SourceList = {
  query: undefined,
  total: undefined,
  windows: new Map(),
  isStale: false,
  failure: undefined,
};

/**
 * The sources of the table, loaded by windows as they come into view.
 *
 * Rows stay on the screen until the answer that replaces them is there, so that typing and the news of a
 * running job never blank the table.
 */
export const useSourceList = create<SourceList>(() => EMPTY);

let visible: readonly [first: number, last: number] = [0, 0];
/** Windows that answer the query in its present state; the others on the screen wait for their turn. */
let fresh = new Set<number>();
let running: AbortController | undefined;

/** Shows the sources of a query; the same query again changes nothing. */
export function showSources(query: SourceQuery): void {
  const before = useSourceList.getState().query;
  if (before !== undefined && isSame(before, query)) return;
  const isOtherPlace = before?.collection !== query.collection;
  useSourceList.setState(isOtherPlace ? { ...EMPTY, query } : { query, isStale: true, failure: undefined });
  visible = [0, 0];
  startOver();
}

/** Asks again for what is on the screen, because something changed. */
export function refreshSources(): void {
  if (useSourceList.getState().query === undefined) return;
  if (running === undefined) startOver();
  else fresh = new Set(); // the answer under way may be old already: the loop goes on with what is visible
}

/** Says which rows are on the screen, so that they are loaded. */
export function seeRows(first: number, last: number): void {
  visible = [first, last];
  if (running === undefined) void load();
}

/** The source in a row; undefined while it is loading. */
export function sourceAt(windows: SourceList['windows'], row: number): Source | undefined {
  return windows.get(Math.floor(row / WINDOW_SIZE))?.[row % WINDOW_SIZE];
}

/** The row of a source, if it is loaded. */
export function rowOf(windows: SourceList['windows'], id: string): number | undefined {
  for (const [index, sources] of windows) {
    const within = sources.findIndex((source) => source.id === id);
    if (within >= 0) return index * WINDOW_SIZE + within;
  }
  return undefined;
}

/** The sources of some rows, `last` included, whether or not they were ever in view; without numbers, of all rows. */
export async function loadRows(first = 0, last = Number.MAX_SAFE_INTEGER): Promise<Source[]> {
  const { query, windows } = useSourceList.getState();
  const rows: Source[] = [];
  if (query === undefined) return rows;
  for (let row = first; row <= last; row = first + rows.length) {
    const known = sourceAt(windows, row);
    if (known !== undefined) {
      rows.push(known);
      continue;
    }
    const limit = Math.min(1000, last - row + 1);
    const { total, sources } = await carrel().library.listSources({ ...inputOf(query), offset: row, limit });
    rows.push(...sources);
    if (sources.length === 0 || row + sources.length >= total) break;
  }
  return rows;
}

function startOver(): void {
  running?.abort();
  running = undefined;
  fresh = new Set();
  void load();
}

/** Loads visible windows one after the other until all of them are fresh. */
async function load(): Promise<void> {
  const abort = new AbortController();
  running = abort;
  const { query } = useSourceList.getState();
  try {
    for (;;) {
      const wanted = query === undefined ? undefined : nextWindow();
      if (wanted === undefined || query === undefined) return;
      fresh.add(wanted); // before the question: a change while it is under way takes it out again
      const input = { ...inputOf(query), offset: wanted * WINDOW_SIZE, limit: WINDOW_SIZE };
      const { total, sources } = await carrel().library.listSources(input, { signal: abort.signal });
      if (abort.signal.aborted) return;
      useSourceList.setState(({ windows }) => ({
        total,
        windows: new Map(
          [...windows].filter(([index]) => fresh.has(index) || isVisible(index)).concat([[wanted, sources]]),
        ),
        isStale: false,
        failure: undefined,
      }));
    }
  } catch (failure) {
    if (abort.signal.aborted || (failure instanceof Failure && failure.code === 'cancelled')) return;
    fresh = new Set();
    useSourceList.setState({ failure, isStale: false });
  } finally {
    if (running === abort) running = undefined;
  }
}

function nextWindow(): number | undefined {
  const { total } = useSourceList.getState();
  const end = total === undefined ? 0 : Math.max(0, total - 1);
  const first = Math.floor(Math.min(visible[0], end) / WINDOW_SIZE);
  const last = Math.floor(Math.min(visible[1], end) / WINDOW_SIZE);
  for (let index = first; index <= last; index++) if (!fresh.has(index)) return index;
  return undefined;
}

const isVisible = (index: number): boolean =>
  index >= Math.floor(visible[0] / WINDOW_SIZE) && index <= Math.floor(visible[1] / WINDOW_SIZE);

function inputOf({ collection, text, statuses, sort, descending }: SourceQuery) {
  return {
    ...(collection === undefined ? {} : { collection }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(statuses.length === 0 ? {} : { status: [...statuses] }),
    sort,
    descending,
  };
}

function isSame(a: SourceQuery, b: SourceQuery): boolean {
  return (
    a.collection === b.collection &&
    a.text.trim() === b.text.trim() &&
    a.sort === b.sort &&
    a.descending === b.descending &&
    a.statuses.join() === b.statuses.join()
  );
}
