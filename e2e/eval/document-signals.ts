/**
 * Tries signals for documents (title, heading, position, coverage, phrase, proximity) on top of the adaptive fusion.
 *
 *     node e2e/eval/document-signals.ts [--sets cosqa-dev,…] [--every 5] [--words] [--read 100] [--signals phrase,…]
 *         [--weights 0.2,0.4] [--with 'phrase: all runs of stems=0.4']
 *
 * Each set is indexed once with the engine's own modules; a signal of weight w then adds w · signal · (best − 200th
 * fused score), as the signals of code do (engine/ranking). Prints nDCG@10 of the product and, for each signal and
 * weight, the difference to it in each set; `mean` is over the twelve BEIR sets, beside which stand two sets of files
 * with many passages. Signals that read the text are given to the best 100 (`--read`). `--every n` takes every n-th
 * question, `--words` searches by words alone, `--signals` names beginnings of names, `--with` adds a signal to all.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStaticEmbedderSync } from '../../src-main/adapters/embedding/static-embedder.ts';
import { boundedLexical, fuseScores, weighLists } from '../../src-main/engine/fusion/fuse-scores.ts';
import { createLexicalIndex } from '../../src-main/engine/lexical/lexical-index.ts';
import { readLexicalSegment } from '../../src-main/engine/lexical/lexical-segment.ts';
import { createSegmentBuilder } from '../../src-main/engine/lexical/segment-builder.ts';
import { normalisedDiscountedGain } from '../../src-main/engine/metrics/retrieval-metrics.ts';
import { toAskedPhrase } from '../../src-main/engine/ranking/phrase-match.ts';
import { termWeight } from '../../src-main/engine/text/function-words.ts';
import { queryTerms } from '../../src-main/engine/text/terms.ts';
import { cosinesOf } from './ablation/cosines.ts';
import { type JudgedPassages, loadJudgedPassages, OPEN_SETS } from './ablation/judged-passages.ts';
import { bestOf } from './ablation/lists.ts';
import { loadArticles, loadSpans } from './ablation/long-documents.ts';
import {
  type AskedTerms,
  askedShare,
  PASSAGE_SIGNALS,
  type ReadPassage,
  readPassage,
  sequenceOf,
} from './ablation/passage-signals.ts';
import { textOf, withoutLanguageNames } from './ablation/rows.ts';

/** As in the product. */
const DEPTH = 200;
const FILE_SIGNALS = ['coherence of the file', 'coverage by the file'] as const;
const SIGNALS = [...Object.keys(PASSAGE_SIGNALS), ...FILE_SIGNALS];

const { values } = parseArgs({
  options: {
    sets: { type: 'string' },
    every: { type: 'string', default: '1' },
    words: { type: 'boolean', default: false },
    read: { type: 'string', default: '100' },
    signals: { type: 'string', default: '' },
    weights: { type: 'string', default: '0.1,0.2,0.4,0.6,0.8' },
    with: { type: 'string' },
  },
});
const READ = Number(values.read);
const embedder = openStaticEmbedderSync(join(import.meta.dirname, '../../models/carrel-static'));

interface Listed {
  readonly document: number;
  /** Fused score, 1 for the best and 0 for the 200th. */
  readonly own: number;
  readonly signals: readonly number[];
}
interface Asked {
  readonly listed: readonly Listed[];
  readonly grades: ReadonlyMap<number, number>;
}

function collect(set: JudgedPassages, every: number): Asked[] {
  const builder = createSegmentBuilder();
  for (const [id, passage] of set.passages.entries()) builder.add(id, textOf(passage, 2));
  const index = createLexicalIndex([readLexicalSegment(builder.finish())]);
  const isCode = index.isCode();
  const cosines = cosinesOf(
    embedder,
    set.passages.map((passage) => textOf(passage, 1)),
    set.queries.map(({ text }) => (isCode ? withoutLanguageNames(text) : text)),
  );
  const read = new Map<number, ReadPassage>();
  const passageAt = (id: number): ReadPassage => {
    const known = read.get(id) ?? readPassage(set.passages[id]!);
    read.set(id, known);
    return known;
  };
  return set.queries.flatMap(({ text, grades }, at) => {
    if (at % every !== 0) return [];
    const terms = queryTerms(text);
    const hits = index.search(terms, DEPTH);
    const nearest = bestOf(cosines[at]!, DEPTH);
    const { alpha } = weighLists({
      lexical: hits.scores,
      cosines: nearest.map((id) => cosines[at]![id]!),
      candidates: set.passages.length,
      known: embedder.known(text),
    });
    const ids = [...new Set([...hits.ids, ...nearest])];
    const bm25 = index.scoreOf(terms, ids);
    const candidates = ids.map((id, place) => ({ id, bm25: bm25[place]!, cosine: cosines[at]![id]! }));
    const bound = index.bound(terms);
    const fused = values.words
      ? Array.from(hits.ids, (id, place) => ({ id, score: boundedLexical(hits.scores[place]!, bound) }))
      : fuseScores(candidates, alpha, bound);
    return [{ listed: withSignals(set, fused, askedTerms(text, index, isCode), passageAt), grades }];
  });
}

