import * as z from 'zod';

/** A model as the child opens it: a folder that transformers.js reads, or a GGUF file. */
export const rerankModelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('onnx'),
    /** Absolute; holds config.json, tokenizer.json and onnx/. */
    folder: z.string(),
    /** As transformers.js names the weights: `q8` is model_quantized.onnx. */
    dtype: z.enum(['fp32', 'fp16', 'q8']),
  }),
  z.strictObject({
    kind: z.literal('gguf'),
    file: z.string(),
    gpu: z.boolean().describe('Whether a graphics card may be used'),
  }),
]);
export type RerankModel = z.infer<typeof rerankModelSchema>;

/** Opens a model, and scores texts with it when there are some. Answered once, in order. */
export const rerankRequestSchema = z.strictObject({
  id: z.int(),
  model: rerankModelSchema,
  query: z.string(),
  texts: z.array(z.string()),
});
export type RerankRequest = z.infer<typeof rerankRequestSchema>;

/** `scores`: one for each text, 0 to 1. */
export const rerankReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scored'), id: z.int(), scores: z.instanceof(Float32Array) }),
  z.strictObject({ kind: z.literal('failed'), id: z.int(), message: z.string() }),
]);
export type RerankReply = z.infer<typeof rerankReplySchema>;

/** An open model in the child. */
export interface OpenReranker {
  score(query: string, texts: readonly string[]): Promise<Float32Array<ArrayBuffer>>;
  close(): Promise<void>;
}
