export { createInsightsService, type InsightsService, type InsightsServiceDeps } from './insights-service.ts';
export { METRICS, type MetricName } from './metric-table.ts';
export type { Erased, EraseTarget, MetricSink, Reading } from './ports.ts';
