import * as z from 'zod';

const turnSchema = z.strictObject({ role: z.enum(['user', 'assistant']), text: z.string() });

/** What the main process asks of the inference child. Ids are the caller's; `stop` names the `generate` it ends. */
export const inferenceRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('load'),
    id: z.int(),
    modelPath: z.string(),
    contextTokens: z.int().positive().describe('At most; the model may have been trained for fewer'),
    gpu: z.enum(['auto', 'half', 'off']).describe('Layers that may go to a graphics card'),
    cache: z.enum(['f16', 'q8']).describe('Precision of keys and values'),
  }),
  z.strictObject({ kind: z.literal('count'), id: z.int(), texts: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal('generate'),
    id: z.int(),
    system: z.string(),
    history: z.array(turnSchema),
    prompt: z.string(),
    temperature: z.number(),
    maxTokens: z.int().positive(),
    shape: z.enum(['free', 'line']).describe('What may be written: anything, or one line of at most 40 words'),
  }),
  z.strictObject({ kind: z.literal('stop'), id: z.int() }),
  z.strictObject({ kind: z.literal('unload') }),
]);
export type InferenceRequest = z.infer<typeof inferenceRequestSchema>;

/** Where a request failed: the native library, the file, memory, the context window, or unforeseen. */
export const inferenceProblemSchema = z.enum(['library', 'model', 'memory', 'context', 'internal']);
export type InferenceProblem = z.infer<typeof inferenceProblemSchema>;

/** What the inference child answers; `text` any number of times before `ended`. */
export const inferenceReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('loaded'),
    id: z.int(),
    contextTokens: z.int().positive(),
    trainContextTokens: z.int().positive().describe('What the model was made for; it is never given more'),
    gpu: z.boolean().describe('Whether a graphics card computes'),
  }),
  z.strictObject({ kind: z.literal('counted'), id: z.int(), counts: z.array(z.int().nonnegative()) }),
  z.strictObject({ kind: z.literal('text'), id: z.int(), text: z.string() }),
  z.strictObject({
    kind: z.literal('ended'),
    id: z.int(),
    tokensIn: z.int().nonnegative().describe('Evaluated; a prefix in common with the question before is not'),
    tokensOut: z.int().nonnegative(),
  }),
  z.strictObject({ kind: z.literal('failed'), id: z.int(), problem: inferenceProblemSchema, message: z.string() }),
]);
export type InferenceReply = z.infer<typeof inferenceReplySchema>;
