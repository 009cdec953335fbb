import { join } from 'node:path';
import { createLexicalIndex } from '../../src-main/engine/lexical/lexical-index.ts';
import { LARGEST_SEGMENT, readLexicalSegment } from '../../src-main/engine/lexical/lexical-segment.ts';
import { createSegmentBuilder } from '../../src-main/engine/lexical/segment-builder.ts';
import { queryTerms } from '../../src-main/engine/text/terms.ts';
import { type Contender, compare, type Goal, judge, type Measurement, questionsFor, timed } from '../measure.ts';
import { openLanceDb } from '../peers/lancedb.ts';
import { openSqliteFts, wordsOf } from '../peers/sqlite-fts.ts';
import type { Setting } from '../setting.ts';

const WANTED = 50;
/** For 100,000 passages. */
const GOAL: Goal = { p50: 0.4, timesPeer: { LanceDB: 4 } };

/** The best fifty of `size` passages for a question in plain words: ours, SQLite FTS5 and LanceDB full text. */
export async function benchText(setting: Setting, size: number): Promise<Measurement> {
  const texts = setting.corpus.passages(size);
  const question = questionsFor(setting.corpus.questions, setting);

  const index = await timed(() => buildIndex(texts));
  const ours: Contender = {
    name: 'carrel',
    buildSeconds: index.seconds,
    answer: (at) => [...index.result.search(queryTerms(question(at)), WANTED).ids],
  };
  const lance = await prepareLance(setting, texts, question);
  const peers = [await prepareSqlite(setting, texts, question)];
  if (typeof lance !== 'string') peers.push(lance);
  const measured = {
    name: `best ${WANTED} of ${size} passages by words`,
    unit: 'ms',
    better: 'lower' as const,
    ...(await compare(ours, peers, setting)),
    notes: [
      'any word of the question may match, BM25, English stems; one thread for ours',
      ...(typeof lance === 'string' ? [`skipped: ${lance}`] : []),
    ],
  };
  // LanceDB needs a millisecond for any question, so a factor over it says something for many passages only.
  return judge(measured, size < 100_000 ? { p50: 0.4 } : GOAL);
}

function buildIndex(texts: readonly string[]) {
  const segments = [];
  for (let start = 0; start < texts.length; start += LARGEST_SEGMENT) {
    const builder = createSegmentBuilder();
    texts.slice(start, start + LARGEST_SEGMENT).forEach((text, at) => {
      builder.add(start + at, text);
    });
    segments.push(readLexicalSegment(builder.finish()));
  }
  return createLexicalIndex(segments);
}

async function prepareSqlite(
  { scratch }: Setting,
  texts: readonly string[],
  question: (at: number) => string,
): Promise<Contender> {
  const sqlite = openSqliteFts(join(scratch, `text-${texts.length}.sqlite`), { keepsText: false });
  const { seconds } = await timed(() => sqlite.add(texts));
  return {
    name: `SQLite ${sqlite.version} FTS5`,
    buildSeconds: seconds,
    answer: (at) => sqlite.search(wordsOf(question(at)), WANTED),
    close: () => sqlite.close(),
  };
}

async function prepareLance(
  { app, scratch }: Setting,
  texts: readonly string[],
  question: (at: number) => string,
): Promise<Contender | string> {
  const lance = openLanceDb(app.root);
  if (typeof lance === 'string') return lance;
  const table = await timed(async () => {
    const created = await lance.createTable(join(scratch, `text-${texts.length}`), { count: texts.length, texts });
    await lance.indexText(created);
    return created;
  });
  return {
    name: `LanceDB ${lance.version} full text`,
    buildSeconds: table.seconds,
    answer: async (at) => {
      const search = table.result.search(question(at), 'fts', 'text').select(['id', '_score']).limit(WANTED);
      return (await search.toArray()).map((row) => row.id);
    },
  };
}
