import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { AnswerTrace } from '../../../src-contract/traces.ts';
import type { Log } from '../../platform/log.ts';
import { createSerial } from '../../platform/serial.ts';
import type { EraseTarget, TraceStore } from '../../services/insights/ports.ts';
import { createDayFiles, type DayFiles } from './day-files.ts';
import { createTraceEngine, everyAnswer, fileList, loadFresh, quoted } from './trace-engine.ts';
import { createTraceJournal } from './trace-journal.ts';
import { reportTraces } from './trace-report.ts';
import { fromRow } from './trace-rows.ts';

export interface TraceStoreOptions {
  /** `<library>/traces` */
  readonly folder: string;
  readonly log: Log;
  /** Told when a damaged file was put aside, with a sentence for people. */
  readonly onDamage?: (message: string) => void;
}

/**
 * Keeps answers in `<folder>/journal.ndjson`, and by day in `<folder>/YYYY-MM-DD.parquet`.
 *
 * An answer is appended and synced; folding writes each day's file anew with the rows of the journal, and cuts the
 * journal when all are in place. A crash in between leaves rows in both: readers and the next fold take those of the
 * journal and leave out their twins, by trace id. Whatever is read passed a checksum first.
 */
export function createTraceStore({ folder, log, onDamage }: TraceStoreOptions): TraceStore {
  const inTurn = createSerial();
  const journalPath = join(folder, 'journal.ndjson');
  const journal = createTraceJournal(journalPath);
  const engine = createTraceEngine();
  const files = createDayFiles(folder, (name, why) => {
    onDamage?.(`A file of answer traces was damaged (${why}); it was put aside as ${name}.`);
  });
  let prepared: Promise<void> | undefined;
  const prepare = (): Promise<void> => {
    prepared ??= files.prepare();
    prepared.catch(() => (prepared = undefined));
    return prepared;
  };

  async function foldNow(): Promise<void> {
    await prepare();
    const rows = await journal.read();
    if (rows.damaged > 0) {
      onDamage?.(`${rows.damaged} lines of the journal of answer traces were damaged; the journal was kept aside.`);
    }
    if (rows.traces.length > 0) {
      await engine.use(async (connection) => {
        for (const [day, traces] of Map.groupBy(rows.traces, dayOf)) {
          await loadFresh(connection, traces);
          const present = await files.verified(day, connection);
          const query = everyAnswer(present === undefined ? [] : [present]);
          await files.write(day, connection, `SELECT * FROM (${query})`);
        }
      });
    }
    await journal.cut(rows);
  }

  /** Runs `work` over every answer; rows that could not be folded (a full disk) are read from the journal. */
  function read<T>(
    days: (day: string) => boolean,
    work: (connection: DuckDBConnection, answers: string) => Promise<T>,
  ): Promise<T> {
    return inTurn(async () => {
      const fresh = await journal.read();
      return engine.use(async (connection) => {
        await loadFresh(connection, fresh.traces);
        return work(connection, everyAnswer(await verifiedFiles(files, connection, days)));
      });
    });
  }

  return {
    async append(trace) {
      await prepare();
      await journal.append(trace);
    },
    fold: () => inTurn(foldNow),
    async find(trace) {
      const recent = (await journal.read()).traces.findLast((row) => row.trace === trace);
      if (recent !== undefined) return recent;
      const json = await read(all, async (connection, answers) => {
        const found = await connection.runAndReadAll(
          `SELECT to_json(t)::VARCHAR FROM (${answers}) t WHERE trace = ${quoted(trace)} LIMIT 1`,
        );
        return found.getRows()[0]?.[0];
      });
      return typeof json === 'string' ? fromRow(json) : undefined;
    },
    report: (period) => {
      const [first, last] = [period.from, period.to].map((time) => time.toISOString().slice(0, 10));
      const isWithin = (day: string): boolean => day >= (first ?? '') && day <= (last ?? '');
      return read(isWithin, (connection, answers) => reportTraces(connection, answers, period));
    },
    async storage() {
      const days = await files.days();
      const answers = await read(all, async (connection, query) => {
        const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM (${query})`);
        return Number(counted.getRows()[0]?.[0]);
      });
      const sizes = await Promise.all([journalPath, ...days.map(files.pathOf)].map(sizeOf));
      const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
      return { answers, days: days.length, sizeBytes, damaged: await files.damaged() };
    },
    erase: (target) =>
      inTurn(async () => {
        await foldNow();
        const rows = await engine.use((connection) => eraseFrom(files, connection, target));
        return { rows, remains: await files.damaged() };
      }),
    removeBefore: (day) =>
      inTurn(async () => {
        const old = (await files.days()).filter((candidate) => candidate < day);
        for (const each of old) await files.remove(each);
        return old.length;
      }),
    close: () =>
      inTurn(async () => {
        try {
          if ((await journal.read()).endBytes > 0) await foldNow();
        } catch (thrown) {
          log.warn('Answer traces stay in their journal for now', { error: thrown });
        }
        await journal.close();
        engine.close();
      }),
  };
}

const all = (): boolean => true;

function dayOf({ startedAt }: AnswerTrace): string {
  return new Date(startedAt).toISOString().slice(0, 10);
}

async function verifiedFiles(
  files: DayFiles,
  connection: DuckDBConnection,
  isWanted: (day: string) => boolean,
): Promise<string[]> {
  const paths: string[] = [];
  for (const day of await files.days()) {
    const path = isWanted(day) ? await files.verified(day, connection) : undefined;
    if (path !== undefined) paths.push(path);
  }
  return paths;
}

/** Rewrites the files that hold what shall go; returns the number of rows concerned. */
async function eraseFrom(files: DayFiles, connection: DuckDBConnection, target: EraseTarget): Promise<number> {
  let erased = 0;
  for (const path of await verifiedFiles(files, connection, all)) {
    const from = `read_parquet(${fileList([path])})`;
    const { concerned, rest } = target.kind === 'conversation' ? withoutConversation(target) : withoutSource(target);
    const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${from} WHERE ${concerned}`);
    const rows = Number(counted.getRows()[0]?.[0]);
    if (rows === 0) continue;
    const day = path.slice(-'YYYY-MM-DD.parquet'.length, -'.parquet'.length);
    await files.write(day, connection, `SELECT * FROM (${rest(from)})`);
    erased += rows;
  }
  return erased;
}

interface Erasure {
  /** Condition on the rows that hold what shall go. */
  readonly concerned: string;
  /** Query of what stays. */
  readonly rest: (from: string) => string;
}

function withoutConversation({ conversation }: Extract<EraseTarget, { kind: 'conversation' }>): Erasure {
  const concerned = `coalesce(conversation = ${quoted(conversation)}, false)`;
  return { concerned, rest: (from) => `SELECT * FROM ${from} WHERE NOT ${concerned}` };
}

/**
 * The answer stays, and no longer says that it looked at the source.
 *
 * The question of an answer that read it goes too: it led there, and may hold its words.
 */
function withoutSource({ source }: Extract<EraseTarget, { kind: 'source' }>): Erasure {
  const isOfSource = `lambda c: c.source = ${quoted(source)}`;
  const concerned = `(len(list_filter(candidates, ${isOfSource})) > 0 OR contains(scope, ${quoted(`"${source}"`)}))`;
  const isRead = `lambda f: list_contains(
    list_transform(list_filter(candidates, ${isOfSource}), lambda c: c.chunk), f.chunk)`;
  return {
    concerned,
    rest: (from) => `SELECT * REPLACE (
        list_filter(candidates, lambda c: c.source <> ${quoted(source)}) AS candidates,
        list_filter(final, ${isRead.replace('lambda f: ', 'lambda f: NOT ')}) AS final,
        CASE WHEN len(list_filter(final, ${isRead})) > 0 THEN '' ELSE query END AS query,
        replace(scope, ${quoted(`"${source}"`)}, '"erased"') AS scope
      ) FROM ${from}`,
  };
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0, // not there
  );
}
