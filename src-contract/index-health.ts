import * as z from 'zod';
import { collectionIdSchema } from './ids.ts';
import { sourceStatusSchema } from './source.ts';

/** How the vectors of a collection are searched. */
export const meaningSearchSchema = z.strictObject({
  by: z.enum(['scan', 'graph']).describe('scan looks at every vector and misses none'),
  graph: z.enum(['none', 'building', 'serving', 'refused']),
  recall: z.number().min(0).max(1).optional().describe('Share of the true ten nearest that the graph found when built'),
  why: z.string().optional().describe('Why a graph was refused'),
});
export type MeaningSearch = z.infer<typeof meaningSearchSchema>;

export const liveIndexSchema = z.strictObject({
  generation: z.int().positive(),
  passages: z.int().nonnegative().describe('That can be found'),
  segments: z.int().nonnegative(),
  tombstones: z.int().nonnegative().describe('Passages that are gone and still in the files'),
  sizeBytes: z.int().nonnegative().describe('Files of the segments; without a graph and without the catalog'),
  model: z.string().describe('That made the vectors'),
  dimensions: z.int().positive(),
  withoutVector: z
    .int()
    .positive()
    .optional()
    .describe('Passages that are found by words alone until their vectors are made'),
  trust: z
    .strictObject({
      centre: z.number().min(0).max(1).describe('Weight of meaning against words, before the query has its say'),
      questions: z.int().nonnegative().describe('To the collection itself that it was measured on; 0: the default'),
    })
    .optional(),
  meaning: meaningSearchSchema,
});
export type LiveIndex = z.infer<typeof liveIndexSchema>;

/** Words that a model says passages are about, also ones that do not stand in them; read in the background. */
export const learnedWordsSchema = z.strictObject({
  model: z.string().optional().describe('Absent while it cannot be opened'),
  passages: z.int().nonnegative().describe('That are found by them'),
  left: z.int().positive().optional().describe('Texts that the model has still to read'),
  problem: z.string().optional().describe('Why they are not being made'),
});
export type LearnedWords = z.infer<typeof learnedWordsSchema>;

export const collectionIndexHealthSchema = z.strictObject({
  id: collectionIdSchema,
  name: z.string(),
  passages: z.int().nonnegative().describe('In the catalog; as many should be in the index'),
  index: liveIndexSchema.optional().describe('Absent while nothing of the collection is indexed'),
  learned: learnedWordsSchema.optional().describe('Absent unless search.sparseModel names a model'),
  problem: z.string().optional().describe('Why the index cannot be used or written to, and what to do'),
  unsearchable: z
    .array(z.strictObject({ status: sourceStatusSchema, sources: z.int().positive() }))
    .describe('Sources that left nothing to search, by status'),
});
export type CollectionIndexHealth = z.infer<typeof collectionIndexHealthSchema>;

export const indexHealthSchema = z.strictObject({
  collections: z.array(collectionIndexHealthSchema).describe('By name'),
  recoveries: z
    .int()
    .nonnegative()
    .describe('How often an index was rebuilt or made equal to the catalog, as recorded'),
});
export type IndexHealth = z.infer<typeof indexHealthSchema>;
