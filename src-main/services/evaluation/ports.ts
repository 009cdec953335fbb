import type { SearchInput, SearchOutput } from '../../../src-contract/search.ts';

/** A set of documents, queries and judgements, as BEIR lays them out. */
export interface JudgedSet {
  readonly name: string;
  readonly documents: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  /** Only queries with at least one relevant document; `grades` by document id, all positive. */
  readonly queries: readonly {
    readonly id: string;
    readonly text: string;
    readonly grades: ReadonlyMap<string, number>;
  }[];
}

/** Reads judged sets from the user's disk. */
export interface JudgedSets {
  /** @throws Failure `not-found` for a missing file, `invalid-input` naming file and line for one that is malformed */
  read(folder: string, signal: AbortSignal): Promise<JudgedSet>;
}

/** A file to be added; `name` is unique and safe on every file system. */
export interface ScratchFile {
  readonly name: string;
  readonly text: string;
}

/** A throw-away library that takes the same way as the user's: files, library service, index, search service. */
export interface ScratchLibrary {
  /** Writes the files to a temporary folder and adds that; over when all can be found. Yields how many are in. */
  ingest(files: readonly ScratchFile[], signal: AbortSignal): AsyncIterable<number>;
  search(input: SearchInput, signal: AbortSignal): Promise<SearchOutput>;
  /** Removes everything. */
  close(): Promise<void>;
}

export interface ScratchLibraries {
  open(): Promise<ScratchLibrary>;
}
