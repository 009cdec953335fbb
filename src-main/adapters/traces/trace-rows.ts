import { Failure } from '../../../src-contract/failure.ts';
import { type AnswerTrace, answerTraceSchema } from '../../../src-contract/traces.ts';
import { answerPhases } from '../../engine/metrics/answer-phases.ts';

/** Columns of a file of answers, as DuckDB names their types; described in docs/FORMATS.md. */
const COLUMNS = {
  trace: 'VARCHAR',
  conversation: 'VARCHAR',
  message: 'VARCHAR',
  started_at: 'TIMESTAMP',
  query: 'VARCHAR',
  scope: 'VARCHAR',
  mode: 'VARCHAR',
  stages: [{ stage: 'VARCHAR', outcome: 'VARCHAR', ms: 'DOUBLE' }],
  candidates: [{ chunk: 'UINTEGER', source: 'VARCHAR', lists: 'MAP(VARCHAR, DOUBLE)' }],
  final: [{ chunk: 'UINTEGER', score: 'DOUBLE' }],
  generator_kind: 'VARCHAR',
  generator_name: 'VARCHAR',
  tokens_in: 'UINTEGER',
  tokens_out: 'UINTEGER',
  first_token_ms: 'DOUBLE',
  tokens_per_second: 'DOUBLE',
  supported: 'UINTEGER',
  partly: 'UINTEGER',
  unsupported: 'UINTEGER',
  limits: ['VARCHAR'],
  ending: 'VARCHAR',
  failure: 'VARCHAR',
  status: 'VARCHAR',
  confidence: 'DOUBLE',
  retrieval_ms: 'DOUBLE',
  rerank_ms: 'DOUBLE',
  synthesis_ms: 'DOUBLE',
  total_ms: 'DOUBLE',
} as const;

/** For `from_json`: a list of rows. */
export const ROWS_STRUCTURE = JSON.stringify([COLUMNS]);

/** Values by column, as JSON. */
export function toRow(trace: AnswerTrace): Readonly<Record<string, unknown>> {
  const { retrieval, rerank, synthesis } = answerPhases(trace);
  return {
    trace: trace.trace,
    conversation: trace.conversation,
    message: trace.message,
    started_at: trace.startedAt,
    query: trace.query,
    scope: JSON.stringify(trace.scope),
    mode: trace.mode,
    stages: trace.stages,
    candidates: trace.candidates,
    final: trace.final,
    generator_kind: trace.generator.kind,
    generator_name: trace.generator.name,
    tokens_in: trace.tokensIn,
    tokens_out: trace.tokensOut,
    first_token_ms: trace.firstTokenMs,
    tokens_per_second: trace.tokensPerSecond,
    ...trace.verdicts,
    limits: trace.limits,
    ending: trace.ending,
    failure: trace.failure,
    status: trace.status,
    confidence: trace.confidence,
    retrieval_ms: retrieval,
    rerank_ms: rerank,
    synthesis_ms: synthesis,
    total_ms: trace.totalMs,
  };
}

/**
 * The trace of a row that the database gave as JSON.
 *
 * @throws Failure `corrupt` when it is none
 */
export function fromRow(json: string): AnswerTrace {
  const row = JSON.parse(json) as Record<string, unknown>;
  const given = (name: string): unknown => row[name] ?? undefined;
  const parsed = answerTraceSchema.safeParse(
    withoutUndefined({
      trace: row.trace,
      conversation: given('conversation'),
      message: given('message'),
      startedAt: toIsoTime(row.started_at),
      query: row.query,
      scope: JSON.parse(String(row.scope)),
      mode: row.mode,
      stages: row.stages,
      candidates: row.candidates,
      final: row.final,
      generator: { kind: row.generator_kind, name: row.generator_name },
      tokensIn: given('tokens_in'),
      tokensOut: given('tokens_out'),
      firstTokenMs: given('first_token_ms'),
      tokensPerSecond: given('tokens_per_second'),
      verdicts:
        given('supported') === undefined
          ? undefined
          : { supported: row.supported, partly: row.partly, unsupported: row.unsupported },
      limits: row.limits,
      ending: row.ending,
      failure: given('failure'),
      status: given('status'),
      confidence: given('confidence'),
      totalMs: row.total_ms,
    }),
  );
  if (parsed.success) return parsed.data;
  throw new Failure('corrupt', `The trace ${String(row.trace)} cannot be read: it is of another version of Carrel.`, {
    reason: 'traces/bad-row',
    cause: parsed.error,
  });
}

/** `2026-11-21 16:00:00.123`, which is UTC, as `2026-11-21T16:00:00.123Z`. */
export function toIsoTime(timestamp: unknown): string {
  return new Date(`${String(timestamp).replace(' ', 'T')}Z`).toISOString();
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
