import * as z from 'zod';

/** How the child opens a model: files in `folder` only. */
export const openRequestSchema = z.strictObject({
  /** Absolute; holds config.json, tokenizer.json and onnx/. */
  folder: z.string(),
  /** As transformers.js names the weights: `q8` is model_quantized.onnx. */
  dtype: z.enum(['fp32', 'fp16', 'q8']),
  pooling: z.enum(['mean', 'cls', 'last']),
});
export type OpenRequest = z.infer<typeof openRequestSchema>;

/** Texts to embed with a model; the child opens it when it is another than before. Answered once, in order. */
export interface EmbeddingRequest {
  readonly id: number;
  readonly model: OpenRequest;
  readonly texts: readonly string[];
}

/** `rows`: texts × dimensions, row-major, unit norm. */
export const embeddingReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('embedded'), id: z.int(), rows: z.instanceof(Float32Array) }),
  z.strictObject({ kind: z.literal('failed'), id: z.int(), message: z.string() }),
]);
export type EmbeddingReply = z.infer<typeof embeddingReplySchema>;
