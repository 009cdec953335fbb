/**
 * Ablations of text analysis, BM25 and fusion over the twelve open sets, with the engine's own modules.
 *
 *     node e2e/eval/ablate.ts [table …] [--sets cosqa-dev,squad-dev]
 *
 * Prints one Markdown table for each of Text, "Opening line", BM25, Fusion: mean nDCG@10 of words, meaning, reciprocal
 * rank fusion (60) and the adaptive fusion, the hybrid of each set, and the worst distance of the hybrid to the better
 * of its parts. Rows differ from the product in what they name and are chosen by the mean over all sets. The ranking
 * layer is left out. Cosines are kept in the temporary folder, so a second run takes about a minute a table.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStaticEmbedderSync } from '../../src-main/adapters/embedding/static-embedder.ts';
import { fuseByRank } from '../../src-main/engine/fusion/fuse-by-rank.ts';
import { fuseScores, weighLists } from '../../src-main/engine/fusion/fuse-scores.ts';
import { createLexicalIndex } from '../../src-main/engine/lexical/lexical-index.ts';
import { readLexicalSegment } from '../../src-main/engine/lexical/lexical-segment.ts';
import { createSegmentBuilder } from '../../src-main/engine/lexical/segment-builder.ts';
import { normalisedDiscountedGain } from '../../src-main/engine/metrics/retrieval-metrics.ts';
import { queryTerms } from '../../src-main/engine/text/terms.ts';
import { cosinesOf } from './ablation/cosines.ts';
import { type JudgedPassages, loadJudgedPassages, OPEN_SETS } from './ablation/judged-passages.ts';
import { bestOf, createScorer, type Scores } from './ablation/lists.ts';
import { type Row, TABLES, textOf, withoutLanguageNames } from './ablation/rows.ts';

/** As in the product. */
const DEPTH = 200;
const OPENINGS = { words: 2, meaning: 1 };

const { values, positionals } = parseArgs({ options: { sets: { type: 'string' } }, allowPositionals: true });
const sets = values.sets?.split(',') ?? OPEN_SETS;
const tables = Object.entries(TABLES).filter(([name]) => positionals.length === 0 || positionals.includes(name));
const embedder = openStaticEmbedderSync(join(import.meta.dirname, '../../models/carrel-static'));

interface Figures {
  lexical: number;
  vector: number;
  rrf: number;
  hybrid: number;
}

type Scorer = ((query: string) => Scores) & { readonly isCode?: boolean };

/** The product's index over one segment. */
function productScorer(texts: readonly string[]): Scorer {
  const builder = createSegmentBuilder();
  for (const [id, text] of texts.entries()) builder.add(id, text);
  const index = createLexicalIndex([readLexicalSegment(builder.finish())]);
  const ids = texts.map((_, id) => id);
  const score = (query: string): Scores => {
    const terms = queryTerms(query);
    return { values: index.scoreOf(terms, ids), bound: index.bound(terms) };
  };
  return Object.assign(score, { isCode: index.isCode() });
}

const scorers = new Map<string, Scorer>();

/** Keeps the product's index of a set: most rows need it. */
function scorerFor(set: JudgedPassages, row: Row): Scorer {
  const openings = (row.openings ?? OPENINGS).words;
  const texts = (): string[] => set.passages.map((passage) => textOf(passage, openings));
  if (row.analysis !== undefined) return createScorer(texts(), row.analysis(set));
  const key = `${set.name} ${openings}`;
  const known = scorers.get(key) ?? productScorer(texts());
  scorers.set(key, known);
  return known;
}

function measure(set: JudgedPassages, row: Row): Figures {
  const scorer = scorerFor(set, row);
  const isCode = scorer.isCode ?? set.name.startsWith('cosqa');
  const queryToEmbed = row.queryToEmbed ?? ((text: string) => (isCode ? withoutLanguageNames(text) : text));
  const texts = set.passages.map((passage) => textOf(passage, (row.openings ?? OPENINGS).meaning));
  const cosines = cosinesOf(
    embedder,
    texts,
    set.queries.map(({ text }) => queryToEmbed(text)),
  );
  const sum: Figures = { lexical: 0, vector: 0, rrf: 0, hybrid: 0 };
  for (const [at, query] of set.queries.entries()) {
    const scores = scorer(query.text);
    const cosine = cosines[at]!;
    const lists = rank(row, scores, cosine, embedder.known(query.text));
    for (const mode of MODES) sum[mode] += gainOf(set, lists[mode], query.grades) / set.queries.length;
  }
  return sum;
}

const MODES = ['lexical', 'vector', 'rrf', 'hybrid'] as const;

function rank(row: Row, { values: bm25, bound }: Scores, cosine: Float32Array, known: number) {
  const depth = row.depth ?? DEPTH;
  const lexical = bestOf(bm25, depth, 0);
  const vector = bestOf(cosine, depth);
  const { alpha } = weighLists({
    lexical: lexical.map((id) => bm25[id]!),
    cosines: vector.map((id) => cosine[id]!),
    candidates: bm25.length,
    known,
    centre: row.centre,
    shape: row.shape,
  });
  const candidates = [...new Set([...lexical, ...vector])].map((id) => ({ id, bm25: bm25[id]!, cosine: cosine[id]! }));
  return {
    lexical,
    vector,
    rrf: fuseByRank([lexical, vector]).map(({ id }) => id),
    hybrid: fuseScores(candidates, alpha, bound).map(({ id }) => id),
  };
}

function gainOf(set: JudgedPassages, order: readonly number[], grades: ReadonlyMap<number, number>): number {
  const documents = new Set<number>();
  for (const passage of order) {
    documents.add(set.documentOf[passage]!);
    if (documents.size === 10) break;
  }
  const found = [...documents].map((document) => grades.get(document) ?? 0);
  return normalisedDiscountedGain(found, [...grades.values()], 10);
}

const three = (value: number): string => value.toFixed(4).replace(/^(-?)0\./, '$1.');

function line(name: string, all: readonly Figures[]): string {
  const mean = (mode: keyof Figures): string => three(all.reduce((sum, one) => sum + one[mode], 0) / all.length);
  const worst = Math.min(...all.map(({ hybrid, lexical, vector }) => hybrid - Math.max(lexical, vector)));
  const bySet = all.map(({ hybrid }) => three(hybrid));
  return `| ${[name, ...MODES.map(mean), three(worst), ...bySet].join(' | ')} |`;
}

const loaded: JudgedPassages[] = [];
for (const name of sets) loaded.push(await loadJudgedPassages(name));
for (const [title, rows] of tables) {
  const heads = ['', 'words', 'meaning', 'rank fusion', 'adaptive', 'worst', ...sets.map((name) => name)];
  console.log(`\n### ${title}\n\n| ${heads.join(' | ')} |\n|${heads.map(() => '---|').join('')}`);
  for (const row of rows) {
    const measured = loaded.map((set) => measure(set, row));
    console.log(line(row.name, measured));
    if (rows.indexOf(row) === 0) {
      for (const mode of ['lexical', 'vector'] as const) {
        console.log(`| ${mode} alone | | | | | | ${measured.map((one) => three(one[mode])).join(' | ')} |`);
      }
    }
  }
}
