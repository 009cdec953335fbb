/**
 * Fits the citation checker and measures it with whole passages, and whole authors, left out.
 *
 *     node e2e/eval/fit-citations.ts [file.jsonl …]
 *
 * Files are labelled pairs, by default all in e2e/eval/citations but blind.jsonl, which nothing is learnt from. Prints how
 * often each sign is right when every claim of a sentence has it, by author; what the signs chosen on all other authors give for each; the fitted weights; and
 * precision and recall for each file by ten-fold cross-validation over passages (five shuffles, probabilities averaged),
 * with its author left out, and with the weights of the engine. To the labelled pairs come wrong citations: each
 * sentence that is not unsupported, beside the likeliest other passage of its language and beside another; by label they
 * are unsupported. Weights are fitted on the sentences without a sign, where support alone decides. Two minutes in all.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Verdict } from '../../src-contract/answer.ts';
import { openStaticEmbedderSync } from '../../src-main/adapters/embedding/static-embedder.ts';
import { gatherClaims } from '../../src-main/engine/citations/check-citations.ts';
import type { ClaimEvidence, SignKind } from '../../src-main/engine/citations/claim-evidence.ts';
import { readPassage, widenMarks } from '../../src-main/engine/citations/passage-segments.ts';
import { createSimilarity } from '../../src-main/engine/citations/similarity.ts';
import { plainText } from '../../src-main/engine/citations/split-claims.ts';
import { standsVerbatim } from '../../src-main/engine/citations/stands-verbatim.ts';
import {
  falls,
  hasNoTrace,
  isDoubtful,
  type Shares,
  SUPPORTED,
  sharesOf,
  verdictOf,
  WEIGHTS,
} from '../../src-main/engine/citations/weigh-evidence.ts';
import { seeded } from '../../src-main/testing/seeded.ts';

const FOLDER = join(import.meta.dirname, 'citations');
const FILES = [
  'train-blind',
  'train-blind-2',
  'train-blind-3',
  'train-blind-4',
  'train-blind-5',
  'train-blind-6',
  'train-blind-7',
  'train-blind-8',
  'train',
  'check',
  'tune',
].map((name) => join(FOLDER, `${name}.jsonl`));
const LABELS = ['supported', 'partly', 'unsupported'] as const;
/** tune.jsonl was what the rules were written on, so that signs are right there more often than elsewhere. */
const WEIGHT_OF_FILE: Readonly<Record<string, number>> = { 'tune.jsonl': 0.35, near: 0.6, wrong: 0.6 };
/** By the hand that wrote the rules; every other file has an author of its own. */
const OUR_FILES: ReadonlySet<string> = new Set(['tune.jsonl', 'check.jsonl', 'train.jsonl']);
/** A sign is chosen when it is right this often, in this many sentences at least. */
const LEAST_PRECISION = 0.95;
const LEAST_SENTENCES = 12;
const RIDGE = 0.3;
const FOLDS = 10;
const SHUFFLES = 5;
const STEPS = 3000;

interface Pair {
  readonly sentence: string;
  readonly passage: string;
  readonly label: Verdict;
  readonly language: string;
}
interface Row extends Pair {
  readonly file: string;
  readonly author: string;
  readonly claims: readonly ClaimEvidence[];
  readonly isVerbatim: boolean;
}
type Weights = Readonly<Record<keyof typeof WEIGHTS, number>>;

const files = process.argv.length > 2 ? process.argv.slice(2) : FILES;
const embedder = openStaticEmbedderSync(join(import.meta.dirname, '../../models/carrel-static'));
const similarity = createSimilarity((text) => embedder.embedQuery(text));
const labelled = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ file: basename(file), pair: JSON.parse(line) as Pair })),
);
const cpu = process.cpuUsage();
const own = labelled.map(({ file, pair }) => readRow(file, pair, authorOf(file)));
const cost = process.cpuUsage(cpu).user / 1000 / own.length;
const rows = [...own, ...wrongCitations('near'), ...wrongCitations('wrong')];

function authorOf(file: string): string {
  return OUR_FILES.has(file) ? 'ours' : file.replace('.jsonl', '');
}

function readRow(file: string, pair: Pair, author: string): Row {
  const sentence = widenMarks(plainText(pair.sentence));
  const claims = gatherClaims(sentence, readPassage({ text: pair.passage, kind: 'text' }), similarity);
  return { ...pair, file, author, claims, isVerbatim: standsVerbatim(sentence, pair.passage) };
}

