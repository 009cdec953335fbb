import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { InspectedModel } from '../../services/models/ports.ts';
import { fileFailure } from './file-failure.ts';
import { EMBEDDING_POOLING, type GgufFacts, GgufProblem, readGgufHeader } from './gguf-header.ts';
import { CUT, problemOfGguf, QUANTISATION_IN_NAME, RANK_POOLING } from './models-folder.ts';
import { onnxFolderKind } from './onnx-folder-kind.ts';

/** Files of an ONNX model besides its weights: of the tokenizer, and how vectors are pooled. */
const COMPANION = /\.(?:json|txt|model)$/i;
const FOLDERS = ['onnx', '1_Pooling'];

/** The facts of a GGUF file or of a folder with an ONNX model; what is wrong with it is one of them. */
export async function inspectModel(path: string): Promise<InspectedModel> {
  const id = basename(path);
  const plain = { id, name: id.replace(/\.gguf$/i, ''), path, isLink: await isLink(path) };
  const files = await onnxFilesOf(path);
  if (files !== undefined) return inspectOnnx(plain, files);
  let sizeBytes = 0;
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new GgufProblem(
        'The folder has no ONNX model: that needs config.json, tokenizer.json and onnx/model.onnx.',
      );
    }
    sizeBytes = found.size;
    return { ...plain, format: 'gguf', sizeBytes, ...factsOf(id, await readGgufHeader(path)) };
  } catch (thrown) {
    const problem = thrown instanceof GgufProblem ? thrown.message : fileFailure('read', path, thrown).message;
    return { ...plain, kind: 'chat', format: 'gguf', sizeBytes, problem };
  }
}

function factsOf(id: string, facts: GgufFacts) {
  const { pooling, embeddingLength: _, name, parts: __, tensors: ___, isCut, ...shown } = facts;
  const quantisation = facts.quantisation ?? QUANTISATION_IN_NAME.exec(id)?.[1]?.toUpperCase();
  const problem = isCut === true ? CUT : problemOfGguf(id, facts);
  return {
    ...shown,
    kind: pooling === RANK_POOLING ? 'rerank' : EMBEDDING_POOLING.has(pooling) ? 'embedding' : 'chat',
    ...(name === undefined ? {} : { name }),
    ...(quantisation === undefined ? {} : { quantisation }),
    ...(problem === undefined ? {} : { problem }),
  } as const;
}

async function inspectOnnx(
  plain: Pick<InspectedModel, 'id' | 'name' | 'path' | 'isLink'>,
  files: readonly string[],
): Promise<InspectedModel> {
  let sizeBytes = 0;
  for (const file of files) sizeBytes += (await stat(join(plain.path, file)).catch(() => undefined))?.size ?? 0;
  const kind = (await onnxFolderKind(plain.path)) === 'reranker' ? 'rerank' : 'embedding';
  const missing = ['config.json', 'tokenizer.json'].filter((file) => !files.includes(file));
  return {
    ...plain,
    kind,
    format: 'onnx',
    sizeBytes,
    ...(missing.length === 0 ? {} : { problem: `The folder lacks ${missing.join(' and ')}.` }),
  };
}

/** Paths in a folder that belong to its ONNX model, weights among them; undefined when it has none. */
export async function onnxFilesOf(folder: string): Promise<readonly string[] | undefined> {
  const weights = await filesIn(join(folder, 'onnx'));
  if (!weights.some((name) => name.endsWith('.onnx'))) return undefined;
  const found = (await filesIn(folder)).filter((name) => COMPANION.test(name));
  for (const name of FOLDERS) {
    const inside = await filesIn(join(folder, name));
    found.push(
      ...inside
        .filter((file) => /\.onnx|\.onnx_data$/i.test(file) || COMPANION.test(file))
        .map((file) => join(name, file)),
    );
  }
  return found;
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
  } catch {
    return []; // a file, not there, or not ours to read
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
}
