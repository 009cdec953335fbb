import * as z from 'zod';
import { passageSchema, scopeSchema, timingsSchema } from './passage.ts';
import { streaming, unary } from './procedure.ts';
import { stageRecordSchema } from './traces.ts';

export const searchModeSchema = z.enum(['hybrid', 'lexical', 'vector']);
export type SearchMode = z.infer<typeof searchModeSchema>;

/** How the lists of words and of meaning become one: by bounded scores weighed for each query, or by reciprocal rank. */
export const fusionSchema = z.enum(['adaptive', 'rrf']);
export type Fusion = z.infer<typeof fusionSchema>;

export const searchInputSchema = z.strictObject({
  text: z
    .string()
    .max(10_000)
    .describe('Words or a question; "exact phrase", +required, -excluded, path:, lang: and kind: narrow the search'),
  scope: scopeSchema.default({}),
  mode: z
    .enum([...searchModeSchema.options, 'semantic'])
    .default('hybrid')
    .describe('Search by words (lexical), by meaning (vector or semantic), or by both'),
  limit: z.int().min(1).max(200).default(20).describe('Passages to return'),
  matching: z.enum(['any', 'all']).optional().describe('Whether any word may match (the default) or all must'),
  syntax: z
    .enum(['search', 'question', 'plain'])
    .optional()
    .describe('Which marks are operators: all (the default), all but bare quotes, or none'),
  fusion: fusionSchema.optional().describe('How words and meaning are combined; the setting search.fusion without it'),
  rerank: z
    .string()
    .min(1)
    .optional()
    .describe('Model that reads the best passages again, or "off"; the setting search.reranker without it'),
});
export type SearchInput = z.output<typeof searchInputSchema>;

/** How a search was made in the end: by words alone where the model knows none of them. */
export const takenModeSchema = z.enum(['lexical', 'semantic', 'hybrid']);
export type TakenMode = z.infer<typeof takenModeSchema>;

/** A restriction to sources that stood in the query. */
export const queryFilterSchema = z.strictObject({
  field: z.enum(['path', 'lang', 'kind']),
  values: z.array(z.string()).min(1).describe('One of them must hold, or none when excluded'),
  isExcluded: z.boolean(),
  written: z.string().describe('As it stands in the query; taking it out of the text lifts the restriction'),
});
export type QueryFilter = z.infer<typeof queryFilterSchema>;

/** What one restriction of the query left of the passages, after those before it. */
export const narrowingSchema = z.strictObject({
  by: z.enum(['filters', 'phrase', 'required', 'excluded', 'all-words']),
  written: z.string().describe('As it stands in the query'),
  left: z.int().nonnegative().describe('Passages that remain'),
});
export type Narrowing = z.infer<typeof narrowingSchema>;

/** How a query was understood. */
export const understoodQuerySchema = z.strictObject({
  kind: z.enum(['identifier', 'path', 'phrase', 'question', 'words']),
  script: z.string().describe('Script most letters are of: latin, han, kana, hangul, cyrillic, greek, arabic, …'),
  text: z.string().describe('What ranks: the words without marks, filters and exclusions'),
  terms: z.array(z.string()).describe('Terms of the index that rank'),
  phrases: z.array(z.string()),
  required: z.array(z.string()),
  excluded: z.array(z.string()),
  filters: z.array(queryFilterSchema),
  narrowing: z.array(narrowingSchema).describe('In the order they were applied'),
  isPartial: z.boolean().describe('Too many passages could hold a phrase: only the best were read for it'),
});
export type UnderstoodQuery = z.infer<typeof understoodQuerySchema>;

/** Why a search was made with less than it could have been, or in less than there will be. */
export const searchLimitSchema = z.enum([
  'model-late', // the embedding model did not answer in time; only words were searched
  'model-failed',
  'model-missing', // the model that made the index is not here any more
  'mixed-models', // the collections were indexed with different models
  'lexical-late', // the search by words did not end in time; the others went on
  'lexical-failed',
  'vector-late',
  'vector-failed',
  'sparse-late', // learned words did not take part: their model was late, or is still reading the passages
  'sparse-failed',
  'rerank-late', // the reranker did not answer in its time; the order is the one before it, as with the next three
  'rerank-failed',
  'rerank-missing', // there is no such reranker
  'rerank-skipped', // finding took the time that reranking had
  'still-reading', // files of the scope were waiting to be read; what they say cannot be found yet
]);
export type SearchLimit = z.infer<typeof searchLimitSchema>;

