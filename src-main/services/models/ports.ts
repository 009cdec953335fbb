import type {
  CatalogueModel,
  GeneratorModel,
  ModelFile,
  ModelList,
  ModelProgress,
  ModelStep,
  PartialDownload,
} from '../../../src-contract/models.ts';

/** Models as they lie on disk. */
export interface ModelsFolder {
  /**
   * The GGUF files of a folder by name, embedding models left out, each with the facts of its header, or why it cannot be used.
   *
   * A folder that does not exist holds none.
   * @throws Failure when the folder cannot be read
   */
  listGenerators(folder: string): Promise<readonly GeneratorModel[]>;
  /** Names in `folder` of ONNX embedding models (folders) and GGUF ones; whether one works shows when it is used. */
  listEmbedders(folder: string): Promise<readonly string[]>;
  /** Names of what ranks: folders with ONNX cross-encoders, then GGUF files made for it. */
  listRerankers(folder: string): Promise<readonly string[]>;
  /** Names of the folders with ONNX masked language models. */
  listSparseModels(folder: string): Promise<readonly string[]>;
  /** The embedding model that ships with the program. @throws Failure `corrupt` when the installation is damaged */
  readEmbedder(): Promise<ModelList['embedder']>;
}

/** A model as its header describes it, and what its memory is reckoned from. */
export interface InspectedModel extends Omit<ModelFile, 'memory' | 'isChosen' | 'isLoaded' | 'step'> {
  /** Numbers in one key, and in one value, of one head. */
  readonly keyLength?: number;
  readonly valueLength?: number;
  readonly vocabulary?: number;
}

/** The models folder as a thing that is changed. */
export interface ModelFiles {
  /** All that is in the folder and looks like a model, by name; a folder that does not exist holds none. */
  list(folder: string): Promise<readonly InspectedModel[]>;
  /** @throws Failure `not-found`, `invalid-input` when it is no model */
  inspect(path: string): Promise<InspectedModel>;
  /**
   * Copies or links a model into the folder; the name stays. A copy that is not finished leaves nothing.
   *
   * @throws Failure `conflict` when the name is taken, `exhausted` when the disk is too small, `cancelled`
   */
  add(
    place: { readonly folder: string; readonly path: string; readonly link: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<ModelProgress, string, void>;
  /** Puts a model aside. @throws Failure `not-found` */
  remove(folder: string, id: string): Promise<void>;
  /** @throws Failure `not-found`, `conflict` when the name is taken by now */
  restore(folder: string, id: string): Promise<void>;
  /** Names that can be brought back; what was put aside more than a day ago is deleted now. */
  removed(folder: string): Promise<readonly string[]>;
  freeBytes(folder: string): Promise<number | undefined>;
}

export interface DownloadOrder {
  readonly folder: string;
  readonly url: string;
  readonly fileName: string;
  readonly sha256?: string | undefined;
}

export interface FetchedFile {
  readonly sha256: string;
  readonly isVerified: boolean;
}

/** Fetches files: only what somebody asked for. */
export interface Downloader {
  /**
   * Fetches into the folder, going on where an earlier fetch of the same file stopped. Stopping keeps what has come, and
   * the hash that was asked for.
   *
   * @returns SHA-256 of the file, hexadecimal, and whether it is one that was asked for
   * @throws Failure `corrupt` when the hash is another, `exhausted` when the disk is too small, `unavailable`, `cancelled`
   */
  fetch(order: DownloadOrder, signal: AbortSignal): AsyncGenerator<ModelProgress, FetchedFile, void>;
  partials(folder: string): Promise<readonly PartialDownload[]>;
  discard(folder: string, fileName: string): Promise<void>;
}

/** What the machine and the running program have. */
export interface Machine {
  /** Bytes that models may take: free ones, and those of models that would be unloaded for others. */
  availableBytes(): number;
}

/** Runs one prompt on a chat model. @throws Failure as a generator does */
export type TryModel = (
  path: string,
  signal: AbortSignal,
) => Promise<{
  readonly text: string;
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
  readonly tokens: number;
  readonly step: ModelStep;
}>;

export type ReadCatalogue = () => Promise<readonly CatalogueModel[]>;
