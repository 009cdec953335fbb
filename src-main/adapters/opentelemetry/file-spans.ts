import { appendFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TraceId } from '../../../src-contract/ids.ts';
import type { Log } from '../../platform/log.ts';
import { createSerial } from '../../platform/serial.ts';
import type { DoneSpan, SpanSink } from '../../services/insights/ports.ts';
import { toOtlpLine } from './otlp-lines.ts';
import type { SpanWriter } from './span-writer.ts';

export interface FileSpansOptions {
  /** `<library>/traces` */
  readonly folder: string;
  readonly version: string;
  readonly log: Log;
  readonly now?: () => Date;
  readonly maxBytes?: number;
}

/** A day has two files at most: 16 MB, about 5,000 answers of ten stages. Guess, unmeasured. */
const MAX_BYTES = 8 * 1024 * 1024;
/** Until the words of an answer are on their way to who asked. A guess. */
const WRITE_AFTER_MS = 250;
const SPAN_FILE = /^spans-(\d{4}-\d{2}-\d{2})(\.1)?\.jsonl$/;

/**
 * Writes spans to `spans-YYYY-MM-DD.jsonl`, a line of OTLP JSON per batch; nothing is ever sent anywhere.
 *
 * A file that would outgrow its bound becomes `spans-YYYY-MM-DD.1.jsonl`, in the place of the one before. What cannot
 * be written is lost and logged: spans are for looking, not for keeping. The library of OpenTelemetry is loaded with
 * the first span (70 ms here), after the answer and not before it.
 */
export function createFileSpans(options: FileSpansOptions): SpanSink {
  const { folder, version, log, now = () => new Date(), maxBytes = MAX_BYTES } = options;
  let provider: Promise<SpanWriter> | undefined;
  let waiting: (readonly [TraceId, DoneSpan])[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function writer(): Promise<SpanWriter> {
    provider ??= import('./span-writer.ts').then(({ createSpanWriter }) => {
      return createSpanWriter(version, createFileExporter({ folder, log, now, maxBytes }));
    });
    return provider;
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const spans = waiting;
    waiting = [];
    try {
      const ready = await writer();
      for (const [trace, span] of spans) ready.write(trace, span);
    } catch (thrown) {
      log.warn('Spans could not be written', { error: thrown });
    }
  }

  return {
    write(trace: TraceId, span: DoneSpan) {
      waiting.push([trace, span]);
      timer ??= setTimeout(() => void flush(), WRITE_AFTER_MS).unref(); // closing flushes as well
    },
    async sizeBytes() {
      const sizes = await Promise.all((await spanFiles(folder)).map(async ({ path }) => (await stat(path)).size));
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    async removeBefore(day) {
      const old = (await spanFiles(folder)).filter((file) => file.day < day);
      await Promise.all(old.map(({ path }) => rm(path, { force: true })));
    },
    async close() {
      await flush();
      await (await provider)?.close();
    },
  };
}

function createFileExporter({ folder, log, now, maxBytes }: Required<Omit<FileSpansOptions, 'version'>>): SpanExporter {
  const inTurn = createSerial();
  let sizeBytes: number | undefined;
  let day = '';

  async function write(line: string): Promise<void> {
    const today = now().toISOString().slice(0, 10);
    const path = join(folder, `spans-${today}.jsonl`);
    if (today !== day || sizeBytes === undefined) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      sizeBytes = await stat(path).then(
        ({ size }) => size,
        () => 0, // the first of the day
      );
      day = today;
    }
    const bytes = Buffer.byteLength(line);
    if (sizeBytes > 0 && sizeBytes + bytes > maxBytes) {
      await rename(path, join(folder, `spans-${today}.1.jsonl`));
      sizeBytes = 0;
    }
    await appendFile(path, line, { mode: 0o600 });
    sizeBytes += bytes;
  }

  return {
    export(spans, done) {
      inTurn(() => write(toOtlpLine(spans))).then(
        () => done({ code: 0 }),
        (thrown: unknown) => {
          sizeBytes = undefined;
          log.warn('Spans could not be written', { error: thrown });
          done({ code: 0 }); // said already; a failure here would be thrown at whoever closes
        },
      );
    },
    forceFlush: () => inTurn(async () => undefined),
    shutdown: () => inTurn(async () => undefined),
  };
}

async function spanFiles(folder: string): Promise<{ path: string; day: string }[]> {
  const names = await readdir(folder).catch(() => []); // nothing was written yet
  return names.flatMap((name) => {
    const day = SPAN_FILE.exec(name)?.[1];
    return day === undefined ? [] : [{ path: join(folder, name), day }];
  });
}
