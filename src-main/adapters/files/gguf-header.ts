import { type FileHandle, open } from 'node:fs/promises';

/**
 * Reads the few facts of a GGUF file that a list of models shows, without loading it.
 *
 * Magic, version, counts, then key-value pairs (ggml, docs/gguf.md). Reads at most 8 MiB, in windows; arrays of fixed
 * size are stepped over unread, long strings too. Every length is checked against the file's size before it is used,
 * so a hostile header can say what it wants. Deliberately absent: tensors, big-endian files, version 1.
 */
export interface GgufFacts {
  readonly architecture?: string;
  readonly name?: string;
  readonly contextTokens?: number;
  /** Length of the vector of a token, as the model gives it. */
  readonly embeddingLength?: number;
  readonly quantisation?: string;
  /** Parts a split model consists of; absent or 1 for a whole one. */
  readonly parts?: number;
  /** How vectors of tokens become one, as llama.cpp numbers it; 4 is a ranking. */
  readonly pooling?: number;
  readonly tensors: number;
}

/** Why a file is no usable GGUF, as a sentence for people. */
export class GgufProblem extends Error {
  override readonly name = 'GgufProblem';
}

/** Tokenizers of 250,000 words take about 5 MB of header. Guess; what stands after is not looked at. */
const BUDGET_BYTES = 8 * 1024 * 1024;
const WINDOW_BYTES = 256 * 1024;
const MAX_PAIRS = 65_536;
const MAX_KEY_BYTES = 1024;
const MAX_TEXT_BYTES = 4096;
const MAX_ARRAY_DEPTH = 4;

const TYPE = { uint32: 4, string: 8, array: 9, uint64: 10 } as const;
/** Bytes of a value of each type; strings and arrays have none. */
const SIZES = new Map<number, number>([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);

/** Names of `general.file_type` (llama.h, enum llama_ftype). */
const FILE_TYPES = new Map<number, string>([
  [0, 'F32'],
  [1, 'F16'],
  [2, 'Q4_0'],
  [3, 'Q4_1'],
  [7, 'Q8_0'],
  [8, 'Q5_0'],
  [9, 'Q5_1'],
  [10, 'Q2_K'],
  [11, 'Q3_K_S'],
  [12, 'Q3_K_M'],
  [13, 'Q3_K_L'],
  [14, 'Q4_K_S'],
  [15, 'Q4_K_M'],
  [16, 'Q5_K_S'],
  [17, 'Q5_K_M'],
  [18, 'Q6_K'],
  [19, 'IQ2_XXS'],
  [20, 'IQ2_XS'],
  [21, 'Q2_K_S'],
  [22, 'IQ3_XS'],
  [23, 'IQ3_XXS'],
  [24, 'IQ1_S'],
  [25, 'IQ4_NL'],
  [26, 'IQ3_S'],
  [27, 'IQ3_M'],
  [28, 'IQ2_S'],
  [29, 'IQ2_M'],
  [30, 'IQ4_XS'],
  [31, 'IQ1_M'],
  [32, 'BF16'],
  [36, 'TQ1_0'],
  [37, 'TQ2_0'],
  [38, 'MXFP4'],
]);

/** How models that embed make one vector of those of the tokens, by `pooling` (llama.h, enum llama_pooling_type). */
export const EMBEDDING_POOLING: ReadonlyMap<number | undefined, 'mean' | 'cls' | 'last'> = new Map([
  [1, 'mean'],
  [2, 'cls'],
  [3, 'last'],
]);

/** @throws GgufProblem when the file is not a usable GGUF; errors of the file system pass through */
export async function readGgufHeader(path: string): Promise<GgufFacts> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size === 0) throw new GgufProblem('The file is empty; the download may have failed.');
    return await readFacts(new HeaderReader(handle, size));
  } finally {
    await handle.close();
  }
}

async function readFacts(reader: HeaderReader): Promise<GgufFacts> {
  if (reader.size < 24 || (await reader.bytes(4)).toString('latin1') !== 'GGUF') {
    throw new GgufProblem('This is not a GGUF file.');
  }
  const version = await reader.uint32();
  if (version < 2 || version > 3) throw new GgufProblem(`GGUF version ${version} is not known to this Carrel.`);
  const tensors = await reader.count();
  const pairs = await reader.count();
  // The smallest pair has 13 bytes: an empty key, its length, a type and one byte.
  if (pairs > MAX_PAIRS || pairs * 13 > reader.size) throw new GgufProblem('The header is damaged: too many entries.');
  const values = await readPairs(reader, pairs);
  const architecture = textOf(values.get('general.architecture'));
  if (architecture === undefined) throw new GgufProblem('The header does not say which architecture the model has.');
  const name = textOf(values.get('general.name'));
  const context = values.get(`${architecture}.context_length`);
  const fileType = values.get('general.file_type');
  const quantisation = typeof fileType === 'number' ? FILE_TYPES.get(fileType) : undefined;
  const parts = values.get('split.count');
  const length = values.get(`${architecture}.embedding_length_out`) ?? values.get(`${architecture}.embedding_length`);
  const pooling = values.get(`${architecture}.pooling_type`);
  return {
    architecture,
    tensors,
    ...(name === undefined ? {} : { name }),
    ...(typeof context === 'number' && context > 0 ? { contextTokens: context } : {}),
    ...(typeof length === 'number' && length > 0 ? { embeddingLength: length } : {}),
    ...(quantisation === undefined ? {} : { quantisation }),
    ...(typeof parts === 'number' ? { parts } : {}),
    ...(typeof pooling === 'number' ? { pooling } : {}),
  };
}

