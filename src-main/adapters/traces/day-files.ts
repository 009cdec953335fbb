import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errorCode, syncFolder, writeFileAtomic } from '../../platform/atomic-file.ts';
import { recordOf } from '../files/verified-file.ts';
import { fileList, quoted } from './trace-engine.ts';

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.parquet$/;
const DAMAGED_FILE = /\.damaged-[0-9a-z]+/;
const LEFT_OVER = /^\..+\.tmp$/;

/** The files `YYYY-MM-DD.parquet` of one folder, each with the sums its content may have. */
export interface DayFiles {
  /** Days that have a file, ascending. */
  days(): Promise<readonly string[]>;
  pathOf(day: string): string;
  /** Path of the day's file when it is there and as it was written; one that is not is put aside. */
  verified(day: string, connection: DuckDBConnection): Promise<string | undefined>;
  /** Replaces the file of a day by what the query gives; no rows: the file goes. */
  write(day: string, connection: DuckDBConnection, query: string): Promise<void>;
  remove(day: string): Promise<void>;
  /** Names of what was put aside. */
  damaged(): Promise<readonly string[]>;
  /** Creates the folder and removes what a crash left half written. */
  prepare(): Promise<void>;
}

/**
 * Parquet has no checksums that readers look at: most flipped bits give wrong numbers. So each file has a list of
 * sums beside it, `YYYY-MM-DD.sha256` as `sha256sum` writes it: written with the old and the new sum before the rename,
 * with the new one alone after it. At every moment the file has a sum of the list.
 *
 * @param onDamage told when a file was put aside
 */
export function createDayFiles(folder: string, onDamage: (name: string, why: string) => void): DayFiles {
  /** What a file looked like when its sum was found right. */
  const seen = new Map<string, string>();
  const pathOf = (day: string): string => join(folder, `${day}.parquet`);
  const sumsOf = (day: string): string => join(folder, `${day}.sha256`);

  async function readSums(day: string): Promise<string[] | undefined> {
    const text = await readFile(sumsOf(day), 'utf8').catch(absent);
    return text?.split('\n').flatMap((line) => /^[0-9a-f]{64}/.exec(line)?.[0] ?? []);
  }

  const writeSums = (day: string, sums: readonly string[]): Promise<void> =>
    writeFileAtomic(sumsOf(day), sums.map((sum) => `${sum}  ${day}.parquet\n`).join(''), { mode: 0o600 });

  async function putAside(day: string, why: string): Promise<void> {
    const name = `${day}.parquet.damaged-${Date.now().toString(36)}`;
    await rename(pathOf(day), join(folder, name));
    await rm(sumsOf(day), { force: true });
    await syncFolder(folder);
    onDamage(name, why);
  }

  /** A file whose sums are lost is taken when it can be read from end to end. */
  async function adopt(day: string, connection: DuckDBConnection, sum: string): Promise<string | undefined> {
    try {
      await connection.run(`SELECT count(DISTINCT to_json(t)) FROM read_parquet(${fileList([pathOf(day)])}) t`);
    } catch (thrown) {
      await putAside(day, thrown instanceof Error ? thrown.message : String(thrown));
      return undefined;
    }
    await writeSums(day, [sum]);
    return pathOf(day);
  }

  async function verified(day: string, connection: DuckDBConnection): Promise<string | undefined> {
    const path = pathOf(day);
    const stats = await stat(path).catch(absent);
    if (stats === undefined) return undefined;
    const look = `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
    if (seen.get(day) === look) return path;
    const { sha256 } = await recordOf(path);
    const sums = await readSums(day);
    if (sums === undefined || sums.length === 0) return adopt(day, connection, sha256);
    if (!sums.includes(sha256)) {
      await putAside(day, 'it is not as it was written');
      return undefined;
    }
    seen.set(day, look);
    return path;
  }

  async function remove(day: string): Promise<void> {
    await rm(pathOf(day), { force: true });
    await rm(sumsOf(day), { force: true });
    await syncFolder(folder);
  }

  return {
    pathOf,
    verified,
    remove,
    days: async () => (await names(folder)).flatMap((name) => DAY_FILE.exec(name)?.[1] ?? []).sort(),
    damaged: async () => (await names(folder)).filter((name) => DAMAGED_FILE.test(name)).sort(),
    async write(day, connection, query) {
      const draft = join(folder, `.${day}.parquet.${randomBytes(6).toString('hex')}.tmp`);
      try {
        await connection.run(
          `COPY (${query} ORDER BY started_at, trace) TO ${quoted(draft)} (FORMAT parquet, COMPRESSION zstd)`,
        );
        const { rows, sum } = await finish(draft, connection);
        if (rows === 0) {
          await rm(draft);
          await remove(day);
          return;
        }
        await writeSums(day, [...(await sumOfPresent(pathOf(day))), sum]);
        await rename(draft, pathOf(day));
        await syncFolder(folder);
        await writeSums(day, [sum]);
      } catch (thrown) {
        await rm(draft, { force: true });
        throw thrown;
      }
    },
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const leftOver = (await names(folder)).filter((name) => LEFT_OVER.test(name));
      await Promise.all(leftOver.map((name) => rm(join(folder, name), { force: true })));
    },
  };
}

/** Makes a file that the database wrote durable; its rows and its sum. */
async function finish(path: string, connection: DuckDBConnection): Promise<{ rows: number; sum: string }> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
  const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM read_parquet(${fileList([path])})`);
  return { rows: Number(counted.getRows()[0]?.[0]), sum: (await recordOf(path)).sha256 };
}

/** The sum of the file that a new one replaces; it was verified when its rows were read. */
async function sumOfPresent(path: string): Promise<string[]> {
  const record = await recordOf(path).catch(absent);
  return record === undefined ? [] : [record.sha256];
}

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(absent)) ?? [];
}

/** Undefined for what is not there. */
function absent(thrown: unknown): undefined {
  if (errorCode(thrown) === 'ENOENT') return undefined;
  throw thrown;
}
