import type { LabelledPair } from '../../../src-contract/citation-evaluation.ts';
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

/** Questions about code repositories, each answered by files. */
export interface FileQuestionSet {
  /** By name, those with a checkout; `folder` is the absolute path of the part that is indexed. */
  readonly repositories: readonly {
    readonly name: string;
    readonly folder: string;
    readonly questions: readonly FileQuestion[];
  }[];
  /** Repositories that have questions and no checkout. */
  readonly missing: readonly string[];
}

export interface FileQuestion {
  readonly text: string;
  readonly category: string;
  /** Absolute paths. */
  readonly wanted: readonly string[];
}

/** Reads sets of questions about repositories from the user's disk. */
export interface FileQuestionSets {
  /** @throws Failure `not-found` for a missing file or folder, `invalid-input` for one that is malformed */
  read(queries: string, repos: string, signal: AbortSignal): Promise<FileQuestionSet>;
}

/** Reads labelled sentence-passage pairs from the user's disk. */
export interface LabelledPairFiles {
  /** @throws Failure `not-found` for a missing file, `invalid-input` naming file and line for one that is malformed */
  read(file: string, signal: AbortSignal): Promise<readonly LabelledPair[]>;
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
  /** Adds a folder of the user's as it stands, to the collection of that name. Yields how many files are in. */
  addFolder(collection: string, folder: string, signal: AbortSignal): AsyncIterable<number>;
  search(input: SearchInput, signal: AbortSignal): Promise<SearchOutput>;
  /** Removes everything. */
  close(): Promise<void>;
}

export interface ScratchLibraries {
  open(): Promise<ScratchLibrary>;
}
