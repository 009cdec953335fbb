import * as z from 'zod';
import { hostMessageSchema } from './host-message-schema.ts';
import { indexHealthSchema } from './index-health.ts';
import { jobSchema } from './job.ts';
import { streaming, unary } from './procedure.ts';
import { recoverySchema } from './recovery.ts';
import { effectiveSettingSchema, unknownSettingSchema } from './settings.ts';

export const readinessSchema = z.strictObject({
  state: z.enum(['ready', 'degraded', 'down']),
  reasons: z.array(
    z.strictObject({
      part: z.enum(['catalog', 'index', 'embedder', 'generator', 'disk', 'remote']),
      state: z.enum(['degraded', 'down']),
      message: z.string(),
      messageCode: hostMessageSchema.optional(),
    }),
  ),
});
export type Readiness = z.infer<typeof readinessSchema>;

/** What the status bar shows. `revision` grows whenever something a list shows has changed. */
export const systemStatusSchema = z.strictObject({
  version: z.string(),
  library: z.strictObject({ id: z.string(), path: z.string(), createdAt: z.iso.datetime() }),
  readiness: readinessSchema,
  revision: z.int().nonnegative(),
  collections: z.int().nonnegative(),
  sources: z.int().nonnegative(),
  chunks: z.int().nonnegative(),
  indexBytes: z.int().nonnegative(),
  embedder: z.strictObject({ name: z.string(), dimensions: z.int().positive() }),
  generator: z.strictObject({ kind: z.enum(['extractive', 'gguf', 'remote']), name: z.string(), loaded: z.boolean() }),
  reranker: z.string().describe('The model that reads the best passages of a search again, or "off"'),
  recoveries: z
    .strictObject({ total: z.int().nonnegative(), latest: recoverySchema.optional() })
    .describe('What was put right or found lost in the life of the library'),
  egress: z
    .strictObject({ denied: z.int().nonnegative(), allowed: z.int().nonnegative() })
    .describe('Attempts to reach the network in the life of the library'),
  jobs: z.array(jobSchema),
});
export type SystemStatus = z.infer<typeof systemStatusSchema>;

export const doctorReportSchema = z.strictObject({
  checks: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['ok', 'warning', 'failed']),
      message: z.string(),
      messageCodes: z.array(hostMessageSchema).optional().describe('The sentences of the message, in order'),
      advice: z.string().optional(),
      adviceCode: hostMessageSchema.optional(),
    }),
  ),
  settings: z.array(effectiveSettingSchema),
  unknownSettings: z.array(unknownSettingSchema),
  versions: z.record(z.string(), z.string()),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;

export const systemProcedures = {
  status: unary({
    summary: 'State of the library now',
    effect: 'reads',
    input: z.strictObject({}),
    output: systemStatusSchema,
  }),
  watch: streaming({
    summary: 'The state at once and after each change, at most four times a second',
    effect: 'reads',
    input: z.strictObject({}),
    item: systemStatusSchema,
    output: z.strictObject({}),
  }),
  doctor: unary({
    summary: 'Check the installation and the library, and show where each setting comes from',
    effect: 'reads',
    input: z.strictObject({}),
    output: doctorReportSchema,
  }),
  indexHealth: unary({
    summary: 'What the index of each collection holds, and which sources left nothing to search',
    effect: 'reads',
    input: z.strictObject({}),
    output: indexHealthSchema,
  }),
  repair: unary({
    summary: 'Rebuild damaged indexes and put right what does not fit together in the catalog',
    effect: 'writes',
    input: z.strictObject({}),
    output: z.strictObject({ recoveries: z.array(recoverySchema).describe('What this repair did, in order') }),
  }),
  recoveries: unary({
    summary: 'What was put right or found lost, latest first',
    effect: 'reads',
    input: z.strictObject({ limit: z.int().min(1).max(500).default(50) }),
    output: z.strictObject({ total: z.int().nonnegative(), recoveries: z.array(recoverySchema) }),
  }),
} as const;
