import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CarrelHandlers } from '../src-contract/index.ts';
import type { Job } from '../src-contract/job.ts';
import type { SearchOutput } from '../src-contract/search.ts';
import type { Catalog } from './adapters/duckdb/catalog.ts';
import { createFeedbackStore } from './adapters/duckdb/feedback-store.ts';
import type { LibraryFolder } from './adapters/files/library-folder.ts';
import { createFileSpans } from './adapters/opentelemetry/file-spans.ts';
import { createDeferredMetrics, type DeferredMetrics } from './adapters/prometheus/deferred-metrics.ts';
import { createTraceStore } from './adapters/traces/trace-store.ts';
import type { CallObserver } from './hosts/follow-call.ts';
import type { LibraryCore } from './library-core.ts';
import type { Disposals } from './platform/disposals.ts';
import { type Log, namedLog } from './platform/log.ts';
import { recallOfFeedback } from './services/feedback/index.ts';
import {
  createInsightsService,
  type InsightsService,
  METRICS,
  type MetricName,
  type Reading,
} from './services/insights/index.ts';
import type { SettingsService } from './services/settings/index.ts';
import type { RecoveryBook } from './services/system/index.ts';

export interface InsightsParts {
  readonly insights: InsightsService;
  /** Loads what answers `/metrics`. */
  readonly openMetrics: () => Promise<void>;
  /** Counts calls and failures. */
  readonly observer: CallObserver;
  /** The search of the core, with its times counted. */
  readonly search: Pick<LibraryCore['search'], 'search' | 'handlers'>;
  /** Evaluation whose results can be read in the metrics. */
  observeEvaluation(handlers: CarrelHandlers['evaluation']): CarrelHandlers['evaluation'];
}

export interface InsightsPartsOptions {
  readonly version: string;
  readonly folder: LibraryFolder;
  readonly catalog: Catalog;
  readonly core: LibraryCore;
  readonly recoveries: RecoveryBook;
  readonly settings: SettingsService;
  readonly log: Log;
}

/** What records answers and tells how the program does. Everything stays in the library's folder. */
export function buildInsights(options: InsightsPartsOptions, disposals: Disposals): InsightsParts {
  const { version, folder, core, recoveries, settings } = options;
  const log = namedLog(options.log, 'insights');
  const metrics = createDeferredMetrics(METRICS, log);
  /** An evaluation of this process knows recall better than ratings do. */
  let isMeasured = false;
  const insights = createInsightsService({
    store: createTraceStore({
      folder: folder.traces,
      log,
      onDamage: (message) => recoveries.add({ kind: 'traces-damaged', count: 1, message }),
    }),
    spans: createFileSpans({ folder: folder.traces, version, log }),
    metrics,
    settings: settings.current,
    readings: async () => [
      ...(await readMetrics(options)),
      ...(isMeasured ? [] : await readRecall(options.catalog, metrics)),
    ],
    logsBytes: () => sizeOfFiles(folder.logs),
    log,
    now: () => new Date(),
  });
  disposals.add(() => insights.close());
  settings.onChange((now, before) => {
    if (now['traces.keepDays'] !== before['traces.keepDays']) void insights.tidy();
  });
  observeJobs(core, metrics);
  return {
    insights,
    openMetrics: metrics.open,
    observer: {
      ended({ method, failure }) {
        metrics.count('carrel_calls_total', { method });
        if (failure !== undefined && failure !== 'cancelled') metrics.count('carrel_errors_total', { code: failure });
      },
    },
    search: observeSearch(core.search, metrics),
    observeEvaluation: (handlers) =>
      observeEvaluation(handlers, metrics, () => {
        isMeasured = true;
      }),
  };
}

type Metrics = DeferredMetrics<MetricName>;

function observeSearch({ search, handlers }: LibraryCore['search'], metrics: Metrics): InsightsParts['search'] {
  function observed({ timings, mode }: Pick<SearchOutput, 'timings' | 'mode'>): void {
    const { vector, embed } = timings;
    if (vector !== undefined) metrics.observe('carrel_vector_search_latency_seconds', vector / 1000, { mode });
    if (vector !== undefined && embed !== undefined) metrics.observe('carrel_embedding_seconds', embed / 1000);
  }
  return {
    async search(input, signal, timing) {
      const output = await search(input, signal, timing);
      observed(output);
      return output;
    },
    handlers: {
      ...handlers,
      async query(input, context) {
        const output = await handlers.query(input, context);
        observed(output);
        return output;
      },
    },
  };
}