export const searchOutputSchema = z.strictObject({
  results: z.array(passageSchema),
  timings: timingsSchema,
  mode: takenModeSchema.describe('The mode that was taken'),
  searched: z.int().nonnegative().describe('Passages the scope and the restrictions of the query allowed'),
  reranked: z
    .strictObject({ by: z.string().describe('The model'), passages: z.int().nonnegative() })
    .optional()
    .describe('Present when a model read the best passages again and ordered them'),
  query: understoodQuerySchema,
  stages: z.array(stageRecordSchema).optional().describe('How each stage ended, in the order they did'),
  limits: z
    .array(searchLimitSchema)
    .min(1)
    .optional()
    .describe('Why less was done than the mode asks for, or searched than there will be'),
});
export type SearchOutput = z.infer<typeof searchOutputSchema>;

const figure = z.number().min(0).max(1);

/** nDCG@10 with gains 2^grade − 1 (Burges et al. 2005), MRR@10, recall at 10 and 100; means over judged queries. */
export const retrievalFiguresSchema = z.strictObject({
  ndcg10: figure,
  mrr10: figure,
  recall10: figure,
  recall100: figure,
});
export type RetrievalFigures = z.infer<typeof retrievalFiguresSchema>;

const intervalSchema = z.tuple([figure, figure]);

/** 95 % intervals of the means: percentile bootstrap over queries, 1,000 resamples, always the same seed. */
export const intervalsSchema = z.strictObject({
  ndcg10: intervalSchema,
  mrr10: intervalSchema,
  recall10: intervalSchema,
  recall100: intervalSchema,
});
export const measuredFiguresSchema = retrievalFiguresSchema.extend({ ci95: intervalsSchema });
export type MeasuredFigures = z.infer<typeof measuredFiguresSchema>;

export const searchProcedures = {
  query: unary({
    summary: 'Find the passages that answer a query',
    effect: 'reads',
    input: searchInputSchema,
    output: searchOutputSchema,
  }),
} as const;

/** Means over questions whose answer is a file: binary gains, the ideal order puts the wanted files first. */
export const fileFiguresSchema = z.strictObject({ queries: z.int().nonnegative(), ndcg10: figure, recall10: figure });
export type FileFigures = z.infer<typeof fileFiguresSchema>;

const progressSchema = z.strictObject({
  type: z.literal('progress'),
  stage: z.enum(['reading', 'indexing', 'querying']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
});

/** The documents found for one query, best first. */
const runSchema = z.strictObject({
  type: z.literal('run'),
  mode: searchModeSchema,
  query: z.string(),
  documents: z.array(z.strictObject({ id: z.string(), score: z.number() })),
});
export type EvaluationRun = z.infer<typeof runSchema>;

export const evaluationProcedures = {
  beir: streaming({
    summary: 'Measure retrieval on a BEIR folder through the real product path, in a library of its own',
    effect: 'reads',
    input: z.strictObject({
      folder: z.string().min(1).describe('Holds corpus.jsonl, queries.jsonl and qrels/test.tsv'),
      modes: z
        .array(searchModeSchema)
        .min(1)
        .default(['lexical', 'vector', 'hybrid'])
        .describe('Ways of searching to measure'),
      fusion: fusionSchema.default('adaptive').describe('How words and meaning are combined'),
      rerank: z.string().min(1).optional().describe('Model of the models folder that reads the best passages again'),
      withRuns: z.boolean().default(false).describe('Also give the ranked documents of each query'),
    }),
    item: z.discriminatedUnion('type', [progressSchema, runSchema]),
    output: z.strictObject({
      dataset: z.string(),
      queries: z.int().nonnegative(),
      documents: z.int().nonnegative(),
      fusion: fusionSchema,
      rerank: z.string().optional(),
      modes: z.partialRecord(searchModeSchema, measuredFiguresSchema),
      seconds: z.number().nonnegative(),
    }),
  }),
  codeFiles: streaming({
    summary: 'Measure how well questions find their files in code repositories, through the real product path',
    effect: 'reads',
    input: z.strictObject({
      queries: z.string().min(1).describe('A file of questions, one JSON object a line; repos.json stands beside it'),
      repos: z.string().min(1).describe('Folder that holds a checkout of each repository, by name'),
      mode: searchModeSchema.default('hybrid').describe('How to search'),
    }),
    item: progressSchema,
    output: fileFiguresSchema.extend({
      byCategory: z.record(z.string(), fileFiguresSchema),
      byRepository: z.record(z.string(), fileFiguresSchema),
      missing: z.array(z.string()).describe('Repositories without a checkout; their questions are left out'),
      mode: searchModeSchema,
      seconds: z.number().nonnegative(),
    }),
  }),
} as const;
