import * as z from 'zod';
import { FAILURE_CODES, Failure } from './failure.ts';

/*
 * Failures on the wire, apart from `Failure` itself: worker threads throw failures and need no schemas, of which zod and
 * the first take 15 ms in each.
 */

const MAX_CAUSES = 8;
const MAX_CAUSE_LENGTH = 1000;

/** A failure as plain data. `causes` are messages only, outermost first; stacks stay in the host's log. */
export const wireFailureSchema = z.strictObject({
  code: z.enum(FAILURE_CODES),
  reason: z.string().optional().describe('Namespaced, such as "library/unknown-collection"'),
  message: z.string().describe('What was attempted, on what, and what to do next'),
  details: z.record(z.string(), z.json()).optional(),
  causes: z.array(z.string()).max(MAX_CAUSES),
});

export type WireFailure = z.infer<typeof wireFailureSchema>;

/** Flattens any thrown value for the wire. What is not a Failure is `internal` and says nothing of itself. */
export function toWireFailure(thrown: unknown): WireFailure {
  if (!(thrown instanceof Failure)) return { code: 'internal', message: 'Unexpected internal error', causes: [] };
  const details = z.record(z.string(), z.json()).safeParse(thrown.details);
  return {
    code: thrown.code,
    message: thrown.message,
    causes: causesOf(thrown),
    ...(thrown.reason === undefined ? {} : { reason: thrown.reason }),
    ...(details.success ? { details: details.data } : {}),
  };
}

/** Rebuilds a failure from the wire, with its causes as a chain of errors. */
export function fromWireFailure(wire: WireFailure): Failure {
  const cause = wire.causes.reduceRight<Error | undefined>(
    (inner, message) => new Error(message, inner === undefined ? undefined : { cause: inner }),
    undefined,
  );
  return new Failure(wire.code, wire.message, {
    ...(wire.reason === undefined ? {} : { reason: wire.reason }),
    ...(wire.details === undefined ? {} : { details: wire.details }),
    ...(cause === undefined ? {} : { cause }),
  });
}

function causesOf(thrown: Error): string[] {
  const causes: string[] = [];
  let at: unknown = thrown.cause;
  while (at !== undefined && causes.length < MAX_CAUSES) {
    causes.push((at instanceof Error ? at.message : String(at)).slice(0, MAX_CAUSE_LENGTH));
    at = at instanceof Error ? at.cause : undefined;
  }
  return causes;
}