/** Remembers jobs that ended, so that each is counted once. */
function observeJobs({ library }: LibraryCore, metrics: Metrics): void {
  const counted = new Set<string>();
  library.onChange(() => {
    for (const { id, kind, state, createdAt, finishedAt } of library.jobs()) {
      if (state !== 'done' || finishedAt === undefined || counted.has(id)) continue;
      counted.add(id);
      const seconds = (Date.parse(finishedAt) - Date.parse(createdAt)) / 1000;
      metrics.observe('carrel_index_build_seconds', Math.max(0, seconds), { kind });
    }
  });
}

function observeEvaluation(
  handlers: CarrelHandlers['evaluation'],
  metrics: Metrics,
  onMeasured: () => void,
): CarrelHandlers['evaluation'] {
  const measured = (recalls: Readonly<Record<string, number>>): void => {
    onMeasured();
    metrics.forget('carrel_retrieval_recall_at_k');
    for (const [k, recall] of Object.entries(recalls)) metrics.set('carrel_retrieval_recall_at_k', recall, { k });
  };
  return {
    ...handlers,
    async *beir(input, context) {
      const result = yield* handlers.beir(input, context);
      const figures = result.modes.hybrid ?? Object.values(result.modes)[0];
      if (figures !== undefined) measured({ 10: figures.recall10, 100: figures.recall100 });
      return result;
    },
    async *codeFiles(input, context) {
      const result = yield* handlers.codeFiles(input, context);
      measured({ 10: result.recall10 });
      return result;
    },
  };
}

/** As many passages as a person may look through; 10 is what an answer reads. */
const RECALL_KS = [1, 3, 5, 10] as const;

async function readRecall(catalog: Catalog, metrics: Metrics): Promise<Reading<MetricName>[]> {
  const recalls = await recallOfFeedback(createFeedbackStore(catalog), RECALL_KS);
  metrics.forget('carrel_retrieval_recall_at_k'); // a rating may have been taken back
  return [...recalls].map(([k, value]) => ({ name: 'carrel_retrieval_recall_at_k', value, labels: { k: String(k) } }));
}

const QUEUE_STATES: readonly Job['state'][] = ['queued', 'running', 'paused'];

async function readMetrics({ catalog, core, recoveries }: InsightsPartsOptions): Promise<Reading<MetricName>[]> {
  const { collections, caches, graphs, indexBytes, chunks } = core.search.stats();
  const live = [...collections.values()].flatMap(({ index }) => index ?? []);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const size = (part: string, value: number): Reading<MetricName> => {
    return { name: 'carrel_vector_index_size', value, labels: { part } };
  };
  const jobs = core.library.jobs();
  const waiting = jobs.filter(({ state }) => state === 'queued' || state === 'running');
  const oldest = Math.min(...waiting.map(({ createdAt }) => Date.parse(createdAt)));
  return [
    size('passages', chunks),
    size('tombstones', sum(live.map(({ tombstones }) => tombstones))),
    size('segments', sum(live.map(({ segments }) => segments))),
    size('graph', sum(graphs.map(({ state, vectors }) => (state === 'serving' ? vectors : 0)))),
    size('bytes', indexBytes),
    { name: 'carrel_catalog_connections_active', value: catalog.connections() },
    { name: 'carrel_recoveries_total', value: recoveries.total() },
    ...(['results', 'embeddings'] as const).flatMap((cache): Reading<MetricName>[] => [
      { name: 'carrel_cache_hits_total', value: caches[cache].hits, labels: { cache } },
      { name: 'carrel_cache_misses_total', value: caches[cache].misses, labels: { cache } },
    ]),
    ...QUEUE_STATES.map((state): Reading<MetricName> => {
      const value = jobs.filter((job) => job.state === state).length;
      return { name: 'carrel_queue_length', value, labels: { state } };
    }),
    {
      name: 'carrel_queue_age_seconds',
      value: waiting.length === 0 ? 0 : Math.max(0, (Date.now() - oldest) / 1000),
    },
  ];
}

async function sizeOfFiles(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []); // no log was written yet
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0, // rotated away in the meantime
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
