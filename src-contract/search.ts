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

export const evaluationProcedures = {
  beir: streaming({
    summary: 'Measure retrieval on a BEIR folder through the real product path, in a library of its own',
    effect: 'reads',
    input: z.strictObject({
      folder: z.string().min(1).describe('Holds corpus.jsonl, queries.jsonl and qrels/test.tsv'),
      modes: z.array(searchModeSchema).min(1).default(['lexical', 'vector', 'hybrid']),
    }),
    item: z.strictObject({
      type: z.literal('progress'),
      stage: z.enum(['reading', 'indexing', 'querying']),
      done: z.int().nonnegative(),
      total: z.int().nonnegative(),
    }),
    output: z.strictObject({
      dataset: z.string(),
      queries: z.int().nonnegative(),
      documents: z.int().nonnegative(),
      modes: z.partialRecord(searchModeSchema, retrievalFiguresSchema),
      seconds: z.number().nonnegative(),
    }),
  }),
} as const;
