import { join } from 'node:path';
import { ingestByCommand } from '../carrel-command.ts';
import { type FileTree, readPassages, writeFiles } from '../files.ts';
import { judge, type Measurement, type Quantiles, quantiles, round, timed } from '../measure.ts';
import { openLanceDb } from '../peers/lancedb.ts';
import { openSqliteFts } from '../peers/sqlite-fts.ts';
import type { Setting } from '../setting.ts';

/** Takes a folder of files into a new store, `round` being different each time; answers with facts for the report. */
interface Taker {
  readonly name: string;
  readonly take: (round: number) => Promise<Readonly<Record<string, number>>>;
}

/** More take a minute, and are taken in once. */
const LARGEST_REPEATED = 20_000;

/** From files on disk to searchable: the `carrel ingest` command against SQLite FTS5 and LanceDB. */
export async function benchIngest(setting: Setting, passages: number): Promise<Measurement[]> {
  const tree = writeFiles(setting.corpus, passages, join(setting.scratch, 'files'));
  const lance = lanceTaker(setting, tree);
  const takers = [
    carrelTaker(setting, tree),
    sqliteTaker(setting, tree),
    ...(typeof lance === 'string' ? [] : [lance]),
  ];
  const runs = passages > LARGEST_REPEATED ? 1 : setting.runs;
  const secondsOf: Record<string, number[]> = {};
  const details: Record<string, Record<string, number>> = {};
  for (let at = 0; at < runs; at += 1) {
    for (const { name, take } of takers) {
      const { result, seconds } = await timed(() => take(at));
      secondsOf[name] = [...(secondsOf[name] ?? []), seconds];
      details[name] = result;
    }
  }
  const notes = [
    `${tree.files} files, ${round(tree.bytes / 1e6)} MB; runs: ${runs}; p95 is the slow end`,
    'ours is the whole command: start, reading in workers, exact positions, hashes, vectors, both indexes, every source durable',
    'SQLite: text only, cut at blank lines, one transaction; LanceDB: the same text with our vectors and a full-text index',
    ...(typeof lance === 'string' ? [`skipped: ${lance}`] : []),
  ];
  const name = `files with ${passages} passages taken in`;
  const rates = (perSecond: number) =>
    Object.fromEntries(Object.entries(secondsOf).map(([name, seconds]) => [name, rateOf(seconds, perSecond)]));
  return [
    asMeasurement(name, 'MB/s', rates(tree.bytes / 1e6), notes, details),
    asMeasurement(name, 'files/s', rates(tree.files), [], {}),
  ];
}

function rateOf(seconds: readonly number[], amount: number): Quantiles {
  const { p50, p95 } = quantiles(seconds);
  return { p50: round(amount / p50), p95: round(amount / p95) };
}

function asMeasurement(
  name: string,
  unit: string,
  rates: Record<string, Quantiles>,
  notes: readonly string[],
  details: Record<string, Record<string, number>>,
): Measurement {
  const { carrel, ...peers } = rates;
  return judge({ name, unit, better: 'higher', ours: carrel ?? quantiles([]), peers, notes, details }, null);
}

function carrelTaker({ app, scratch }: Setting, tree: FileTree): Taker {
  return {
    name: 'carrel',
    take: async (at) => {
      const { chunks, jobSeconds } = await ingestByCommand(app.root, tree, join(scratch, `library-${at}`));
      return { passages: chunks, jobSeconds };
    },
  };
}

function sqliteTaker({ scratch }: Setting, tree: FileTree): Taker {
  return {
    name: 'SQLite FTS5',
    take: async (at) => {
      const passages = readPassages(tree.folder);
      const sqlite = openSqliteFts(join(scratch, `ingest-${at}.sqlite`), { keepsText: true });
      sqlite.add(passages);
      sqlite.close();
      return { passages: passages.length };
    },
  };
}

function lanceTaker({ app, scratch, embedder }: Setting, tree: FileTree): Taker | string {
  const lance = openLanceDb(app.root);
  if (typeof lance === 'string') return lance;
  return {
    name: `LanceDB ${lance.version}`,
    take: async (at) => {
      const texts = readPassages(tree.folder);
      const vectors = { values: embedder.embed(texts), dimensions: embedder.dimensions };
      const table = await lance.createTable(join(scratch, `ingest-${at}`), { count: texts.length, texts, vectors });
      await lance.indexText(table);
      return { passages: await table.countRows() };
    },
  };
}