type Scalar = string | number | undefined;

/** Pairs in their order; stops quietly where the budget ends, for what matters stands first in most files. */
async function readPairs(reader: HeaderReader, pairs: number): Promise<ReadonlyMap<string, Scalar>> {
  const values = new Map<string, Scalar>();
  try {
    for (let pair = 0; pair < pairs; pair++) {
      const key = await reader.text(MAX_KEY_BYTES);
      if (key === undefined) throw new GgufProblem('The header is damaged: a key is too long.');
      values.set(key, await readValue(reader, await reader.uint32(), 0));
    }
  } catch (thrown) {
    if (!(thrown instanceof BudgetSpent)) throw thrown;
  }
  return values;
}

/** Strings and whole numbers come back; everything else is stepped over. */
async function readValue(reader: HeaderReader, type: number, depth: number): Promise<Scalar> {
  if (type === TYPE.string) return reader.text(MAX_TEXT_BYTES);
  if (type === TYPE.uint32) return reader.uint32();
  if (type === TYPE.uint64) return reader.wholeNumber();
  if (type === TYPE.array) {
    await skipArray(reader, depth);
    return undefined;
  }
  reader.skip(sizeOf(type));
  return undefined;
}

async function skipArray(reader: HeaderReader, depth: number): Promise<void> {
  if (depth >= MAX_ARRAY_DEPTH) throw new GgufProblem('The header is damaged: lists are nested too deep.');
  const type = await reader.uint32();
  const length = await reader.count();
  if (type !== TYPE.string && type !== TYPE.array) {
    reader.skip(sizeOf(type) * length);
    return;
  }
  // Each string or list has a length of its own, so their number is bounded by the size of the file.
  if (length * 8 > reader.size) throw new GgufProblem('The header is damaged: a list is longer than the file.');
  for (let index = 0; index < length; index++) {
    if (type === TYPE.string) reader.skip(await reader.count());
    else await skipArray(reader, depth + 1);
  }
}

function sizeOf(type: number): number {
  const size = SIZES.get(type);
  if (size === undefined) throw new GgufProblem(`The header is damaged: it has a value of unknown type ${type}.`);
  return size;
}

function textOf(value: Scalar): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

class BudgetSpent extends Error {}

/** A cursor over the first bytes of a file that reads what is looked at, in windows. */
class HeaderReader {
  readonly size: number;
  #handle: FileHandle;
  #position = 0;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #readBytes = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  skip(count: number): void {
    this.#position += count;
    if (this.#position > this.size) throw new GgufProblem('The file is cut short; the download may have failed.');
  }

  async bytes(count: number): Promise<Buffer> {
    const start = this.#position;
    this.skip(count);
    const isInside = start >= this.#windowStart && this.#position <= this.#windowStart + this.#window.length;
    if (!isInside) await this.#load(start, count);
    return this.#window.subarray(start - this.#windowStart, start - this.#windowStart + count);
  }

  async uint32(): Promise<number> {
    return (await this.bytes(4)).readUInt32LE();
  }

  /** A 64-bit number that counts something, so it must be one that JavaScript holds exactly. */
  async count(): Promise<number> {
    const value = await this.wholeNumber();
    if (value === undefined) throw new GgufProblem('The header is damaged: a number is too large.');
    return value;
  }

  /** A 64-bit value, such as a seed; undefined when JavaScript cannot hold it exactly. */
  async wholeNumber(): Promise<number | undefined> {
    const value = (await this.bytes(8)).readBigUInt64LE();
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
  }

  /** A string of at most `limitBytes`; a longer one is stepped over. */
  async text(limitBytes: number): Promise<string | undefined> {
    const length = await this.count();
    if (length <= limitBytes) return (await this.bytes(length)).toString('utf8');
    this.skip(length);
    return undefined;
  }

  async #load(start: number, count: number): Promise<void> {
    const wanted = Math.min(Math.max(count, WINDOW_BYTES), this.size - start);
    this.#readBytes += wanted;
    if (this.#readBytes > BUDGET_BYTES) throw new BudgetSpent();
    const buffer = Buffer.alloc(wanted);
    const { bytesRead } = await this.#handle.read(buffer, 0, wanted, start);
    if (bytesRead < count) throw new GgufProblem('The file is cut short; the download may have failed.');
    this.#window = buffer.subarray(0, bytesRead);
    this.#windowStart = start;
  }
}