function askedTerms(text: string, index: ReturnType<typeof createLexicalIndex>, isCode: boolean): AskedTerms {
  const sequence = sequenceOf(text);
  const terms = [...new Set(sequence)];
  const idf = index.idfOf(terms);
  const weightOf = new Map(terms.map((term, at) => [term, idf[at]! * termWeight(term, isCode)]));
  const total = [...weightOf.values()].reduce((sum, weight) => sum + weight, 0);
  const phrase = toAskedPhrase(text, (term) => weightOf.get(term) ?? 0);
  return { sequence, weightOf, total, phrase, isContent: (term) => termWeight(term, isCode) === 1 };
}

function withSignals(
  set: JudgedPassages,
  fused: readonly { readonly id: number; readonly score: number }[],
  asked: AskedTerms,
  passageAt: (id: number) => ReadPassage,
): Listed[] {
  const best = fused[0]?.score ?? 0;
  const floor = fused[Math.min(DEPTH, fused.length) - 1]?.score ?? 0;
  const span = Math.max(best - floor, Number.EPSILON);
  const listed = fused.map(({ id, score }, place) => {
    const own = (score - floor) / span;
    const passage = place < READ ? passageAt(id) : undefined;
    const signals = Object.values(PASSAGE_SIGNALS).map((of) => (passage === undefined ? 0 : of(passage, asked)));
    const file = set.fileOf?.[id] ?? set.documentOf[id]!;
    return { id, passage, file, document: set.documentOf[id]!, own, signals };
  });
  for (const group of Map.groupBy(listed, ({ file }) => file).values()) {
    let coherence = 0;
    for (const [at, { own }] of group.slice(1, 6).entries()) coherence += Math.max(0, own) * 0.5 ** at;
    const terms = new Set(group.slice(0, 6).flatMap(({ passage }) => passage?.sequence ?? []));
    const more = askedShare(terms, asked) - askedShare(new Set(group[0]?.passage?.sequence), asked);
    const most = Math.max(group[0]?.own ?? 0, Number.EPSILON);
    for (const [at, one] of group.entries()) {
      const share = at === 0 ? 1 : Math.max(0, one.own) / most;
      one.signals.push(coherence * share, more * share);
    }
  }
  return listed.map(({ document, own, signals }) => ({ document, own, signals }));
}

function gainOf({ listed, grades }: Asked, weights: readonly (readonly [signal: number, weight: number])[]): number {
  const scored = listed.map(({ document, own, signals }) => {
    let score = own;
    for (const [signal, weight] of weights) score += weight * signals[signal]!;
    return { document, score };
  });
  scored.sort((one, other) => other.score - one.score);
  const documents = new Set<number>();
  for (const { document } of scored) {
    documents.add(document);
    if (documents.size === 10) break;
  }
  return normalisedDiscountedGain(
    [...documents].map((document) => grades.get(document) ?? 0),
    [...grades.values()],
    10,
  );
}

const meanOf = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / Math.max(1, all.length);
const figure = (value: number): string => value.toFixed(4).replace(/^(-?)0\./, '$1.');
const signed = (value: number): string => (value > 0 ? `+${figure(value)}` : figure(value));

const LONG: Readonly<Record<string, () => JudgedPassages | Promise<JudgedPassages>>> = {
  articles: loadArticles,
  spans: loadSpans,
};
const names = values.sets?.split(',') ?? [...OPEN_SETS, ...Object.keys(LONG)];
const sets = new Map<string, readonly Asked[]>();
for (const name of names) {
  const set = await (LONG[name]?.() ?? loadJudgedPassages(name));
  sets.set(name, collect(set, Number(values.every)));
  const files = new Set(set.fileOf ?? set.documentOf).size;
  console.error(`${name}: ${set.passages.length} passages of ${files} files, ${sets.get(name)?.length} questions`);
}
const figuresOf = (weights: readonly (readonly [number, number])[]): number[] =>
  [...sets.values()].map((all) => meanOf(all.map((asked) => gainOf(asked, weights))));
const meanOfBeir = (figures: readonly number[]): number =>
  meanOf(figures.filter((_, at) => LONG[names[at]!] === undefined));
const [added = '', addedWeight = ''] = values.with?.split('=') ?? [];
const always = SIGNALS.includes(added) ? [[SIGNALS.indexOf(added), Number(addedWeight)] as const] : [];
const base = figuresOf(always);
console.log(`| | weight | mean | worst | ${names.join(' | ')} |\n|${'---|'.repeat(names.length + 4)}`);
console.log(`| as it is | | ${[meanOfBeir(base), 0, ...base].map(figure).join(' | ')} |`);
for (const [signal, name] of SIGNALS.entries()) {
  if (!values.signals.split(',').some((begin) => name.startsWith(begin))) continue;
  for (const weight of values.weights.split(',').map(Number)) {
    const changes = figuresOf([...always, [signal, weight]]).map((value, at) => value - base[at]!);
    console.log(
      `| ${[name, weight, ...[meanOfBeir(changes), Math.min(...changes), ...changes].map(signed)].join(' | ')} |`,
    );
  }
}
