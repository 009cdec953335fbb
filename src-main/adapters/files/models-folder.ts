import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import type { GeneratorModel, ModelList } from '../../../src-contract/models.ts';
import type { ModelsFolder } from '../../services/models/ports.ts';
import { fileFailure, hasCode } from './file-failure.ts';
import { EMBEDDING_POOLING, type GgufFacts, GgufProblem, readGgufHeader } from './gguf-header.ts';
import { onnxFolderKind } from './onnx-folder-kind.ts';

const embedderManifestSchema = z.object({
  name: z.string(),
  dimensions: z.int().positive(),
  files: z.record(z.string(), z.object({ bytes: z.int().nonnegative() })),
});

/** `pooling_type` of models that rank (llama.h, enum llama_pooling_type). */
export const RANK_POOLING = 4;
/** What a file is whose header is whole. */
export const CUT = 'The file ends before its weights do; fetch it again.';
/** `model-00001-of-00003.gguf`: one part of several. */
const PART = /-\d{5}-of-(\d{5})\.gguf$/i;
/** The quantisation as people write it into file names; used where the header names it after the tokenizer. */
export const QUANTISATION_IN_NAME = /(?:^|[._-])((?:I?Q\d(?:_[A-Z0-9]+)*)|F16|BF16|F32|MXFP4)(?=[._-]|$)/i;

/**
 * The models folder, and the embedding model in `embedderFolder` (with its `model.json`).
 *
 * Headers are kept in memory by path, size and time, so that looking again at a folder of large models is cheap.
 */
export function createModelsFolder(embedderFolder: string): ModelsFolder {
  const known = new Map<string, Promise<GgufFacts>>();

  async function lookAt(path: string): Promise<GeneratorModel | undefined> {
    const id = basename(path);
    const plain = { id, name: id.replace(/\.gguf$/i, ''), path };
    let sizeBytes = 0;
    try {
      const found = await stat(path);
      if (!found.isFile()) return undefined;
      sizeBytes = found.size;
      const facts = await factsOf(path, found);
      if (isEmbeddingModel(facts) || isReranker(facts)) return undefined;
      const problem = facts.isCut === true ? CUT : problemOfGguf(id, facts);
      const quantisation = facts.quantisation ?? QUANTISATION_IN_NAME.exec(plain.name)?.[1]?.toUpperCase();
      return {
        ...plain,
        name: facts.name ?? plain.name,
        sizeBytes,
        ...(facts.architecture === undefined ? {} : { architecture: facts.architecture }),
        ...(facts.contextTokens === undefined ? {} : { contextTokens: facts.contextTokens }),
        ...(quantisation === undefined ? {} : { quantisation }),
        ...(problem === undefined ? {} : { problem }),
      };
    } catch (thrown) {
      const problem = thrown instanceof GgufProblem ? thrown.message : fileFailure('read', path, thrown).message;
      return { ...plain, sizeBytes, problem };
    }
  }

  function factsOf(path: string, { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }) {
    const key = `${path}\n${size}\n${mtimeMs}`;
    return known.get(key) ?? remember(key, readGgufHeader(path));
  }

  function remember(key: string, facts: Promise<GgufFacts>): Promise<GgufFacts> {
    known.set(key, facts);
    facts.catch(() => known.delete(key));
    return facts;
  }

  /** GGUF files that say they are of a kind that writes nothing, by name. */
  async function listGguf(folder: string, isOfKind: (facts: GgufFacts) => boolean): Promise<string[]> {
    const found: string[] = [];
    for (const name of (await namesIn(folder)).sort()) {
      if (/\.gguf$/i.test(name) && !name.startsWith('.') && (await isUsable(join(folder, name), isOfKind))) {
        found.push(name);
      }
    }
    return found;
  }

  async function isUsable(path: string, isOfKind: (facts: GgufFacts) => boolean): Promise<boolean> {
    try {
      const facts = await factsOf(path, await stat(path));
      return isOfKind(facts) && problemOfGguf(basename(path), facts) === undefined;
    } catch {
      return false; // it is listed among the chat models, with what is wrong
    }
  }

  return {
    async listGenerators(folder) {
      const names = await namesIn(folder);
      const files = names.filter((name) => /\.gguf$/i.test(name) && !name.startsWith('.')).sort();
      const models = await Promise.all(files.map((name) => lookAt(join(folder, name))));
      return models.filter((model) => model !== undefined);
    },
    async listEmbedders(folder) {
      const onnx = (await listOnnx(folder)).filter(({ kind }) => kind !== 'reranker').map(({ name }) => name);
      return [...onnx, ...(await listGguf(folder, isEmbeddingModel))];
    },
    async listSparseModels(folder) {
      return (await listOnnx(folder)).filter(({ kind }) => kind === 'masked-words').map(({ name }) => name);
    },
    async listRerankers(folder) {
      const onnx = (await listOnnx(folder)).filter(({ kind }) => kind === 'reranker').map(({ name }) => name);
      return [...onnx, ...(await listGguf(folder, isReranker))];
    },
    readEmbedder: () => readEmbedder(embedderFolder),
  };
}

/** Folders with an ONNX model, by name. */
async function listOnnx(folder: string) {
  const found: { readonly name: string; readonly kind: Awaited<ReturnType<typeof onnxFolderKind>> }[] = [];
  for (const name of (await namesIn(folder)).sort()) {
    const weights = await namesIn(join(folder, name, 'onnx')).catch(() => []); // a file, or not ours to read
    if (weights.some((file) => file.endsWith('.onnx'))) {
      found.push({ name, kind: await onnxFolderKind(join(folder, name)) });
    }
  }
  return found;
}

/** Those that give one vector for a text; rerankers pool, too, but to a score. */
function isEmbeddingModel({ pooling }: GgufFacts): boolean {
  return EMBEDDING_POOLING.has(pooling);
}

const isReranker = ({ pooling }: GgufFacts): boolean => pooling === RANK_POOLING;

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw fileFailure('read the models folder', folder, thrown);
  }
}

export function problemOfGguf(id: string, facts: GgufFacts): string | undefined {
  const parts = Number(PART.exec(id)?.[1] ?? 1);
  if (parts > 1 || (facts.parts ?? 1) > 1) {
    return 'This is one part of a model in several files. Join them with "llama-gguf-split --merge" first.';
  }
  return facts.tensors === 0 ? 'The file holds no weights; it is a vocabulary or a description only.' : undefined;
}

async function readEmbedder(folder: string): Promise<ModelList['embedder']> {
  const path = join(folder, 'model.json');
  try {
    const { name, dimensions, files } = embedderManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return { name, dimensions, sizeBytes: Object.values(files).reduce((sum, file) => sum + file.bytes, 0) };
  } catch (cause) {
    throw new Failure('corrupt', `The embedding model in ${folder} cannot be read. Install Carrel again.`, {
      reason: 'models/embedder-damaged',
      cause,
    });
  }
}
