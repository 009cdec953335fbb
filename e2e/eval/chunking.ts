/**
 * Compares chunkers on questions whose answers are marked in the documents, character by character.
 *
 *     node e2e/eval/chunking.ts [--out FILE]
 *
 * Each chunker cuts the five documents of chroma-chunking; the chunks are indexed and searched with the engine as the
 * product does (BM25, static vectors, adaptive fusion), and the best five are compared with the gold spans. Recall is
 * the share of gold characters found, precision the share of shown characters that are gold, IoU their intersection
 * over union; characters shown twice count twice, so overlap is not free (Smith and Troynikov 2024, "Evaluating
 * Chunking Strategies for Retrieval", whose questions these are). A chunker is ranked by the mean of the three.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStaticEmbedderSync } from '../../src-main/adapters/embedding/static-embedder.ts';
import { chunkPages } from '../../src-main/engine/chunking/chunk-pages.ts';
import { chunkerStudy, type StudiedChunker } from './chunkers.ts';
import { createPassageSearch } from './passage-search.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}
interface Question {
  readonly doc: string;
  readonly text: string;
  readonly spans: readonly Span[];
}

const SHOWN = 5;
const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '..', 'shared', 'data', 'retrieval', 'chroma-chunking');
const { values } = parseArgs({ options: { out: { type: 'string' } } });
const questions = readFileSync(join(folder, 'queries.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Question);
const documents = new Map([...new Set(questions.map(({ doc }) => doc))].map((doc) => [doc, read(doc)]));
const embedder = openStaticEmbedderSync(join(root, 'models', 'carrel-static'));

function read(doc: string): string {
  return readFileSync(join(folder, doc), 'utf8');
}

/** Characters of `spans` that lie in `span`. */
function shared(span: Span, spans: readonly Span[]): number {
  return spans.reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(end, span.end) - Math.max(start, span.start)),
    0,
  );
}

/** Sorted and joined where they overlap or touch. */
function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last !== undefined && span.start <= last.end)
      joined[joined.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { start, end }) => sum + end - start, 0);

function measure(chunker: StudiedChunker) {
  const chunks = [...documents].flatMap(([doc, text]) =>
    chunker.cut(doc, text).map((chunk) => ({ ...chunk, doc, text: text.slice(chunk.start, chunk.end) })),
  );
  const search = createPassageSearch(
    chunks.map(({ context, text }) => ({ context, text })),
    embedder,
  );
  const figures = questions.map((question) => {
    const gold = union(question.spans);
    const found = search(question.text, SHOWN).map((at) => chunks[at]!);
    const own = found.filter(({ doc }) => doc === question.doc);
    const hit = gold.reduce((sum, span) => sum + shared(span, union(own)), 0);
    const shown = lengthOf(found);
    return { recall: hit / lengthOf(gold), precision: hit / shown, iou: hit / (shown + lengthOf(gold) - hit) };
  });
  const mean = (key: 'recall' | 'precision' | 'iou') =>
    figures.reduce((sum, figure) => sum + figure[key], 0) / figures.length;
  const recall = mean('recall');
  const precision = mean('precision');
  const iou = mean('iou');
  const averageTokens = chunks.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0) / chunks.length;
  return {
    chunker: chunker.name,
    chunks: chunks.length,
    words: averageTokens,
    recall,
    precision,
    iou,
    mean: (recall + precision + iou) / 3,
  };
}

const results = [];
for (const chunker of chunkerStudy(chunkPages)) {
  const row = measure(chunker);
  results.push(row);
  const cells = [row.recall, row.precision, row.iou, row.mean].map((value) => value.toFixed(4)).join('  ');
  console.log(
    `${row.chunker.padEnd(44)} ${String(row.chunks).padStart(6)} ${row.words.toFixed(0).padStart(5)}  ${cells}`,
  );
}
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(
    values.out,
    `${JSON.stringify({ questions: questions.length, shown: SHOWN, results }, undefined, 2)}\n`,
  );
}
