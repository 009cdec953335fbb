import { copyFile, type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AnswerTrace } from '../../../src-contract/traces.ts';
import { errorCode, syncFolder, writeFileAtomic } from '../../platform/atomic-file.ts';
import { createSerial } from '../../platform/serial.ts';
import { formatTraceLine, parseTraceLine } from './trace-lines.ts';

/** Rows that stand in no file of a day yet. */
export interface JournalRows {
  readonly traces: readonly AnswerTrace[];
  /** Bytes that hold them, a torn last line included; to be cut when they stand elsewhere. */
  readonly endBytes: number;
  /** Lines that are not as they were written. */
  readonly damaged: number;
}

/** The journal of answers: a line per answer, appended and synced. */
export interface TraceJournal {
  append(trace: AnswerTrace): Promise<void>;
  read(): Promise<JournalRows>;
  /** Removes the first `rows.endBytes` bytes, whole or not at all; lines appended since stay. */
  cut(rows: JournalRows): Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps the journal in `path`.
 *
 * A last line that a crash left half written is cut off by the next append or cut; nobody heard of it. Other lines that fail their checksum are
 * skipped; the file that holds them is copied aside before it is cut.
 */
export function createTraceJournal(path: string): TraceJournal {
  const inTurn = createSerial();
  let file: FileHandle | undefined;
  let sizeBytes = 0;

  async function opened(): Promise<FileHandle> {
    if (file !== undefined) return file;
    const handle = await open(path, 'a', 0o600);
    try {
      const bytes = await readFile(path);
      sizeBytes = bytes.lastIndexOf(0x0a) + 1;
      if (sizeBytes < bytes.length) await handle.truncate(sizeBytes);
      if (sizeBytes === 0) await syncFolder(dirname(path));
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
    file = handle;
    return handle;
  }

  async function closeFile(): Promise<void> {
    const handle = file;
    file = undefined;
    await handle?.close();
  }

  return {
    append: (trace) =>
      inTurn(async () => {
        const handle = await opened();
        const line = formatTraceLine(trace);
        try {
          await handle.appendFile(line);
          await handle.datasync();
        } catch (thrown) {
          await handle.truncate(sizeBytes).catch(() => undefined); // what stays is a torn line, which readers skip
          throw thrown;
        }
        sizeBytes += Buffer.byteLength(line);
      }),
    read: () => inTurn(() => readRows(path)),
    cut: (rows) =>
      inTurn(async () => {
        if (rows.endBytes === 0) return;
        if (rows.damaged > 0) {
          await copyFile(path, join(dirname(path), `journal.damaged-${Date.now().toString(36)}.ndjson`));
        }
        const bytes = await readFile(path);
        await closeFile();
        await writeFileAtomic(path, bytes.subarray(rows.endBytes), { mode: 0o600 });
      }),
    close: () => inTurn(closeFile),
  };
}

async function readRows(path: string): Promise<JournalRows> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return { traces: [], endBytes: 0, damaged: 0 };
    throw thrown;
  }
  const lines = bytes.toString('utf8').split('\n').slice(0, -1); // what stands behind the last end was torn
  const rows = lines.map(parseTraceLine);
  const traces = rows.filter((row) => row !== undefined);
  return { traces, endBytes: bytes.length, damaged: rows.length - traces.length };
}
