import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import { sentence } from '../../../src-contract/host-message.ts';
import type { AppPaths } from '../../platform/app-paths.ts';
import type { ChildHandle, ChildLauncher } from '../../platform/child-process.ts';
import { createSerial } from '../../platform/serial.ts';
import type { OcrOutcome, OcrPageRequest, OcrReader } from '../../services/library/ports.ts';
import { formatOf } from '../extract/formats.ts';
import { type OcrReply, type OcrRequest, ocrReplySchema } from './ocr-messages.ts';

export interface OcrReaderOptions {
  readonly app: AppPaths;
  readonly launcher: ChildLauncher;
  /** For one page, from the moment the process begins with it; a dense page took 20 s on two busy cores. */
  readonly timeoutMs?: number;
}

/** A page that takes this long is no page of text. A guess, unmeasured. */
const TIMEOUT_MS = 120_000;
/** Of the whole process, for a picture at the cap with three languages. A guess, unmeasured. */
const MEMORY_MB = 1536;
/** To start Node, tesseract and its data. A guess for slow machines, unmeasured. */
const START_MS = 60_000;
/** The process takes some 300 MB while it waits. A guess. */
const IDLE_MS = 20_000;

/** Reads pages in a child process of its own, one after the other; the child is killed at its limits and on cancel. */
export function createOcrReader({ app, launcher, timeoutMs = TIMEOUT_MS }: OcrReaderOptions): OcrReader {
  const inTurn = createSerial();
  const dataFolder = join(app.resources, 'ocr');
  const pdfjsFolder = join(app.root, 'node_modules', 'pdfjs-dist');
  let child: ChildHandle | undefined;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;
  let isClosed = false;

  function stop(): void {
    clearTimeout(idle);
    child?.kill();
    child = undefined;
  }

  function ensureChild(): ChildHandle {
    clearTimeout(idle);
    if (child !== undefined) return child;
    const started = launcher.launch(app.worker('ocr'), { name: 'Carrel text recognition' });
    started.onExit(() => {
      if (child === started) child = undefined;
    });
    child = started;
    return started;
  }

  function ask(request: OcrPageRequest, signal: AbortSignal): Promise<OcrOutcome> {
    const id = nextId++;
    const { target, page, languages, maxBytes } = request;
    const started = ensureChild();
    return new Promise((resolve, reject) => {
      let timer = setTimeout(() => end(refused('timed-out', sentence('ocr-no-start'))), START_MS);
      const onAbort = (): void => {
        settle();
        stop();
        reject(cancelled());
      };
      let isSettled = false;
      function settle(): void {
        isSettled = true;
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      }
      /** The child cannot be trusted to be well: it goes. */
      function end(outcome: OcrOutcome): void {
        if (isSettled) return;
        settle();
        stop();
        resolve(outcome);
      }
      function hear(reply: OcrReply): void {
        if (isSettled || reply.id !== id) return;
        if (reply.kind === 'begun') {
          clearTimeout(timer);
          const seconds = Math.round(timeoutMs / 1000);
          const reason = sentence('ocr-too-long', { seconds });
          timer = setTimeout(() => end(refused('timed-out', reason)), timeoutMs);
        } else if (reply.kind === 'refused') {
          settle();
          if (reply.status === 'too-large') stop();
          resolve(refused(reply.status, reply.reason));
        } else {
          settle();
          resolve({ kind: 'read', page: reply.page });
        }
      }
      started.onMessage((raw) => {
        const reply = ocrReplySchema.safeParse(raw);
        if (reply.success) hear(reply.data);
        else end(refused('invalid', sentence('ocr-no-answer')));
      });
      started.onExit(() => end(refused('invalid', sentence('ocr-broke'))));
      signal.addEventListener('abort', onAbort, { once: true });
      const memoryMb = MEMORY_MB;
      started.send({ id, target, page, languages, maxBytes, memoryMb, dataFolder, pdfjsFolder } satisfies OcrRequest);
    });
  }

  return {
    canRead: (name, kind) => kind === 'pdf' || formatOf(name).reader === 'picture',
    readPage: (request, signal) =>
      inTurn(async () => {
        if (isClosed || signal.aborted) throw cancelled();
        for (const language of request.languages) {
          if (!existsSync(join(dataFolder, `${language}.traineddata.gz`))) throw notInstalled(language);
        }
        try {
          return await ask(request, signal);
        } finally {
          idle = setTimeout(stop, IDLE_MS).unref();
        }
      }),
    async close() {
      isClosed = true;
      stop();
    },
  };
}

function refused(status: Extract<OcrOutcome, { kind: 'refused' }>['status'], reason: string): OcrOutcome {
  return { kind: 'refused', status, reason };
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Reading the page was cancelled.', { reason: 'ocr/cancelled' });
}

function notInstalled(language: string): Failure {
  return new Failure(
    'unavailable',
    `Could not read pages without text: the data for "${language}" is missing from this installation. Install Carrel again.`,
    { reason: 'ocr/no-data' },
  );
}
