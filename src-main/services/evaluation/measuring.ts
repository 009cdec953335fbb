import type * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import type { evaluationProcedures } from '../../../src-contract/search.ts';

export type Progress = z.input<typeof evaluationProcedures.codeFiles.item>;

/** Passages asked for per query: the most a search gives; a source counts by its best one. */
export const PASSAGES = 200;
/** The longest text a search takes. */
export const LONGEST_QUERY = 10_000;
/** Queries between two signs of progress. */
export const REPORT_EVERY = 20;

/** @throws Failure `cancelled` when the evaluation was stopped */
export function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'The evaluation was stopped', { reason: 'evaluation/stopped' });
}
