import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Scope } from '../../../src-contract/passage.ts';
import type { Log } from '../../platform/log.ts';
import type { AnswerRecorder } from '../answer/index.ts';
import { createActiveScopes } from './active-scopes.ts';
import { createAnswerRecorder } from './answer-recorder.ts';
import { fillGaps } from './fill-gaps.ts';
import { createFolding } from './folding.ts';
import type { MetricName } from './metric-table.ts';
import { judgeObjectives } from './objectives.ts';
import type {
  Erased,
  EraseTarget,
  InsightsSettings,
  MetricSink,
  Reading,
  ReportPeriod,
  SpanSink,
  TraceStore,
} from './ports.ts';

export interface InsightsServiceDeps {
  readonly store: TraceStore;
  readonly spans: SpanSink;
  readonly metrics: MetricSink<MetricName>;
  /** Read each time. */
  readonly settings: () => InsightsSettings;
  /** What is read when metrics are asked for. */
  readonly readings: () => Promise<readonly Reading<MetricName>[]>;
  readonly logsBytes: () => Promise<number>;
  readonly log: Log;
  readonly now: () => Date;
  /** Milliseconds since 1970, with fractions; the system's by default. */
  readonly nowMs?: () => number;
  /** How long rows wait for others before they are folded; given by tests. */
  readonly foldAfterMs?: number;
}

/** Records answers and tells how they went. */
export interface InsightsService {
  readonly handlers: CarrelHandlers['insights'];
  readonly recorder: AnswerRecorder;
  readonly metrics: MetricSink<MetricName>;
  /** The text of `/metrics`. */
  metricsText(): Promise<{ readonly text: string; readonly contentType: string }>;
  /** Folds now and removes days that are no longer kept. Never throws. */
  tidy(): Promise<void>;
  /** Forgets a conversation or a source at once. @throws Failure when files cannot be written */
  erase(target: EraseTarget): Promise<Erased>;
  close(): Promise<void>;
}

/** Up to this many days are shown by the hour. A guess: 72 points fill a chart. */
const DAYS_BY_HOUR = 3;
const DAY_MS = 86_400_000;
/** Nobody waits an hour for a first word; such a time is of a clock that was set. */
const LONGEST_WAIT_MS = 3_600_000;

export function createInsightsService(deps: InsightsServiceDeps): InsightsService {
  const { store, spans, metrics, settings, log, now } = deps;
  const folding = createFolding(deps);
  const scopes = createActiveScopes(now);
  const recorder = createAnswerRecorder({
    ...deps,
    nowMs: deps.nowMs ?? (() => performance.timeOrigin + performance.now()),
    onRow: folding.rowWritten,
  });

  async function summary(days: number, limit: number) {
    await folding.fold();
    const to = now();
    const from = new Date(to.getTime() - days * DAY_MS);
    const period: ReportPeriod = { from, to, bucket: days <= DAYS_BY_HOUR ? 'hour' : 'day', limit };
    const report = await store.report(period);
    const { firstToken, ...told } = report;
    const { answers, days: stored, sizeBytes, damaged } = await store.storage();
    return {
      ...told,
      period: { from: from.toISOString(), to: to.toISOString(), bucket: period.bucket },
      throughput: fillGaps(report.throughput, period),
      objectives: judgeObjectives({ ...told, firstToken }),
      storage: {
        answers,
        days: stored,
        tracesBytes: sizeBytes,
        spansBytes: await spans.sizeBytes(),
        logsBytes: await deps.logsBytes(),
        keepDays: settings()['traces.keepDays'],
        damaged: [...damaged],
      },
    };
  }

  return {
    metrics,
    recorder: {
      begin: recorder.begin,
      finish(trace) {
        scopes.seen(trace.scope as Scope);
        return recorder.finish(trace);
      },
    },
    handlers: {
      summary: ({ days, limit }) => summary(days, limit),
      async shown({ trace, startMs, endMs }) {
        const isBelievable = endMs >= startMs && endMs - startMs < LONGEST_WAIT_MS;
        if (isBelievable && settings()['traces.spans']) {
          spans.write(trace, { name: 'window', startMs, endMs, failed: false, attributes: {}, parts: [] });
        }
        return {};
      },
      async trace({ trace }) {
        const found = await store.find(trace);
        if (found !== undefined) return found;
        throw new Failure(
          'not-found',
          `There is no trace ${trace}. Traces are kept for ${settings()['traces.keepDays']} days; "carrel insights" lists some.`,
          { reason: 'insights/unknown-trace' },
        );
      },
    },
    async metricsText() {
      metrics.set('carrel_scopes_active', scopes.count());
      try {
        for (const { name, value, labels } of await deps.readings()) metrics.set(name, value, labels);
      } catch (thrown) {
        log.warn('Some metrics could not be read', { error: thrown }); // the others are still worth telling
      }
      return { text: await metrics.text(), contentType: metrics.contentType };
    },
    tidy: folding.fold,
    erase: (target) => store.erase(target),
    async close() {
      folding.stop();
      await spans.close();
      await store.close();
    },
  };
}
