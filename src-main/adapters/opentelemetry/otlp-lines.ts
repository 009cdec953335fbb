import type { Attributes, HrTime, SpanContext } from '@opentelemetry/api';

/** The part of a finished span that is written. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: number;
  readonly spanContext: () => SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: { readonly code: number };
  readonly attributes: Attributes;
  readonly resource: { readonly attributes: Attributes };
  readonly instrumentationScope: { readonly name: string; readonly version?: string };
}

/**
 * Spans as one line of OTLP JSON (`TracesData`), as the file exporter of the OpenTelemetry collector writes and its
 * receiver reads; ids are hexadecimal and 64-bit numbers strings, as the protocol's JSON mapping has it.
 */
export function toOtlpLine(spans: readonly FinishedSpan[]): string {
  const [first] = spans;
  if (first === undefined) return '';
  const data = {
    resourceSpans: [
      {
        resource: { attributes: toAttributes(first.resource.attributes) },
        scopeSpans: [{ scope: first.instrumentationScope, spans: spans.map(toSpan) }],
      },
    ],
  };
  return `${JSON.stringify(data)}\n`;
}

function toSpan(span: FinishedSpan): object {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext?.spanId;
  return {
    traceId,
    spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: span.name,
    kind: span.kind + 1, // the protocol keeps 0 for "unspecified"
    startTimeUnixNano: toNanos(span.startTime),
    endTimeUnixNano: toNanos(span.endTime),
    attributes: toAttributes(span.attributes),
    status: span.status.code === 0 ? {} : { code: span.status.code },
  };
}

function toNanos([seconds, nanos]: HrTime): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(nanos)));
}

function toAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined || value === null) return [];
    return [{ key, value: toValue(value) }];
  });
}

function toValue(value: NonNullable<Attributes[string]>): object {
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return { stringValue: String(value) };
}
