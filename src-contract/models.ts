import * as z from 'zod';
import { unary } from './procedure.ts';

export const generatorModelSchema = z.strictObject({
  id: z.string().describe('File name without folder'),
  name: z.string(),
  path: z.string(),
  sizeBytes: z.int().nonnegative(),
  architecture: z.string().optional(),
  contextTokens: z.int().positive().optional().describe('Context the model was trained for'),
  quantisation: z.string().optional(),
  host: z.string().optional().describe('The other computer it runs on; absent for a file of this one'),
  problem: z.string().optional().describe('Why it cannot be used'),
});
export type GeneratorModel = z.infer<typeof generatorModelSchema>;

export const modelListSchema = z.strictObject({
  folder: z.string(),
  embedder: z.strictObject({ name: z.string(), dimensions: z.int().positive(), sizeBytes: z.int().nonnegative() }),
  embedders: z
    .array(z.string())
    .describe('Names for embedding.model: the model that ships, folders with ONNX models, GGUF files that embed'),
  rerankers: z
    .array(z.string())
    .describe('Names for search.reranker: folders with ONNX cross-encoders, and GGUF files made for ranking'),
  sparseModels: z.array(z.string()).describe('Names for search.sparseModel: folders with ONNX masked language models'),
  generators: z.array(generatorModelSchema),
  selected: z.string().describe('The setting: "auto", "extractive" or an id'),
});
export type ModelList = z.infer<typeof modelListSchema>;

export const modelsProcedures = {
  list: unary({
    summary: 'The embedding model and the chat models in the models folder',
    effect: 'reads',
    input: z.strictObject({}),
    output: modelListSchema,
  }),
} as const;
