import * as z from 'zod';
import { unary } from './procedure.ts';

/** Name of a remote backend: what settings and marks call it, `remote:<name>` as a choice of model. */
export const remoteNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40');

/** A choice of model that is a remote backend: `remote:` and its name. */
export const REMOTE_PREFIX = 'remote:';

const modelName = z.string().trim().min(1).max(200);

/** What a backend is asked for; a purpose without a model is not offered. */
export const remoteModelsSchema = z.strictObject({
  chat: modelName.optional(),
  embedding: modelName.optional(),
  rerank: modelName.optional(),
});

export const remoteBackendSchema = z.strictObject({
  name: remoteNameSchema,
  kind: z
    .enum(['openai', 'bedrock'])
    .describe('openai: any server that speaks that API (vLLM, llama.cpp, Ollama, LM Studio); bedrock: Amazon Bedrock'),
  url: z
    .string()
    .describe(
      'Base address up to and with the version, such as https://host/v1; for Bedrock another endpoint, or empty',
    )
    .max(2000),
  region: z.string().max(40).optional().describe('Of Amazon Bedrock, such as eu-central-1'),
  models: remoteModelsSchema,
  contextTokens: z.int().min(256).max(2_000_000).default(32_000).describe('Context of the chat model'),
});
export type RemoteBackend = z.infer<typeof remoteBackendSchema>;

/** A backend as the window shows it; never its key. */
export const shownRemoteSchema = remoteBackendSchema.extend({
  host: z.string(),
  key: z
    .enum(['kept', 'until-exit', 'none'])
    .describe('kept: in the keychain of the system; until-exit: in memory, for there is no keychain'),
});
export type ShownRemote = z.infer<typeof shownRemoteSchema>;

const nameOnly = z.strictObject({ name: remoteNameSchema });

export const remoteProcedures = {
  list: unary({
    summary: 'The remote backends that were added; none is used unless it is chosen',
    effect: 'reads',
    input: z.strictObject({}),
    output: z.strictObject({
      backends: z.array(shownRemoteSchema),
      keychain: z.boolean().describe('Whether the system has a keychain that keeps keys'),
    }),
  }),
  add: unary({
    summary: 'Add a remote backend, or change the one of that name; nothing is sent to it yet',
    effect: 'writes',
    input: remoteBackendSchema.extend({
      key: z.string().max(10_000).optional().describe('Kept in the keychain of the system, nowhere else'),
      allowPlain: z.boolean().default(false).describe('Take an address without encryption in a private network'),
    }),
    output: shownRemoteSchema,
  }),
  remove: unary({
    summary: 'Remove a remote backend and its key',
    effect: 'writes',
    input: nameOnly,
    output: z.strictObject({}),
  }),
  test: unary({
    summary: 'Send one word to a remote backend for each of its models',
    effect: 'writes',
    input: nameOnly,
    output: z.strictObject({
      results: z.array(
        z.strictObject({
          purpose: z.enum(['chat', 'embedding', 'rerank']),
          model: z.string(),
          isUsable: z.boolean(),
          milliseconds: z.number().nonnegative(),
          message: z.string().optional().describe('Why it cannot be used'),
        }),
      ),
    }),
  }),
} as const;
