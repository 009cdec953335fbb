import type { TraceId } from '../../../src-contract/ids.ts';
import type { AnswerTrace } from '../../../src-contract/traces.ts';
import type { Log } from '../../platform/log.ts';
import { newTraceId } from '../../platform/new-trace-id.ts';
import type { AnswerRecorder } from '../answer/index.ts';
import { countAnswer } from './answer-metrics.ts';
import type { MetricName } from './metric-table.ts';
import type { DoneSpan, InsightsSettings, MetricSink, SpanSink, TraceStore } from './ports.ts';

export interface RecorderDeps {
  readonly store: Pick<TraceStore, 'append'>;
  readonly spans: SpanSink;
  readonly metrics: MetricSink<MetricName>;
  readonly settings: () => InsightsSettings;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** A row was written. */
  readonly onRow: () => void;
}

/** Ids that were used lately: a caller who sends one twice gets a new one, since the id is the row's key. */
const REMEMBERED = 4_096;

interface Running {
  readonly startMs: number;
  readonly stages: DoneSpan[];
}

/** Records answers: spans, metrics, a log line and a row. */
export function createAnswerRecorder(deps: RecorderDeps): AnswerRecorder {
  const { store, spans, metrics, settings, log, nowMs, onRow } = deps;
  const used = new Set<TraceId>();
  const running = new Map<TraceId, Running>();

  function take(wanted: TraceId | undefined): TraceId {
    const trace = wanted === undefined || used.has(wanted) ? newTraceId() : wanted;
    used.add(trace);
    const [oldest] = used;
    if (used.size > REMEMBERED && oldest !== undefined) used.delete(oldest);
    return trace;
  }

  async function keep(trace: AnswerTrace): Promise<void> {
    if (settings()['traces.keepDays'] === 0) return;
    try {
      await store.append(trace);
      onRow();
    } catch (thrown) {
      metrics.count('carrel_trace_rows_lost_total');
      log.warn('The trace of an answer could not be written', { trace: trace.trace, error: thrown });
    }
  }

  function writeSpans(trace: AnswerTrace): void {
    const answer = running.get(trace.trace);
    running.delete(trace.trace);
    if (answer === undefined || !settings()['traces.spans']) return;
    spans.write(trace.trace, {
      name: 'answer',
      startMs: answer.startMs,
      endMs: nowMs(),
      failed: trace.ending === 'failed',
      attributes: spanAttributes(trace),
      parts: answer.stages,
    });
  }

  return {
    begin(wanted) {
      const trace = take(wanted);
      const stages: DoneSpan[] = [];
      running.set(trace, { startMs: nowMs(), stages });
      return {
        trace,
        span(stage) {
          const startMs = nowMs();
          return {
            end(outcome) {
              const failed = outcome === 'failed';
              stages.push({ name: stage, startMs, endMs: nowMs(), failed, attributes: { outcome }, parts: [] });
            },
          };
        },
      };
    },
    async finish(trace) {
      countAnswer(metrics, trace);
      log.info('Answered', {
        trace: trace.trace,
        ending: trace.ending,
        status: trace.status ?? 'unknown',
        mode: trace.mode,
        generator: trace.generator.kind,
        limits: trace.limits,
        latencyMs: Math.round(trace.totalMs),
      });
      await keep(trace);
      writeSpans(trace);
    },
  };
}

/** Numbers and codes only. */
function spanAttributes(trace: AnswerTrace): Record<string, string | number> {
  const { mode, ending, status, confidence, tokensIn, tokensOut, firstTokenMs } = trace;
  const given = { status, confidence, tokensIn, tokensOut, firstTokenMs, limits: trace.limits.join(' ') };
  return {
    mode,
    ending,
    generator: trace.generator.kind,
    candidates: trace.candidates.length,
    passages: trace.final.length,
    ...Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string | number] => {
        return entry[1] !== undefined && entry[1] !== '';
      }),
    ),
  };
}
