import { join } from 'node:path';
import { createLexicalIndex } from '../../src-main/engine/lexical/lexical-index.ts';
import { LARGEST_SEGMENT, readLexicalSegment } from '../../src-main/engine/lexical/lexical-segment.ts';
import { createSegmentBuilder } from '../../src-main/engine/lexical/segment-builder.ts';
import { queryTerms } from '../../src-main/engine/text/terms.ts';
import { type Contender, compare, type Measurement, timed } from '../measure.ts';
import { openLanceDb } from '../peers/lancedb.ts';
import { openSqliteFts, wordsOf } from '../peers/sqlite-fts.ts';
import type { Setting } from '../setting.ts';

const WANTED = 50;

/** The best fifty of `size` passages for a question in plain words: ours, SQLite FTS5 and LanceDB full text. */
export async function benchText(setting: Setting, size: number): Promise<Measurement> {
  const texts = setting.corpus.passages(size);
  const questions = setting.corpus.questions.slice(0, setting.rounds);
  const question = (at: number) => questions[at % questions.length] ?? '';

  const index = await timed(() => buildIndex(texts));
  const ours: Contender = {
    name: 'carrel',
    buildSeconds: index.seconds,
    answer: (at) => [...index.result.search(queryTerms(question(at)), WANTED).ids],
  };
  const lance = await prepareLance(setting, texts, question);
  const peers = [await prepareSqlite(setting, texts, question)];
  if (typeof lance !== 'string') peers.push(lance);
  return {
    name: `best ${WANTED} of ${size} passages by words`,
    unit: 'ms',
    better: 'lower',
    ...(await compare(ours, peers, setting)),
    notes: [
      'any word of the question may match, BM25, English stems; one thread for ours',
      ...(typeof lance === 'string' ? [`skipped: ${lance}`] : []),
    ],
  };
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
