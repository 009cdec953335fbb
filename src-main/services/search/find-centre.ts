import { setImmediate } from 'node:timers/promises';
import { Failure } from '../../../src-contract/failure.ts';
import {
  type Calibration,
  type CalibrationQuestion,
  chooseCentre,
  gainsOf,
  UNCALIBRATED_CENTRE,
} from '../../engine/fusion/calibrate-centre.ts';
import { type CalibrationPair, calibrationPair } from '../../engine/fusion/calibration-pair.ts';
import { createLexicalIndex, type LexicalIndex } from '../../engine/lexical/lexical-index.ts';
import { readLexicalSegment } from '../../engine/lexical/lexical-segment.ts';
import { createSegmentBuilder } from '../../engine/lexical/segment-builder.ts';
import { embeddedText, indexedText } from '../../engine/text/indexed-text.ts';
import { queryTerms } from '../../engine/text/terms.ts';
import type { ChunkStore, Embedder, IndexableChunk } from './ports.ts';

/** Passages of the collection that are looked at, evenly spread: about a second of reading. A guess. */
const LOOKED_AT = 4096;
const READ_BATCH = 1024;
/** Questions, each embedded with its answer: a standard error of about .03, and 10 s with MiniLM on idle cores (guess). */
const MOST_QUESTIONS = 200;
/** Passages among which an answer is looked for, besides the other answers. Their vectors are there already. A guess. */
const MOST_OTHERS = 1500;
/** Texts embedded between two looks at the signal. */
const EMBED_BATCH = 8;
/** Length of each list, as in a search. */
const LIST = 200;
/** Work between two pauses for whoever waits for this thread, which must never be held for 50 ms. */
const PASSAGES_PER_SLICE = 64;

