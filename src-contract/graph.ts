import * as z from 'zod';
import { chunkIdSchema, collectionIdSchema, sourceIdSchema } from './ids.ts';
import { unary } from './procedure.ts';

const count = z.int().nonnegative();
const line = z.int().positive();

export const graphKindSchema = z.enum([
  'file',
  'class',
  'interface',
  'struct',
  'enum',
  'trait',
  'module',
  'function',
  'method',
  'constant',
  'type',
  'macro',
  'property',
]);

export const relationshipSchema = z.enum(['calls', 'imports', 'inherits', 'includes', 'references']);

/**
 * A definition, or a file as a whole.
 *
 * `id` is the collection's id, the file's path and, behind "#", the enclosing definitions and the name; the second and
 * later definitions of one name have "~2" and so on behind it. It stays the same while the definition keeps its place.
 */
export const graphUnitSchema = z.strictObject({
  id: z.string(),
  kind: graphKindSchema,
  name: z.string(),
  namespace: z.string().describe('Enclosing definitions, outermost first, joined by "."'),
  language: z.string(),
  path: z.string(),
  sourceId: sourceIdSchema,
  collectionId: collectionIdSchema,
  startLine: line,
  endLine: line,
  charStart: count,
  charEnd: count,
});
export type GraphUnit = z.infer<typeof graphUnitSchema>;

/** One step of a way through the graph. */
export const graphNeighbourSchema = z.strictObject({
  unit: graphUnitSchema,
  depth: z.int().positive().describe('Steps from what was asked for'),
  from: z.string().describe('Id of the definition before it on the way'),
  relationship: relationshipSchema,
  via: z.enum(['local', 'import', 'inherited', 'same-package', 'name']).describe('How the reference was resolved'),
  candidates: z.int().positive().describe('How many definitions the reference may mean'),
  certain: z.boolean().describe('One candidate, and more than its name speaks for it'),
  line: line.describe('Line of the reference'),
});
export type GraphNeighbour = z.infer<typeof graphNeighbourSchema>;

/** A definition with how much hangs on it. */
export const rankedUnitSchema = z.strictObject({
  unit: graphUnitSchema,
  dependents: count.describe('Definitions and files that refer to it for certain'),
  dependencies: count.describe('Definitions and files that it refers to for certain'),
  rank: z.number().min(0).max(1).describe('PageRank; all sum to 1'),
});
export type RankedUnit = z.infer<typeof rankedUnitSchema>;

const scope = {
  collections: z.array(z.string().min(1)).max(1000).optional().describe('Collection ids or names; all when absent'),
};
const limit = z.int().min(1).max(1000);

export const graphNeighboursInputSchema = z.strictObject({
  ...scope,
  name: z.string().min(1).max(4000).describe('Id, path or name of a definition or file'),
  direction: z.enum(['dependencies', 'dependents']).default('dependencies'),
  depth: z.int().min(1).max(20).default(1).describe('Steps to follow'),
  limit: limit.default(200).describe('Definitions to return'),
  certain: z.boolean().default(false).describe('Leave out references that may mean something else'),
});

export const graphOverviewSchema = z.strictObject({
  files: count,
  units: count,
  edges: count,
  certainEdges: count,
  mentions: z.strictObject({
    resolved: count,
    outside: count.describe('Of libraries, local variables, and what is made at run time'),
    tooMany: count.describe('Method names that too many definitions share'),
  }),
  languages: z.array(z.strictObject({ language: z.string(), files: count, units: count })),
  relationships: z.partialRecord(relationshipSchema, count),
  fileCycles: count,
  unitCycles: count,
  orphans: count,
  buildMs: z.number().nonnegative(),
});
export type GraphOverview = z.infer<typeof graphOverviewSchema>;

export const graphListInputSchema = z.strictObject({
  ...scope,
  limit: limit.default(20).describe('Entries to return'),
});

/** A definition that passages refer to and do not show. */
export const missingDefinitionSchema = z.strictObject({
  unit: graphUnitSchema,
  mentions: z
    .array(z.strictObject({ sourceId: sourceIdSchema, path: z.string(), line }))
    .min(1)
    .describe('Lines of the passages that refer to it'),
  chunk: chunkIdSchema.optional().describe('The passage that shows where it begins'),
});

export const completenessSchema = z.strictObject({
  passages: count.describe('Passages of code that were looked at'),
  referenced: count.describe('Distinct definitions of the library that they refer to for certain'),
  present: count.describe('Those of them that the passages show'),
  doubtful: count.describe('Definitions that a reference only may mean; not counted above'),
  missing: z.array(missingDefinitionSchema).describe('The others, those referred to most often first'),
});
export type GraphCompleteness = z.infer<typeof completenessSchema>;

const rankedList = z.strictObject({ total: count, units: z.array(rankedUnitSchema) });

export const graphProcedures = {
  completeness: unary({
    summary: 'Tell which definitions some passages of code refer to and do not show',
    effect: 'reads',
    input: z.strictObject({
      chunks: z
        .array(chunkIdSchema)
        .max(200)
        .default([])
        .describe('Ids of passages; those that are no code are left out'),
      sources: z.array(sourceIdSchema).max(200).default([]).describe('Files that are shown as a whole'),
    }),
    output: completenessSchema,
  }),
  overview: unary({
    summary: 'Count the definitions of code and the references between them',
    effect: 'reads',
    input: z.strictObject(scope),
    output: graphOverviewSchema,
  }),
  find: unary({
    summary: 'Find definitions and files by a part of their name',
    effect: 'reads',
    input: z.strictObject({
      ...scope,
      text: z.string().min(1).max(4000),
      limit: limit.default(30).describe('Definitions and files to list'),
    }),
    output: rankedList,
  }),
  neighbours: unary({
    summary: 'Follow what a definition or file depends on, or what depends on it',
    effect: 'reads',
    input: graphNeighboursInputSchema,
    output: z.strictObject({
      unit: graphUnitSchema,
      direction: z.enum(['dependencies', 'dependents']),
      total: count,
      neighbours: z.array(graphNeighbourSchema),
    }),
  }),
  cycles: unary({
    summary: 'List files or definitions that depend on each other in a circle',
    effect: 'reads',
    input: z.strictObject({
      ...graphListInputSchema.shape,
      level: z.enum(['files', 'units']).default('files').describe('Circles of files or of definitions'),
    }),
    output: z.strictObject({ total: count, cycles: z.array(z.array(graphUnitSchema)) }),
  }),
  hubs: unary({
    summary: 'List the definitions with the most references to and from them',
    effect: 'reads',
    input: graphListInputSchema,
    output: rankedList,
  }),
  orphans: unary({
    summary: 'List definitions that nothing refers to, entry points and tests left out',
    effect: 'reads',
    input: graphListInputSchema,
    output: rankedList,
  }),
  rank: unary({
    summary: 'List the definitions that the most important others lead to, by PageRank',
    effect: 'reads',
    input: graphListInputSchema,
    output: rankedList,
  }),
} as const;