function wrongCitations(kind: 'near' | 'wrong'): Row[] {
  const passages = [...new Map(labelled.map(({ pair }) => [pair.passage, pair.language]))];
  return labelled.flatMap(({ file, pair }, at) => {
    if (pair.label === 'unsupported') return [];
    const others = passages.filter(([text, language]) => text !== pair.passage && language === pair.language);
    const near = others.map(([text]) => ({ text, score: kind === 'near' ? similarity(pair.sentence, text) : 0 }));
    const best = near.reduce((one, other) => (other.score > one.score ? other : one));
    const passage = kind === 'near' ? best.text : (others[(at * 7) % others.length]?.[0] ?? best.text);
    return [readRow(kind, { ...pair, passage, label: 'unsupported' }, authorOf(file))];
  });
}

/** Only support decides about these. */
const isOpen = ({ claims, isVerbatim }: Row): boolean => !isVerbatim && !isDoubtful(claims);
const inputs = new Map(rows.map((row) => [row, sharesOf(row.claims)]));

function probability(weights: Weights, shares: Shares): number {
  const { constant, found, nearness, exact, gap } = weights;
  const sum = constant + found * shares.found + nearness * shares.nearness + exact * shares.exact + gap * shares.gap;
  return 1 / (1 + Math.exp(-sum));
}

/** Logistic regression by projected gradient descent; support may only grow with what is found. */
function fitWeights(training: readonly Row[]): Weights {
  const open = training.filter(isOpen);
  const weights = { constant: 0, found: 0, nearness: 0, exact: 0, gap: 0 };
  const total = open.reduce((sum, { file }) => sum + (WEIGHT_OF_FILE[file] ?? 1), 0);
  for (let step = 0; step < STEPS; step += 1) {
    const slope = { constant: 0, found: 0, nearness: 0, exact: 0, gap: 0 };
    for (const row of open) {
      const shares = inputs.get(row);
      if (shares === undefined) continue;
      const error =
        (WEIGHT_OF_FILE[row.file] ?? 1) * (probability(weights, shares) - (row.label === 'supported' ? 1 : 0));
      slope.constant += error;
      for (const name of ['found', 'nearness', 'exact', 'gap'] as const) slope[name] += error * shares[name];
    }
    weights.constant -= (2 * slope.constant) / total;
    for (const name of ['found', 'nearness', 'exact'] as const)
      weights[name] = Math.max(0, weights[name] - (2 * (slope[name] + 2 * RIDGE * weights[name])) / total);
    weights.gap = Math.min(0, weights.gap - (2 * (slope.gap + 2 * RIDGE * weights.gap)) / total);
  }
  return weights;
}

function crossValidate(): ReadonlyMap<Row, number> {
  const sums = new Map<Row, number>();
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle += 1) {
    const random = seeded(shuffle + 1);
    const passages = [...new Set(rows.map(({ passage }) => passage))];
    const order = passages.map((text) => ({ text, key: random() })).sort((one, other) => one.key - other.key);
    const foldOf = new Map(order.map(({ text }, at) => [text, at % FOLDS]));
    for (let fold = 0; fold < FOLDS; fold += 1) {
      const weights = fitWeights(rows.filter(({ passage }) => foldOf.get(passage) !== fold));
      for (const row of rows.filter(({ passage }) => foldOf.get(passage) === fold)) {
        const shares = inputs.get(row);
        if (shares !== undefined) sums.set(row, (sums.get(row) ?? 0) + probability(weights, shares) / SHUFFLES);
      }
    }
  }
  return sums;
}

/** The same with the weights of all other authors. */
function leaveAuthorsOut(): ReadonlyMap<Row, number> {
  const out = new Map<Row, number>();
  for (const author of authors) {
    const weights = fitWeights(rows.filter((row) => row.author !== author));
    for (const row of rows.filter((one) => one.author === author)) {
      const shares = inputs.get(row);
      if (shares !== undefined) out.set(row, probability(weights, shares));
    }
  }
  return out;
}

function judge(row: Row, supportOf: (row: Row) => number): Verdict {
  if (row.isVerbatim) return 'supported';
  if (!isOpen(row)) return verdictOf(row.claims);
  return supportOf(row) >= SUPPORTED ? 'supported' : 'partly';
}

function figures(name: string, part: readonly Row[], supportOf: (row: Row) => number): void {
  const cells = LABELS.map((label) => {
    const called = part.filter((row) => judge(row, supportOf) === label);
    const right = called.filter((row) => row.label === label).length;
    const actual = part.filter((row) => row.label === label).length;
    return `${right}/${called.length} ${(right / Math.max(1, called.length)).toFixed(3)} · ${(right / Math.max(1, actual)).toFixed(3)}`;
  });
  console.log(`| ${[name, part.length, ...cells].join(' | ')} |`);
}

