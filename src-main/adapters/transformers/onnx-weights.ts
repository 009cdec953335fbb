import { existsSync } from 'node:fs';
import { join } from 'node:path';

const WEIGHTS = [
  ['model_quantized.onnx', 'q8'],
  ['model_fp16.onnx', 'fp16'],
  ['model.onnx', 'fp32'],
] as const;

/** The smallest weights in a model's folder, and how transformers.js names their type; undefined without any. */
export function findOnnxWeights(
  folder: string,
): { readonly file: string; readonly dtype: 'q8' | 'fp16' | 'fp32' } | undefined {
  const found = WEIGHTS.find(([name]) => existsSync(join(folder, 'onnx', name)));
  return found === undefined ? undefined : { file: join(folder, 'onnx', found[0]), dtype: found[1] };
}
