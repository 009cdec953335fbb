import * as z from 'zod';
import { streaming, unary } from './procedure.ts';

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

const bytes = z.int().nonnegative();
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/i, 'a SHA-256 hash has 64 hexadecimal digits');

export const modelKindSchema = z.enum(['chat', 'embedding', 'rerank']);

/** What a model would take in memory, told before it is loaded. */
export const memoryNeedSchema = z.strictObject({
  verdict: z.enum(['fits', 'tight', 'too-large']),
  weightsBytes: bytes,
  cacheBytes: bytes.describe('Keys and values of the context'),
  computeBytes: bytes.describe('What computing takes besides, with the process itself'),
  totalBytes: bytes,
  availableBytes: bytes.describe('Free, and what our own models would give back'),
  contextTokens: z
    .int()
    .nonnegative()
    .describe('Context that is reckoned with: the setting, or less where trained for less'),
  fittingContextTokens: z.int().positive().optional().describe('The largest context that fits; absent when none does'),
});
export type MemoryNeed = z.infer<typeof memoryNeedSchema>;

/** Ways to run a chat model, each asking less of the machine than the one before. */
export const modelStepSchema = z.enum([
  'usual',
  'fewer-layers',
  'half-context',
  'small-cache',
  'processor',
  'processor-half',
  'processor-least',
]);
export type ModelStep = z.infer<typeof modelStepSchema>;

/** A model file or folder with the facts of its header. */
export const modelFileSchema = z.strictObject({
  id: z.string().describe('Name in the models folder'),
  kind: modelKindSchema,
  format: z.enum(['gguf', 'onnx']),
  name: z.string(),
  path: z.string(),
  sizeBytes: bytes,
  isLink: z.boolean().describe('It stays where it was and is only linked'),
  architecture: z.string().optional(),
  parameters: z.int().positive().optional(),
  quantisation: z.string().optional(),
  contextTokens: z.int().positive().optional().describe('Context the model was trained for'),
  layers: z.int().positive().optional(),
  heads: z.int().positive().optional(),
  kvHeads: z.number().positive().optional().describe('Heads of keys and values, on average of the layers'),
  hasChatTemplate: z.boolean().optional(),
  memory: memoryNeedSchema.optional(),
  step: modelStepSchema.optional().describe('How it runs here, where that is not the usual way'),
  isChosen: z.boolean().describe('Whether a setting names it'),
  isLoaded: z.boolean(),
  problem: z.string().optional().describe('Why it cannot be used'),
});
export type ModelFile = z.infer<typeof modelFileSchema>;

/** A download that was stopped and can go on. */
export const partialDownloadSchema = z.strictObject({
  fileName: z.string(),
  url: z.string(),
  doneBytes: bytes,
  totalBytes: bytes.optional(),
});
export type PartialDownload = z.infer<typeof partialDownloadSchema>;

/** A model that can be had, as data: nothing is fetched unless it is asked for. */
export const catalogueModelSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: modelKindSchema,
  url: z.url(),
  fileName: z.string(),
  sizeBytes: bytes,
  parameters: z.int().positive(),
  contextTokens: z.int().positive(),
  quantisation: z.string(),
  licence: z.string(),
  licenceUrl: z.url(),
  languages: z.string(),
  sha256: sha256Schema.optional().describe('Absent: what comes cannot be verified'),
});
export type CatalogueModel = z.infer<typeof catalogueModelSchema>;

const progressSchema = z.strictObject({ doneBytes: bytes, totalBytes: bytes.optional() });
export type ModelProgress = z.infer<typeof progressSchema>;
const idOnly = z.strictObject({ id: z.string().min(1).max(1000) });

export const modelsProcedures = {
  list: unary({
    summary: 'The embedding model and the chat models in the models folder',
    effect: 'reads',
    input: z.strictObject({}),
    output: modelListSchema,
  }),
  installed: unary({
    summary: 'Every model of the models folder, with what it takes in memory',
    effect: 'reads',
    input: z.strictObject({}),
    output: z.strictObject({
      folder: z.string(),
      freeDiskBytes: bytes.optional(),
      models: z.array(modelFileSchema),
      removed: z.array(z.string()).describe('Names that can be brought back'),
      downloads: z.array(partialDownloadSchema),
    }),
  }),
  inspect: unary({
    summary: 'The facts of a model in the models folder, or of a file anywhere, without loading it',
    effect: 'reads',
    input: z.strictObject({
      model: z.string().min(1).max(32_768).describe('Name in the models folder, or absolute path'),
    }),
    output: modelFileSchema,
  }),
  import: streaming({
    summary: 'Add a GGUF file, or a folder with an ONNX model, to the models folder',
    effect: 'writes',
    input: z.strictObject({
      path: z.string().min(1).max(32_768).describe('Absolute path'),
      link: z.boolean().default(false).describe('Leave the file where it is, and link it'),
    }),
    item: progressSchema,
    output: modelFileSchema,
  }),
  remove: unary({
    summary: 'Remove a model; it can be brought back for a day',
    effect: 'writes',
    input: idOnly,
    output: z.strictObject({}),
  }),
  restore: unary({
    summary: 'Bring a removed model back',
    effect: 'writes',
    input: idOnly,
    output: z.strictObject({}),
  }),
  test: unary({
    summary: 'Ask a chat model for one sentence, and measure it',
    effect: 'writes',
    input: idOnly,
    output: z.strictObject({
      text: z.string(),
      firstTokenMs: z.number().nonnegative(),
      tokensPerSecond: z.number().nonnegative(),
      tokens: bytes,
      step: modelStepSchema.describe('How it ran'),
    }),
  }),
  catalogue: unary({
    summary: 'Models that can be had, with sizes and licences; nothing is fetched',
    effect: 'reads',
    input: z.strictObject({}),
    output: z.array(catalogueModelSchema),
  }),
  download: streaming({
    summary: 'Fetch a model from the network, or go on with a fetch that was stopped',
    effect: 'writes',
    input: z.strictObject({
      from: z.string().min(1).max(4000).describe('Id of the catalogue, or an address (https)'),
      fileName: z.string().min(1).max(255).optional().describe('Name in the models folder; absent: as in the address'),
      sha256: sha256Schema.optional().describe('What the file must be'),
    }),
    item: progressSchema,
    output: z.strictObject({
      model: modelFileSchema,
      sha256: sha256Schema,
      isVerified: z.boolean().describe('Whether the hash was known before'),
    }),
  }),
  discard: unary({
    summary: 'Throw away what a stopped fetch left',
    effect: 'writes',
    input: z.strictObject({ fileName: z.string().min(1).max(255) }),
    output: z.strictObject({}),
  }),
} as const;
