import { BudgetSpent, GgufProblem, type HeaderReader } from './gguf-reader.ts';

/** What the list of tensors says of a model. */
export interface GgufTensors {
  readonly parameters?: number;
  readonly isCut?: true;
}

/** Models of 1,000 layers have about 12,000 tensors. Guess. */
const MAX_TENSORS = 65_536;
const MAX_NAME_BYTES = 1024;
/** `GGML_MAX_DIMS` (ggml.h). */
const MAX_DIMENSIONS = 4;

/**
 * Adds up the list of tensors behind the pairs of a GGUF header; what is damaged is not a fact.
 *
 * Sizes of quantised blocks are not known here, so a file that ends in the middle of its last tensor seems whole.
 */
export async function readTensors(reader: HeaderReader, tensors: number): Promise<GgufTensors> {
  // The smallest entry has 24 bytes: an empty name's length, no dimensions, a type and an offset.
  if (tensors === 0 || tensors > MAX_TENSORS || tensors * 24 > reader.size) return {};
  let parameters = 0;
  let lastOffset = 0;
  try {
    for (let tensor = 0; tensor < tensors; tensor++) {
      const entry = await readTensor(reader);
      if (entry === undefined) return {};
      parameters += entry.elements;
      lastOffset = Math.max(lastOffset, entry.offset);
    }
  } catch (thrown) {
    if (thrown instanceof BudgetSpent || thrown instanceof GgufProblem) return {};
    throw thrown;
  }
  if (!Number.isSafeInteger(parameters)) return {};
  return { parameters, ...(reader.position + lastOffset > reader.size ? { isCut: true } : {}) };
}

async function readTensor(reader: HeaderReader) {
  if ((await reader.text(MAX_NAME_BYTES)) === undefined) return undefined;
  const dimensions = await reader.uint32();
  if (dimensions > MAX_DIMENSIONS) return undefined;
  let elements = 1;
  for (let dimension = 0; dimension < dimensions; dimension++) elements *= await reader.count();
  await reader.uint32(); // type
  return { elements, offset: await reader.count() };
}