const authors = [...new Set(own.map(({ author }) => author))];
const kinds = [
  ...new Set(own.flatMap(({ claims }) => claims.flatMap(({ signs }) => signs.map(({ kind }) => kind)))),
].sort();

/** Of the sentences that these signs call unsupported, how many are. */
function rightOf(part: readonly Row[], decisive: ReadonlySet<SignKind>): { right: number; called: number } {
  const called = part.filter(
    ({ claims, isVerbatim }) => !isVerbatim && claims.every((claim) => falls(claim, decisive)),
  );
  return { right: called.filter(({ label }) => label === 'unsupported').length, called: called.length };
}

function showSigns(): void {
  console.log(
    `\n| sign in every claim, right of called | ${authors.join(' | ')} |\n| --- |${authors.map(() => ' --- |').join('')}`,
  );
  for (const kind of kinds) {
    const cells = authors.map((author) => {
      const { right, called } = rightOf(
        own.filter((row) => row.author === author),
        new Set([kind]),
      );
      return `${right}/${called}`;
    });
    console.log(`| ${[kind, ...cells].join(' | ')} |`);
  }
  const none = authors.map((author) => {
    const part = own.filter((row) => row.author === author && !row.isVerbatim && row.claims.every(hasNoTrace));
    return `${part.filter(({ label }) => label === 'unsupported').length}/${part.length}`;
  });
  console.log(`| ${['no trace', ...none].join(' | ')} |`);
}

/** For each author the signs that are right for the others, and what they give. */
function showLeftOut(): void {
  console.log(
    '\n| unsupported, author left out | signs chosen on the others | precision · recall |\n| --- | --- | --- |',
  );
  const sum = { right: 0, called: 0, actual: 0 };
  for (const author of authors) {
    const others = own.filter((row) => row.author !== author);
    const chosen = kinds.filter((kind) => {
      const { right, called } = rightOf(others, new Set([kind]));
      return called >= LEAST_SENTENCES && right >= called * LEAST_PRECISION;
    });
    const part = own.filter((row) => row.author === author);
    const { right, called } = rightOf(part, new Set(chosen));
    const actual = part.filter(({ label }) => label === 'unsupported').length;
    sum.right += right;
    sum.called += called;
    sum.actual += actual;
    console.log(
      `| ${author} | ${chosen.join(', ')} | ${right}/${called} ${(right / Math.max(1, called)).toFixed(3)} · ${(right / Math.max(1, actual)).toFixed(3)} |`,
    );
  }
  console.log(
    `| all | | ${sum.right}/${sum.called} ${(sum.right / Math.max(1, sum.called)).toFixed(3)} · ${(sum.right / Math.max(1, sum.actual)).toFixed(3)} |`,
  );
}

showSigns();
if (authors.length > 1) showLeftOut();
console.log(
  `\nweights ${JSON.stringify(fitWeights(rows), (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value))}`,
);
const held = crossValidate();
const foreign = authors.length > 1 ? leaveAuthorsOut() : undefined;
for (const [title, supportOf] of [
  ['cross-validated', (row: Row) => held.get(row) ?? 0],
  ...(foreign === undefined ? [] : [['author left out', (row: Row) => foreign.get(row) ?? 0] as const]),
  ['with the weights of the engine', (row: Row) => probability(WEIGHTS, sharesOf(row.claims))],
] as const) {
  console.log(`\n| ${title} | pairs | ${LABELS.join(' | ')} |\n| --- | --- | --- | --- | --- |`);
  for (const file of [...new Set(rows.map((row) => row.file))]) {
    const part = rows.filter((row) => row.file === file);
    figures(file, part, supportOf);
    if (file === 'near' || file === 'wrong') continue;
    for (const language of [...new Set(part.map((row) => row.language))])
      figures(
        `– ${language}`,
        part.filter((row) => row.language === language),
        supportOf,
      );
  }
  figures('all labelled', own, supportOf);
  for (const verdict of LABELS) {
    const called = own.filter((row) => judge(row, supportOf) === verdict);
    console.log(
      `${verdict}: labelled supported ${called.filter((row) => row.label === 'supported').length} of ${called.length}`,
    );
  }
}
const verbatim = own.filter(({ isVerbatim }) => isVerbatim);
console.log(
  `word for word: labelled supported ${verbatim.filter(({ label }) => label === 'supported').length} of ${verbatim.length}`,
);
console.log(`\n${cost.toFixed(1)} ms of processor time a pair`);
