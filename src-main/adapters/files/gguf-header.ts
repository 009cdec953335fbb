import { open } from 'node:fs/promises';
import { FILE_TYPES } from './gguf-file-types.ts';
import { BudgetSpent, GgufProblem, HeaderReader } from './gguf-reader.ts';
import { type GgufTensors, readTensors } from './gguf-tensors.ts';

export { GgufProblem };

/**
 * Reads the few facts of a GGUF file that a list of models shows, without loading it.
 *
 * Magic, version, counts, then key-value pairs (ggml, docs/gguf.md). Reads at most 8 MiB, in windows; arrays of fixed
 * size are stepped over unread, long strings too. Every length is checked against the file's size before it is used,
 * so a hostile header can say what it wants. Deliberately absent: weights, big-endian files, version 1.
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
  readonly layers?: number;
  readonly heads?: number;
  /** Heads of keys and values, on average of the layers. */
  readonly kvHeads?: number;
  /** Numbers in one key, and in one value, of one head. */
  readonly keyLength?: number;
  readonly valueLength?: number;
  readonly vocabulary?: number;
  /** Numbers that were trained; absent where the header is longer than what is read of it. */
  readonly parameters?: number;
  readonly hasChatTemplate?: true;
  /** Weights begin behind the end of the file. */
  readonly isCut?: true;
}

const MAX_PAIRS = 65_536;
const MAX_KEY_BYTES = 1024;
const MAX_TEXT_BYTES = 4096;
const MAX_ARRAY_DEPTH = 4;
/** Lists of whole numbers up to this long are read: one number for each layer. The largest models have under 200. */
const MAX_LAYERS = 512;

const TYPE = { uint32: 4, int32: 5, string: 8, array: 9, uint64: 10 } as const;
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
  const { values, isWhole } = await readPairs(reader, pairs);
  const architecture = textOf(values.get('general.architecture'));
  if (architecture === undefined) throw new GgufProblem('The header does not say which architecture the model has.');
  const fileType = values.get('general.file_type');
  const found: GgufTensors = isWhole ? await readTensors(reader, tensors) : {};
  return { architecture, tensors, ...withoutUndefined(shapeOf(values, architecture, fileType)), ...found };
}

/** What the pairs say, each fact only where it stands and makes sense. */
function shapeOf(values: ReadonlyMap<string, Value>, architecture: string, fileType: Value): Optional {
  const of = (key: string): number | undefined => positive(values.get(`${architecture}.${key}`));
  const width = of('embedding_length');
  const heads = of('attention.head_count');
  const headLength = width === undefined || heads === undefined ? undefined : Math.floor(width / heads);
  const pooling = values.get(`${architecture}.pooling_type`);
  const parts = values.get('split.count');
  return {
    name: textOf(values.get('general.name')),
    contextTokens: of('context_length'),
    embeddingLength: of('embedding_length_out') ?? width,
    quantisation: typeof fileType === 'number' ? FILE_TYPES.get(fileType) : undefined,
    parts: typeof parts === 'number' ? parts : undefined,
    pooling: typeof pooling === 'number' ? pooling : undefined,
    layers: of('block_count'),
    heads,
    kvHeads: of('attention.head_count_kv') ?? heads,
    keyLength: of('attention.key_length') ?? headLength,
    valueLength: of('attention.value_length') ?? headLength,
    vocabulary: lengthOf(values.get('tokenizer.ggml.tokens')) ?? of('vocab_size'),
    hasChatTemplate: values.has('tokenizer.chat_template') ? true : undefined,
  };
}

type Optional = { readonly [K in Exclude<keyof GgufFacts, 'architecture' | 'tensors'>]?: GgufFacts[K] | undefined };

function withoutUndefined(facts: Optional): Partial<GgufFacts> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

interface List {
  readonly length: number;
  /** Of whole numbers, where there are few: one for each layer. */
  readonly mean?: number;
}
type Value = string | number | List | undefined;

/** Pairs in their order; stops quietly where the budget ends, for what matters stands first in most files. */
async function readPairs(reader: HeaderReader, pairs: number) {
  const values = new Map<string, Value>();
  try {
    for (let pair = 0; pair < pairs; pair++) {
      const key = await reader.text(MAX_KEY_BYTES);
      if (key === undefined) throw new GgufProblem('The header is damaged: a key is too long.');
      values.set(key, await readValue(reader, await reader.uint32(), 0));
    }
  } catch (thrown) {
    if (!(thrown instanceof BudgetSpent)) throw thrown;
    return { values, isWhole: false };
  }
  return { values, isWhole: true };
}

/** Strings and whole numbers come back, of lists their length; everything else is stepped over. */
async function readValue(reader: HeaderReader, type: number, depth: number): Promise<Value> {
  if (type === TYPE.string) return reader.text(MAX_TEXT_BYTES);
  if (type === TYPE.uint32) return reader.uint32();
  if (type === TYPE.uint64) return reader.wholeNumber();
  if (type === TYPE.array) return readList(reader, depth);
  reader.skip(sizeOf(type));
  return undefined;
}

async function readList(reader: HeaderReader, depth: number): Promise<List> {
  if (depth >= MAX_ARRAY_DEPTH) throw new GgufProblem('The header is damaged: lists are nested too deep.');
  const type = await reader.uint32();
  const length = await reader.count();
  if ((type === TYPE.uint32 || type === TYPE.int32) && length > 0 && length <= MAX_LAYERS) {
    let sum = 0;
    for (let index = 0; index < length; index++) sum += await reader.uint32();
    return { length, mean: sum / length };
  }
  if (type !== TYPE.string && type !== TYPE.array) {
    reader.skip(sizeOf(type) * length);
    return { length };
  }
  // Each string or list has a length of its own, so their number is bounded by the size of the file.
  if (length * 8 > reader.size) throw new GgufProblem('The header is damaged: a list is longer than the file.');
  for (let index = 0; index < length; index++) {
    if (type === TYPE.string) reader.skip(await reader.count());
    else await readList(reader, depth + 1);
  }
  return { length };
}

/** A number above zero, or the mean of a list of them. */
function positive(value: Value): number | undefined {
  const number = typeof value === 'object' ? value.mean : value;
  return typeof number === 'number' && number > 0 ? number : undefined;
}

const lengthOf = (value: Value): number | undefined => (typeof value === 'object' ? value.length : undefined);

function sizeOf(type: number): number {
  const size = SIZES.get(type);
  if (size === undefined) throw new GgufProblem(`The header is damaged: it has a value of unknown type ${type}.`);
  return size;
}

function textOf(value: Value): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
