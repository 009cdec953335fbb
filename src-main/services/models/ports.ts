import type { GeneratorModel, ModelList } from '../../../src-contract/models.ts';

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
