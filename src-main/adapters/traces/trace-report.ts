import type { DuckDBConnection } from '@duckdb/node-api';
import type { ConversationId, MessageId, TraceId } from '../../../src-contract/ids.ts';
import type { AnswerBrief, LatencyPart } from '../../../src-contract/insights.ts';
import type { AnswerStage, StageOutcome } from '../../../src-contract/traces.ts';
import type { ReportPeriod, TraceReport } from '../../services/insights/ports.ts';
import { toIsoTime } from './trace-rows.ts';

/** Limits that hold no answer back: no model was there, and none was promised; or the answer says where it was written. */
const HELD_BACK = `list_filter(limits, lambda code: code NOT IN ('no-model', 'sent-out'))`;

type Row = Readonly<Record<string, unknown>>;

/** Below this an answer is among the worst. A guess; the checker's calibration will say more. */
const LOW_CONFIDENCE = 0.4;

const PARTS = `
  SELECT s.stage AS part, s.ms AS ms FROM (SELECT unnest(stages) AS s FROM period) WHERE s.outcome <> 'skipped'
  UNION ALL SELECT 'retrieval', retrieval_ms FROM period WHERE retrieval_ms IS NOT NULL
  UNION ALL SELECT 'first-token', first_token_ms FROM period WHERE first_token_ms IS NOT NULL
  UNION ALL SELECT 'total', total_ms FROM period WHERE ending <> 'stopped'`;
const QUANTILES = 'quantile_cont(ms, [0.5, 0.95, 0.99])';
const BRIEF = `trace, conversation, message, started_at::VARCHAR AS started_at, query, total_ms, ending, status,
  confidence, unsupported::INTEGER AS unsupported, limits`;

/**
 * What the answers of a period say.
 *
 * Percentiles interpolate between the two nearest answers. How long a stopped answer took says nothing, so it does not
 * count in the total.
 *
 * @param answers a query that gives every stored answer once
 */
export async function reportTraces(
  connection: DuckDBConnection,
  answers: string,
  { from, to, bucket, limit }: ReportPeriod,
): Promise<TraceReport> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE period AS
       SELECT * EXCLUDE (candidates, final, scope) FROM (${answers})
       WHERE started_at >= $1::TIMESTAMP AND started_at < $2::TIMESTAMP`,
    [plainTime(from), plainTime(to)],
  );
  const all = async (query: string): Promise<Row[]> => {
    return (await connection.runAndReadAll(query)).getRowObjectsJson() as Row[];
  };
  const briefs = async (rest: string): Promise<AnswerBrief[]> => {
    return (await all(`SELECT ${BRIEF} FROM period ${rest}, trace LIMIT ${limit}`)).map(toBrief);
  };
  const [counted = {}] = await all(`SELECT count(*) AS total,
      count_if(ending = 'complete') AS complete, count_if(ending = 'stopped') AS stopped,
      count_if(ending = 'failed') AS failed, count_if(status = 'answered') AS answered,
      count_if(status = 'partly') AS partly, count_if(status = 'not-in-sources') AS not_in_sources,
      count_if(len(${HELD_BACK}) > 0) AS degraded FROM period`);
  const latency = await all(`SELECT part, count(*) AS answers, ${QUANTILES} AS q FROM (${PARTS}) GROUP BY part`);
  const firstToken = await all(`SELECT generator_kind AS kind, count(*) AS answers, ${QUANTILES} AS q
      FROM (SELECT generator_kind, first_token_ms AS ms FROM period WHERE first_token_ms IS NOT NULL) GROUP BY kind`);
  const throughput = await all(`SELECT date_trunc('${bucket}', started_at)::VARCHAR AS at, count(*) AS answers,
      quantile_cont(total_ms, [0.5, 0.95]) AS q FROM period GROUP BY 1 ORDER BY 1`);
  const degradations = await all(`SELECT code, count(*) AS answers
      FROM (SELECT DISTINCT trace, unnest(${HELD_BACK}) AS code FROM period) GROUP BY code ORDER BY answers DESC, code`);
  const outcomes = await all(`SELECT s.stage AS stage, s.outcome AS outcome, count(*) AS answers
      FROM (SELECT unnest(stages) AS s FROM period) GROUP BY ALL ORDER BY stage, outcome`);
  const generators = await all(`SELECT generator_kind AS kind, generator_name AS name, count(*) AS answers,
      median(tokens_per_second) AS speed FROM period GROUP BY ALL ORDER BY answers DESC, name`);
  return {
    answers: {
      ...pickCounts(counted, ['total', 'complete', 'stopped', 'failed', 'answered', 'partly', 'degraded']),
      notInSources: Number(counted.not_in_sources ?? 0),
    },
    latency: latency.map((row) => ({ part: row.part as LatencyPart, ...toQuantiles(row) })),
    firstToken: firstToken.map((row) => ({ kind: String(row.kind), ...toQuantiles(row) })),
    throughput: throughput.map((row) => {
      const { answers, p50Ms, p95Ms } = toQuantiles(row);
      return { at: toIsoTime(row.at), answers, p50Ms, p95Ms };
    }),
    degradations: degradations.map((row) => ({ code: String(row.code), answers: Number(row.answers) })),
    outcomes: outcomes.map((row) => ({
      stage: row.stage as AnswerStage,
      outcome: row.outcome as StageOutcome,
      answers: Number(row.answers),
    })),
    generators: generators.map(({ kind, name, answers, speed }) => ({
      kind: String(kind),
      name: String(name),
      answers: Number(answers),
      ...(typeof speed === 'number' ? { tokensPerSecond: speed } : {}),
    })),
    slowest: await briefs('ORDER BY total_ms DESC'),
    worst: await briefs(`WHERE ending = 'failed' OR unsupported > 0 OR confidence < ${LOW_CONFIDENCE}
      ORDER BY ending = 'failed' DESC, coalesce(unsupported / (supported + partly + unsupported), 0) DESC,
      confidence ASC NULLS LAST, started_at DESC`),
  };
}

/** `2026-11-21 16:00:00.123`, in UTC, as rows have it. */
function plainTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}

function pickCounts<K extends string>(row: Row, names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, Number(row[name] ?? 0)])) as Record<K, number>;
}

function toQuantiles(row: Row): { answers: number; p50Ms: number; p95Ms: number; p99Ms: number } {
  const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = row.q as number[];
  return { answers: Number(row.answers), p50Ms, p95Ms, p99Ms };
}

function toBrief(row: Row): AnswerBrief {
  const { conversation, message, status, confidence, unsupported } = row;
  return {
    trace: row.trace as TraceId,
    ...(conversation === null ? {} : { conversation: conversation as ConversationId }),
    ...(message === null ? {} : { message: message as MessageId }),
    startedAt: toIsoTime(row.started_at),
    query: String(row.query),
    totalMs: Number(row.total_ms),
    ending: row.ending as AnswerBrief['ending'],
    ...(status === null ? {} : { status: status as NonNullable<AnswerBrief['status']> }),
    ...(confidence === null ? {} : { confidence: Number(confidence) }),
    ...(unsupported === null ? {} : { unsupported: Number(unsupported) }),
    limits: row.limits as string[],
  };
}
