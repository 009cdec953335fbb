import * as z from 'zod';
import { passageSchema, scopeSchema, timingsSchema } from './passage.ts';
import { streaming, unary } from './procedure.ts';

export const searchModeSchema = z.enum(['hybrid', 'lexical', 'vector']);
export type SearchMode = z.infer<typeof searchModeSchema>;

export const searchInputSchema = z.strictObject({
  text: z.string().max(10_000).describe('Words or a question'),
  scope: scopeSchema.default({}),
  mode: searchModeSchema.default('hybrid'),
  limit: z.int().min(1).max(200).default(20).describe('Passages to return'),
});
export type SearchInput = z.output<typeof searchInputSchema>;

export const searchOutputSchema = z.strictObject({
  results: z.array(passageSchema),
  timings: timingsSchema,
  mode: searchModeSchema,
  searched: z.int().nonnegative().describe('Passages the scope allowed'),
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

export const evaluationProcedures = {
  beir: streaming({
    summary: 'Measure retrieval on a BEIR folder through the real product path, in a library of its own',
    effect: 'reads',
    input: z.strictObject({
      folder: z.string().min(1).describe('Holds corpus.jsonl, queries.jsonl and qrels/test.tsv'),
      modes: z.array(searchModeSchema).min(1).default(['lexical', 'vector', 'hybrid']),
    }),
    item: progressSchema,
    output: z.strictObject({
      dataset: z.string(),
      queries: z.int().nonnegative(),
      documents: z.int().nonnegative(),
      modes: z.partialRecord(searchModeSchema, retrievalFiguresSchema),
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