export interface FindCentreOptions {
  readonly signal: AbortSignal;
  /** Questions asked so far. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A passage of the pool in which answers are looked for. */
interface PooledPassage {
  readonly id: number;
  readonly text: string;
  readonly vector: Float32Array;
}

type Pair = CalibrationPair & { readonly chunk: IndexableChunk };

/**
 * Finds where fusion should centre the weight of a model, by asking a collection what its own headings, docstrings and
 * titles say and looking for the passages they stand at.
 *
 * What a passage says about itself is taken out of it before it is indexed and embedded once more, for this alone;
 * passages under the same heading are left out. Vectors of the other passages come from the catalog. The same
 * collection gives the same centre.
 *
 * @throws Failure `cancelled`, or `unavailable` when the model fails
 */
export async function findCentre(
  chunks: ChunkStore,
  embedder: Embedder,
  collectionId: string,
  { signal, onProgress }: FindCentreOptions,
): Promise<Calibration> {
  const seen = await readSample(chunks, embedder.name, collectionId, signal);
  const pairs = spread(uniquePairs(seen), MOST_QUESTIONS);
  const tooFew = chooseCentre([], UNCALIBRATED_CENTRE);
  if (
    chooseCentre(
      pairs.map(() => []),
      UNCALIBRATED_CENTRE,
    ).questions === 0
  )
    return tooFew;
  onProgress?.(0, pairs.length);
  const answers = await embedAnswers(pairs, embedder, signal);
  const pool = [...answers, ...othersOf(seen, pairs, embedder.dimensions)].sort((one, other) => one.id - other.id);
  const lexical = await indexOf(pool, signal);
  const gains: number[][] = [];
  for (const [at, { question, chunk }] of pairs.entries()) {
    const asked = await ask({ question, answer: chunk.id }, { pool, lexical, embedder, signal });
    if (asked !== undefined) gains.push(gainsOf(asked));
    onProgress?.(at + 1, pairs.length);
  }
  return chooseCentre(gains, UNCALIBRATED_CENTRE);
}

async function readSample(chunks: ChunkStore, model: string, collectionId: string, signal: AbortSignal) {
  const ids = Uint32Array.from(spread([...(await chunks.listIds(collectionId))], LOOKED_AT));
  const seen: IndexableChunk[] = [];
  for (let from = 0; from < ids.length; from += READ_BATCH) {
    assertWanted(signal);
    seen.push(...(await chunks.readForIndex(ids.subarray(from, from + READ_BATCH), model)));
  }
  return seen;
}

/** A question that several passages answer has no one answer. */
function uniquePairs(seen: readonly IndexableChunk[]): Pair[] {
  const byQuestion = new Map<string, Pair[]>();
  for (const chunk of seen) {
    const pair = calibrationPair({ ...chunk, title: chunk.source.title });
    if (pair === undefined) continue;
    const key = pair.question.toLowerCase();
    byQuestion.set(key, [...(byQuestion.get(key) ?? []), { ...pair, chunk }]);
  }
  return [...byQuestion.values()].flatMap((same) => {
    const [first] = same;
    const isOneSection = same.every(({ chunk }) => chunk.source.id === first?.chunk.source.id);
    return first !== undefined && isOneSection ? [first] : [];
  });
}

async function embedAnswers(
  pairs: readonly Pair[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<readonly PooledPassage[]> {
  const { dimensions } = embedder;
  const answers: PooledPassage[] = [];
  for (let from = 0; from < pairs.length; from += EMBED_BATCH) {
    assertWanted(signal);
    const batch = pairs.slice(from, from + EMBED_BATCH);
    const texts = batch.map(({ body, chunk: { type } }) => embeddedText({ context: '', text: body, type }));
    const rows = await embedder.embed(texts, signal);
    for (const [row, { body, chunk }] of batch.entries()) {
      const vector = rows.slice(row * dimensions, (row + 1) * dimensions);
      answers.push({ id: chunk.id, text: indexedText('', body), vector });
    }
  }
  return answers;
}

/** Passages that can be mistaken for an answer: not of its section, whose words would give it away. */
function othersOf(seen: readonly IndexableChunk[], pairs: readonly Pair[], dimensions: number): PooledPassage[] {
  const isAnswer = new Set(pairs.map(({ chunk }) => chunk.id));
  const sections = new Set(pairs.map(({ chunk }) => sectionOf(chunk)));
  const others = seen.filter(
    (chunk) => !isAnswer.has(chunk.id) && chunk.vector.length === dimensions && !sections.has(sectionOf(chunk)),
  );
  return spread(others, MOST_OTHERS).map(({ id, context, text, vector }) => {
    return { id, text: indexedText(context, text), vector };
  });
}

const sectionOf = ({ source, heading = '' }: IndexableChunk): string => `${source.id}\n${heading}`;

async function indexOf(pool: readonly PooledPassage[], signal: AbortSignal): Promise<LexicalIndex> {
  const builder = createSegmentBuilder();
  for (const [at, { id, text }] of pool.entries()) {
    if (at % PASSAGES_PER_SLICE === 0) await pause(signal);
    builder.add(id, text);
  }
  await pause(signal);
  return createLexicalIndex([readLexicalSegment(builder.finish())]);
}

/** Undefined when the model was too late for a question: it says nothing about how good the model is. */
async function ask(
  { question, answer }: { readonly question: string; readonly answer: number },
  {
    pool,
    lexical,
    embedder,
    signal,
  }: {
    readonly pool: readonly PooledPassage[];
    readonly lexical: LexicalIndex;
    readonly embedder: Embedder;
    readonly signal: AbortSignal;
  },
): Promise<CalibrationQuestion | undefined> {
  await pause(signal);
  const query = await embedInTime(embedder, question, signal);
  if (query === undefined) return undefined;
  const terms = queryTerms(question);
  const words = lexical.search(terms, LIST);
  const cosines = new Map(pool.map(({ id, vector }) => [id, dot(query, vector)]));
  const nearest = [...cosines].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, LIST);
  const ids = [...new Set([...words.ids, ...nearest.map(([id]) => id)])];
  const bm25 = lexical.scoreOf(terms, ids);
  return {
    lexical: words.scores,
    cosines: nearest.map(([, cosine]) => cosine),
    candidates: pool.length,
    known: embedder.known(question),
    bound: lexical.bound(terms),
    found: ids.map((id, at) => ({ id, bm25: bm25[at] ?? 0, cosine: cosines.get(id) ?? 0 })),
    answer,
  };
}

async function embedInTime(
  embedder: Embedder,
  question: string,
  signal: AbortSignal,
): Promise<Float32Array | undefined> {
  try {
    return await embedder.embedQuery(question, signal);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.reason === 'embedding/late') return undefined;
    throw thrown;
  }
}

/** At most `most` of them, evenly spread, in their order. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)]!);
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += one[at]! * other[at]!;
  return sum;
}

async function pause(signal: AbortSignal): Promise<void> {
  await setImmediate();
  assertWanted(signal);
}

function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'Calibration was stopped', { reason: 'index/stopped' });
}
