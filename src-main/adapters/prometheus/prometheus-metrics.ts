import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from '../../platform/log.ts';
import type { Labels, MetricDefinition, MetricSink } from '../../services/insights/ports.ts';

type Metric = Counter | Gauge | Histogram;

/**
 * Keeps metrics in memory for who asks; nothing is sent anywhere. They begin anew with the process.
 *
 * A metric without labels stands at 0 from the start, so that what never happened can be told from what is not known.
 */
export function createPrometheusMetrics<N extends string>(
  table: Readonly<Record<N, MetricDefinition>>,
  log: Log,
): MetricSink<N> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = new Map<string, Metric>();
  for (const [name, definition] of Object.entries<MetricDefinition>(table)) {
    metrics.set(name, createMetric(name, definition, registry));
  }

  /** A wrong label is a bug of ours, and no reason to lose an answer. */
  function guarded(name: string, work: (metric: Metric | undefined) => void): void {
    try {
      work(metrics.get(name));
    } catch (thrown) {
      log.warn('A metric could not be kept', { name, error: thrown });
    }
  }

  return {
    contentType: registry.contentType,
    count: (name, labels = {}, by = 1) =>
      guarded(name, (metric) => {
        if (metric instanceof Counter) metric.inc(labels, by);
      }),
    observe: (name, value, labels = {}) =>
      guarded(name, (metric) => {
        if (metric instanceof Histogram) metric.observe(labels, value);
      }),
    set: (name, value, labels = {}) => guarded(name, (metric) => replace(metric, value, labels)),
    forget: (name) =>
      guarded(name, (metric) => {
        if (metric instanceof Gauge) metric.reset();
      }),
    text: () => registry.metrics(),
  };
}

function createMetric(name: string, { kind, help, labels, buckets }: MetricDefinition, registry: Registry): Metric {
  const shape = { name, help, labelNames: [...labels], registers: [registry] };
  if (kind === 'counter') return new Counter(shape);
  if (kind === 'gauge') return new Gauge(shape);
  return new Histogram({ ...shape, ...(buckets === undefined ? {} : { buckets: [...buckets] }) });
}

/** A counter that somebody else counts is put to what that one says. */
function replace(metric: Metric | undefined, value: number, labels: Labels): void {
  if (metric instanceof Gauge) metric.set(labels, value);
  else if (metric instanceof Counter) {
    if (Object.keys(labels).length === 0) metric.reset();
    else metric.remove(labels);
    metric.inc(labels, value);
  }
}
