import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import { errorCode, syncFolder, writeFileAtomic } from '../../platform/atomic-file.ts';
import { createSerial } from '../../platform/serial.ts';
import type { Acknowledged, AcknowledgementJournal, JournalContent } from '../../services/library/ports.ts';
import { fileFailure } from './file-failure.ts';
import { FIRST_LINE, formatLine, type JournalRecord, parseLine } from './journal-lines.ts';

/** Growth since the last rewrite at which a journal is rewritten, and at least twice its size then. A guess. */
const REWRITE_BYTES = 8 << 20;
/** Records per line of a rewritten journal: one flipped bit spoils one line. */
const SOURCES_A_LINE = 64;
/** Lines parsed before others get a turn: about 5 ms. */
const LINES_AT_ONCE = 200;

/**
 * Keeps the journal in one file: a line per commit, appended and synced before anyone hears of the acknowledgement.
 *
 * What a crash left of a last line is cut off; any other line that fails its checksum is counted as damage and its
 * file is kept aside when the journal is rewritten.
 */
export function createAcknowledgementJournal(path: string): AcknowledgementJournal & { close(): Promise<void> } {
  const inTurn = createSerial();
  let file: FileHandle | undefined;
  let sizeBytes = 0;
  let rewriteAt = Number.POSITIVE_INFINITY;

  async function opened(): Promise<FileHandle> {
    if (file !== undefined) return file;
    const handle = await open(path, 'a', 0o600);
    try {
      sizeBytes = await endLastLine(handle, await readFile(path));
      if (sizeBytes === 0) {
        sizeBytes = await appendDurably(handle, FIRST_LINE, 0);
        await syncFolder(dirname(path));
      }
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
    rewriteAt = sizeBytes + Math.max(REWRITE_BYTES, sizeBytes);
    file = handle;
    return handle;
  }

  async function closeFile(): Promise<void> {
    const handle = file;
    file = undefined;
    await handle?.close();
  }

  function append(record: JournalRecord): Promise<void> {
    return inTurn(async () => {
      try {
        sizeBytes = await appendDurably(await opened(), formatLine(record), sizeBytes);
        if (sizeBytes < rewriteAt) return;
        const { entries, damaged } = await fold(path);
        if (damaged > 0) return; // the next start looks into it
        await replace([...entries.values()]);
      } catch (thrown) {
        throw fileFailure('write the acknowledgement journal', path, thrown);
      }
    });
  }

  async function replace(entries: readonly Acknowledged[]): Promise<void> {
    await closeFile();
    await writeFileAtomic(path, [FIRST_LINE, ...linesOf(entries)].join(''), { mode: 0o600 });
    rewriteAt = Number.POSITIVE_INFINITY;
  }

  return {
    async acknowledge({ at, collection, sources, removed }) {
      if (removed.length > 0) await append({ type: 'forgotten', ids: [...removed] });
      if (sources.length === 0) return;
      await append({
        type: 'acknowledged',
        at: at.getTime(),
        collection: [collection.id, collection.name],
        sources: sources.map(({ id, hash, origin, path, parentId }) => [id, hash, origin, path, parentId ?? null]),
      });
    },
    async forget(ids) {
      if (ids.length > 0) await append({ type: 'forgotten', ids: [...ids] });
    },
    read: () =>
      inTurn(async () => {
        try {
          return await fold(path);
        } catch (thrown) {
          throw fileFailure('read the acknowledgement journal', path, thrown);
        }
      }),
    rewrite: (entries, { keepOld }) =>
      inTurn(async () => {
        try {
          await closeFile();
          if (keepOld) await rename(path, `${path}.damaged-${Date.now().toString(36)}`);
          await replace(entries);
        } catch (thrown) {
          throw fileFailure('write the acknowledgement journal', path, thrown);
        }
      }),
    close: () => inTurn(closeFile),
  };
}

/** Appends and syncs; what a failed write left is cut off, so that the next line begins where this one should have. */
async function appendDurably(file: FileHandle, line: string, sizeBytes: number): Promise<number> {
  try {
    await file.appendFile(line);
    await file.datasync();
  } catch (thrown) {
    await file.truncate(sizeBytes).catch(() => undefined); // the line is then damage that the next start counts
    throw thrown;
  }
  return sizeBytes + Buffer.byteLength(line);
}

/** Ends a last line that lacks only its end, or has another byte there; cuts off one that is torn. @returns the size then */
async function endLastLine(file: FileHandle, bytes: Uint8Array): Promise<number> {
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  if (wholeBytes === bytes.length) return wholeBytes;
  const last = readLastLine(Buffer.from(bytes.subarray(wholeBytes)).toString('utf8'));
  if (last === undefined) {
    await file.truncate(wholeBytes);
    return wholeBytes;
  }
  const lineBytes = bytes.length - (last.isDamaged ? 1 : 0);
  await file.truncate(lineBytes);
  return appendDurably(file, '\n', lineBytes);
}

/** A last line without its end: the record may be whole, and the end missing or, when a bit of it flipped, another byte. */
function readLastLine(text: string): { readonly line: string; readonly isDamaged: boolean } | undefined {
  if (parseLine(text) !== undefined) return { line: text, isDamaged: false };
  const line = text.slice(0, -1);
  return parseLine(line) === undefined ? undefined : { line, isDamaged: true };
}

/** What holds after all records, in the order they were written. */
async function fold(path: string): Promise<JournalContent> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return { exists: false, entries: new Map(), records: 0, damaged: 0 };
    throw thrown;
  }
  const lines = text.split('\n');
  const last = readLastLine(lines.pop() ?? '');
  if (last !== undefined) lines.push(last.line);
  const entries = new Map<SourceId, Acknowledged>();
  let records = 0;
  let damaged = (lines[0] === FIRST_LINE.trimEnd() ? 0 : 1) + (last?.isDamaged === true ? 1 : 0);
  for (const [at, line] of lines.entries()) {
    if (at === 0) continue;
    const record = parseLine(line);
    if (record === undefined || record.type === 'journal') damaged++;
    else records += apply(entries, record);
    if (at % LINES_AT_ONCE === 0) await new Promise((resume) => setImmediate(resume));
  }
  return { exists: true, entries, records, damaged };
}

function apply(entries: Map<SourceId, Acknowledged>, record: Exclude<JournalRecord, { type: 'journal' }>): number {
  if (record.type === 'forgotten') {
    for (const id of record.ids) entries.delete(id as SourceId);
    return record.ids.length;
  }
  const collection = { id: record.collection[0] as CollectionId, name: record.collection[1] };
  for (const [id, hash, origin, path, parentId] of record.sources) {
    entries.set(id as SourceId, {
      id: id as SourceId,
      hash,
      origin,
      path,
      parentId: (parentId ?? undefined) as SourceId | undefined,
      collection,
      at: record.at,
    });
  }
  return record.sources.length;
}

function* linesOf(entries: readonly Acknowledged[]): Generator<string, void, void> {
  const groups = Map.groupBy(entries, ({ at, collection }) => `${at} ${collection.id} ${collection.name}`);
  for (const group of groups.values()) {
    for (let from = 0; from < group.length; from += SOURCES_A_LINE) {
      const part = group.slice(from, from + SOURCES_A_LINE);
      const [first] = part;
      if (first === undefined) continue;
      yield formatLine({
        type: 'acknowledged',
        at: first.at,
        collection: [first.collection.id, first.collection.name],
        sources: part.map(({ id, hash, origin, path, parentId }) => [id, hash, origin, path, parentId ?? null]),
      });
    }
  }
}
