import type { Log } from '../../platform/log.ts';
import type { MetricDefinition, MetricSink } from '../../services/insights/ports.ts';

/** What a command that answers and ends would never tell anybody. Beyond it the oldest are forgotten; a guess. */
const MOST_KEPT = 10_000;

/** Metrics whose library is loaded when somebody may ask for them. */
export interface DeferredMetrics<N extends string> extends MetricSink<N> {
  /** Loads the library (45 ms here) and counts what was kept until now; a program that others can ask calls it. */
  open(): Promise<void>;
}

export function createDeferredMetrics<N extends string>(
  table: Readonly<Record<N, MetricDefinition>>,
  log: Log,
): DeferredMetrics<N> {
  let kept: ((sink: MetricSink<N>) => void)[] = [];
  let sink: MetricSink<N> | undefined;
  let loading: Promise<MetricSink<N>> | undefined;

  function tell(what: (to: MetricSink<N>) => void): void {
    if (sink !== undefined) {
      what(sink);
      return;
    }
    kept.push(what);
    if (kept.length > MOST_KEPT) kept.shift();
  }

  function load(): Promise<MetricSink<N>> {
    loading ??= import('./prometheus-metrics.ts').then(({ createPrometheusMetrics }) => {
      const loaded = createPrometheusMetrics(table, log);
      for (const what of kept) what(loaded);
      kept = [];
      sink = loaded;
      return loaded;
    });
    return loading;
  }

  return {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    count: (name, labels, by) => tell((to) => to.count(name, labels, by)),
    observe: (name, value, labels) => tell((to) => to.observe(name, value, labels)),
    set: (name, value, labels) => tell((to) => to.set(name, value, labels)),
    forget: (name) => tell((to) => to.forget(name)),
    text: async () => (await load()).text(),
    async open() {
      await load();
    },
  };
}
