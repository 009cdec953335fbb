import { type Context, ROOT_CONTEXT, SpanStatusCode, type Tracer, trace as traces } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  RandomIdGenerator,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { TraceId } from '../../../src-contract/ids.ts';
import type { DoneSpan } from '../../services/insights/ports.ts';

/** Spans of one burst share a line. A guess. */
const BATCH_MS = 1_000;

/** Makes spans of OpenTelemetry of work that is done. */
export interface SpanWriter {
  write(trace: TraceId, span: DoneSpan): void;
  close(): Promise<void>;
}

export function createSpanWriter(version: string, exporter: SpanExporter): SpanWriter {
  const ids = new RandomIdGenerator();
  let next: TraceId | undefined;
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'carrel', 'service.version': version }),
    sampler: new AlwaysOnSampler(), // the environment shall not decide
    idGenerator: {
      generateTraceId: () => next ?? ids.generateTraceId(),
      generateSpanId: () => ids.generateSpanId(),
    },
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: BATCH_MS })],
  });
  const tracer = provider.getTracer('carrel', version);
  return {
    write(trace, span) {
      next = trace; // a root takes its trace from the generator of ids, which is asked at once
      writeSpan(tracer, span, ROOT_CONTEXT);
      next = undefined;
    },
    close: () => provider.shutdown(),
  };
}

function writeSpan(tracer: Tracer, done: DoneSpan, context: Context): void {
  const span = tracer.startSpan(done.name, { startTime: done.startMs, attributes: { ...done.attributes } }, context);
  const inside = traces.setSpan(context, span);
  for (const part of done.parts) writeSpan(tracer, part, inside);
  if (done.failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(done.endMs);
}
