import type { ConversationId, SourceId, TraceId } from '../../../src-contract/ids.ts';
import type { InsightsSummary, Latency } from '../../../src-contract/insights.ts';
import type { AnswerTrace } from '../../../src-contract/traces.ts';

/** What shall be forgotten at once. */
export type EraseTarget =
  | { readonly kind: 'conversation'; readonly conversation: ConversationId }
  | { readonly kind: 'source'; readonly source: SourceId };

/** What an erasure did. */
export interface Erased {
  /** Rows that are gone (of a conversation), or that no longer name the source. */
  readonly rows: number;
  /** Names of damaged files that were put aside and cannot be searched: what was erased may still stand in them. */
  readonly remains: readonly string[];
}

/** What the stored answers of a period say. */
export interface TraceReport
  extends Pick<
    InsightsSummary,
    'answers' | 'latency' | 'throughput' | 'degradations' | 'outcomes' | 'generators' | 'slowest' | 'worst'
  > {
  /** Percentiles of the first token by kind of generator. */
  readonly firstToken: readonly (Omit<Latency, 'part'> & { readonly kind: string })[];
}

export interface ReportPeriod {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly bucket: 'hour' | 'day';
  /** Answers in each list. */
  readonly limit: number;
}

/** Keeps one row per answer for a number of days. */
export interface TraceStore {
  /** Resolves when the row survives a crash. @throws Failure when it cannot be written */
  append(trace: AnswerTrace): Promise<void>;
  /** Moves what was appended into the files of its days. Rows are never in two places for a reader. */
  fold(): Promise<void>;
  find(trace: TraceId): Promise<AnswerTrace | undefined>;
  report(period: ReportPeriod): Promise<TraceReport>;
  storage(): Promise<{
    readonly answers: number;
    readonly days: number;
    readonly sizeBytes: number;
    readonly damaged: readonly string[];
  }>;
  /** When it resolves, no row of the conversation, or no mention of the source, is in any file that can be read. */
  erase(target: EraseTarget): Promise<Erased>;
  /** Removes whole days before `day` (`YYYY-MM-DD`); returns how many. */
  removeBefore(day: string): Promise<number>;
  /** Folds and closes. Never throws: what could not be folded stays in the journal. */
  close(): Promise<void>;
}

/** A piece of work that is done. */
export interface DoneSpan {
  readonly name: string;
  /** Milliseconds since 1970, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly failed: boolean;
  /** Numbers and short codes, never text of a person or a document. */
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Pieces it was made of. */
  readonly parts: readonly DoneSpan[];
}

/** Where spans go. Nothing here ever throws, and nothing waits for a disk. */
export interface SpanSink {
  write(trace: TraceId, span: DoneSpan): void;
  sizeBytes(): Promise<number>;
  /** Removes files of days before `day` (`YYYY-MM-DD`). */
  removeBefore(day: string): Promise<void>;
  /** Resolves when what was handed over is written. */
  close(): Promise<void>;
}

/** Labels of a metric, by name. */
export type Labels = Readonly<Record<string, string>>;

/** What a metric is; names and labels are part of what others rely on. */
export interface MetricDefinition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper ends of the buckets, ascending; for histograms. */
  readonly buckets?: readonly number[];
}

/** Numbers about the program itself, by the names of a table of definitions. Nothing here ever throws. */
export interface MetricSink<N extends string = string> {
  count(name: N, labels?: Labels, by?: number): void;
  observe(name: N, value: number, labels?: Labels): void;
  /** Replaces the value; for what is read rather than counted. */
  set(name: N, value: number, labels?: Labels): void;
  /** Forgets a gauge with all its labels, for what is not known any more. */
  forget(name: N): void;
  /** All of them in the text format of Prometheus, version 0.0.4, with those of the process. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** A value that is read when somebody asks. */
export interface Reading<N extends string = string> {
  readonly name: N;
  readonly value: number;
  readonly labels?: Labels;
}

/** The settings that traces are kept by; read each time. */
export interface InsightsSettings {
  readonly 'traces.keepDays': number;
  readonly 'traces.spans': boolean;
}
