import * as z from 'zod';
import { verdictSchema } from './answer.ts';
import { unary } from './procedure.ts';

/** One line of a labelled set: a sentence, the passage it cites, and what a person says of the two. */
export const labelledPairSchema = z.object({
  sentence: z.string().min(1),
  passage: z.string().min(1),
  label: verdictSchema,
});
export type LabelledPair = z.infer<typeof labelledPairSchema>;

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);

/** How often each label got each verdict, by label and then verdict. */
const confusionSchema = z.record(verdictSchema, z.record(verdictSchema, count));

/** 0 where there is nothing to divide by. */
export const labelFiguresSchema = z.strictObject({ precision: share, recall: share, f1: share });
export type LabelFigures = z.infer<typeof labelFiguresSchema>;

export const citationFiguresSchema = z.strictObject({
  pairs: count,
  confusion: confusionSchema,
  labels: z.record(verdictSchema, labelFiguresSchema),
});
export type CitationFigures = z.infer<typeof citationFiguresSchema>;

export const citationEvaluation = unary({
  summary: 'Measure how well the check of citations tells supported sentences from others',
  effect: 'reads',
  input: z.strictObject({
    file: z.string().min(1).describe('Labelled pairs, one JSON object {sentence, passage, label} a line'),
  }),
  output: citationFiguresSchema,
});
