import * as z from 'zod';
import { SHORTCUT_PATTERN } from './desktop.ts';
import { unary } from './procedure.ts';

/**
 * Every setting with its default. Keys are flat and dotted; `answer.topK` is `CARREL_ANSWER_TOP_K` in the environment.
 *
 * Scope `user`: one file per user. Scope `library`: the library's own file. There is no telemetry setting: there is none.
 */
export const settingsSchema = z.strictObject({
  'ui.theme': z.enum(['system', 'light', 'dark', 'contrast']).default('system'),
  'ui.language': z.enum(['system', 'en', 'de', 'zh-CN']).default('system'),
  'ui.fontSize': z.int().min(12).max(20).default(14),
  'ui.keepInTray': z.boolean().default(false).describe('Go on in the tray when the window is closed'),
  'quick.shortcut': z
    .string()
    .regex(SHORTCUT_PATTERN)
    .default('mod+alt+space')
    .describe('a shortcut such as mod+alt+space or f9, or empty for none'),
  'library.default': z
    .string()
    .default('')
    .describe('Folder of the library to open; empty: the one in the user data folder'),
  'library.autoHeal': z
    .boolean()
    .default(true)
    .describe('Rebuild a damaged index without asking; off: searching it fails until it is repaired'),
  'library.keepDeletedDays': z
    .int()
    .min(0)
    .max(3650)
    .default(30)
    .describe('Days the bytes of deleted uploads, and damaged files put aside, are kept'),
  'library.watchFolders': z.boolean().default(true).describe('Follow what changes in folders that are added'),
  'backup.schedule': z.enum(['off', 'daily', 'weekly']).default('daily'),
  'backup.keep': z.int().min(1).max(365).default(7).describe('Scheduled backups that are kept'),
  'models.folder': z.string().default('').describe('Folder with GGUF files; empty: "models" in the user data folder'),
  'models.idleMinutes': z
    .int()
    .min(1)
    .max(1440)
    .default(5)
    .describe('Minutes without a question after which a model gives its memory back'),
  'models.mirror': z
    .string()
    .default('')
    .describe('Address that stands in for huggingface.co when a model of the catalogue is fetched; empty: none'),
  'models.proxy': z
    .string()
    .default('')
    .describe('Proxy that models are fetched through, http://host:port; empty: none'),
  'embedding.model': z
    .string()
    .default('carrel-static')
    .describe('Model that finds by meaning: "carrel-static", or a name in the models folder; then run carrel reindex'),
  'vector.engine': z
    .enum(['auto', 'faiss', 'scan'])
    .default('auto')
    .describe('How meaning is searched: exact scan, a FAISS graph, or the graph for very large collections'),
  'search.limit': z.int().min(1).max(200).default(20),
  'search.fusion': z
    .enum(['adaptive', 'rrf'])
    .default('adaptive')
    .describe('How words and meaning are combined: by scores weighed for each query, or by reciprocal rank'),
  'search.sparseModel': z
    .string()
    .min(1)
    .default('off')
    .describe('Model of the models folder that says which words a text is about, as SPLADE does; "off": none'),
  'search.reranker': z
    .string()
    .min(1)
    .default('off')
    .describe('Model of the models folder that reads the best passages again and orders them; "off": none'),
  'search.rerankTopN': z.int().min(2).max(200).default(50).describe('Passages that the reranker reads'),
  'search.rerankBudgetMs': z
    .int()
    .min(50)
    .max(60_000)
    .default(2000)
    .describe('Time the reranker may take; later the order before it stays'),
  'answer.topK': z
    .int()
    .min(1)
    .max(50)
    .default(10)
    .describe('Passages given to the generator; questions with several parts get up to twice as many'),
  'answer.temperature': z.number().min(0).max(2).default(0.2),
  'answer.maxTokens': z.int().min(16).max(8192).default(500),
  'answer.contextTokens': z.int().min(256).max(131_072).default(4096),
  'answer.timeBudgetMs': z
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe(
      'Time to the first word; then the answer is made of sentences from the sources. 0: 2,000, or 10,000 for a model on the processor',
    ),
  'answer.writeBudgetMs': z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(120_000)
    .describe('Time for writing after the first word; what is written by then is kept'),
  'answer.verifyBudgetMs': z
    .int()
    .min(0)
    .max(60_000)
    .default(1000)
    .describe('Time for checking the sentences against their sources'),
  'answer.generator': z.string().default('auto').describe('"auto", "extractive", or the file name of a model'),
  'traces.keepDays': z
    .int()
    .min(0)
    .max(3650)
    .default(90)
    .describe('Days that what answers took is kept for Insights, with the text of the question; 0: nothing is kept'),
  'traces.spans': z.boolean().default(true).describe('Write OpenTelemetry spans of answers to files in the library'),
  'ingest.timeoutSeconds': z.int().min(1).max(3600).default(20).describe('Time one file may take'),
  'ingest.memoryMb': z.int().min(64).max(16_384).default(1024).describe('Memory one reader may take'),
  'ingest.maxFileMb': z.int().min(1).max(8192).default(512),
  'chunking.proseTokens': z.int().min(40).max(1000).default(175).describe('Size of a passage of text, about in words'),
  'chunking.codeTokens': z.int().min(40).max(1000).default(200).describe('Size of a passage of code, about in words'),
  'chunking.overlapTokens': z
    .int()
    .min(0)
    .max(100)
    .default(25)
    .describe('Words of the passage before that a passage of text is also found by'),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingKey = keyof Settings;

/** Settings of the person rather than of one library. */
export const USER_SETTINGS = [
  'ui.theme',
  'ui.language',
  'ui.fontSize',
  'ui.keepInTray',
  'quick.shortcut',
  'library.default',
] as const satisfies readonly SettingKey[];

export const settingOriginSchema = z.enum(['argument', 'environment', 'file', 'user', 'library', 'default']);
export type SettingOrigin = z.infer<typeof settingOriginSchema>;

export const effectiveSettingSchema = z.strictObject({
  key: z.string(),
  value: z.json(),
  origin: settingOriginSchema,
  where: z.string().optional().describe('The file or variable it came from'),
});
export type EffectiveSetting = z.infer<typeof effectiveSettingSchema>;

export const unknownSettingSchema = z.strictObject({
  key: z.string(),
  where: z.string(),
  nearest: z.string().optional(),
});
export type UnknownSetting = z.infer<typeof unknownSettingSchema>;

export const settingsSnapshotSchema = z.strictObject({
  values: settingsSchema,
  effective: z.array(effectiveSettingSchema),
  unknown: z.array(unknownSettingSchema),
  paths: z.strictObject({ library: z.string(), models: z.string(), userFile: z.string(), libraryFile: z.string() }),
});
export type SettingsSnapshot = z.infer<typeof settingsSnapshotSchema>;

export const settingsProcedures = {
  get: unary({
    summary: 'The settings in force, each with its origin',
    effect: 'reads',
    input: z.strictObject({}),
    output: settingsSnapshotSchema,
  }),
  set: unary({
    summary: 'Change settings; a value of null brings the default back',
    effect: 'writes',
    input: z.strictObject({ changes: z.record(z.string(), z.json()) }),
    output: settingsSnapshotSchema,
  }),
  history: unary({
    summary: 'The latest changes of settings',
    effect: 'reads',
    input: z.strictObject({ limit: z.int().min(1).max(1000).default(100) }),
    output: z.array(
      z.strictObject({
        key: z.string(),
        before: z.json(),
        after: z.json(),
        changedAt: z.iso.datetime(),
        caller: z.string(),
      }),
    ),
  }),
} as const;
