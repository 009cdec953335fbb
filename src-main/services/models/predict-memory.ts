import type { MemoryNeed } from '../../../src-contract/models.ts';
import type { InspectedModel } from './ports.ts';

/**
 * Reckons what a model takes in memory, from its header alone.
 *
 * Weights: the size of the file, for llama.cpp maps it and reads all of it. Keys and values: layers × context × heads of
 * keys and values × (key + value length) × bytes of a number. Computing: the process, and the logits of a batch. Attention
 * itself is fused and takes nothing that grows. Deliberately absent: sliding windows and recurrent layers, which take less.
 * Against the peak memory of the process with random models of 15 million and half a billion parameters and 1,024 to
 * 16,384 tokens of context: 4 % too little to 3 % too much (`node bench/model-memory.ts`).
 */

/** Of one number of the cache: 16-bit floats, as llama.cpp keeps them unless told otherwise. */
export const F16_BYTES = 2;
/** Tokens that are computed at once (node-llama-cpp's default for one sequence). */
const BATCH = 512;
/** Node with llama.cpp and no model. Measured: `node bench/model-memory.ts`. */
const PROCESS_BYTES = 122e6;
/** Weights that are packed anew for the processor, the tokenizer, and what is fragmented. Measured as above. */
const SLACK = 1.02;
/** An ONNX model in memory against its file: the weights, and what the runtime keeps beside them. Guess, unmeasured. */
const ONNX_FACTOR = 1.5;
/** Share of what is free that a model may take without the rest of the system feeling it. Guess, unmeasured. */
const COMFORT = 0.75;
/** Below it no passage fits. */
const LEAST_CONTEXT = 256;

type Shape = Pick<
  InspectedModel,
  'format' | 'sizeBytes' | 'layers' | 'heads' | 'kvHeads' | 'keyLength' | 'valueLength' | 'vocabulary' | 'contextTokens'
>;

/**
 * @param contextTokens the context that is asked for; models that were trained for less get less
 * @param availableBytes what models may take now
 */
export function predictMemory(model: Shape, contextTokens: number, availableBytes: number): MemoryNeed {
  const context = Math.min(contextTokens, model.contextTokens ?? contextTokens);
  const need = needOf(model, context);
  const least = needOf(model, Math.min(LEAST_CONTEXT, context));
  const perToken = context <= LEAST_CONTEXT ? 0 : (need.totalBytes - least.totalBytes) / (context - LEAST_CONTEXT);
  const fitting =
    least.totalBytes > availableBytes
      ? undefined
      : perToken === 0
        ? context
        : Math.min(context, LEAST_CONTEXT + Math.floor((availableBytes - least.totalBytes) / perToken));
  return {
    ...need,
    availableBytes: Math.round(availableBytes),
    contextTokens: model.format === 'onnx' ? 0 : context,
    verdict:
      need.totalBytes <= availableBytes * COMFORT ? 'fits' : need.totalBytes <= availableBytes ? 'tight' : 'too-large',
    ...(fitting === undefined || model.format === 'onnx' ? {} : { fittingContextTokens: Math.max(1, fitting) }),
  };
}

function needOf(model: Shape, context: number) {
  if (model.format === 'onnx') {
    const weightsBytes = model.sizeBytes;
    const computeBytes = Math.round(model.sizeBytes * (ONNX_FACTOR - 1) + PROCESS_BYTES);
    return { weightsBytes, cacheBytes: 0, computeBytes, totalBytes: weightsBytes + computeBytes };
  }
  const { sizeBytes, layers = 0, heads = 0, kvHeads = heads, keyLength = 0, valueLength = keyLength } = model;
  const weightsBytes = Math.round(sizeBytes * SLACK);
  const cacheBytes = Math.round(layers * context * kvHeads * (keyLength + valueLength) * F16_BYTES);
  const logits = (model.vocabulary ?? 0) * BATCH * 4;
  const computeBytes = Math.round(PROCESS_BYTES + logits);
  return { weightsBytes, cacheBytes, computeBytes, totalBytes: weightsBytes + cacheBytes + computeBytes };
}
