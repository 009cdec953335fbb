/**
 * Measures whether the sources' own sentences know when they answer a question.
 *
 *     node e2e/eval/answerability.ts [--sets squad-dev,xquad-de] [--fit] [--out FILE]
 *
 * Each question is asked twice: of its best eight passages, and of the best eight when the passage that answers it is
 * taken out. Passages about the same thing stay, so the second asking is as hard as a library makes it. An answer is
 * right when the quoted sentences hold the answer's words (squad-dev), else when the answering passage is among the
 * eight. Of the questions, every second one chose the bounds and the curve of the confidence (`--fit` chooses them anew and
 * prints them, without cranfield); the figures are of the others.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStaticEmbedderSync } from '../../src-main/adapters/embedding/static-embedder.ts';
import { answerConfidence } from '../../src-main/engine/citations/answer-confidence.ts';
import { selectSentences } from '../../src-main/engine/packing/select-sentences.ts';
import { statusOfCoverage } from '../../src-main/services/answer/status-of-coverage.ts';
import { fitBounds, fitCurve } from './fit-coverage.ts';
import { createPassageSearch } from './passage-search.ts';

const SETS = 'squad-dev,scifact-train,cranfield,xquad-de,xquad-el,xquad-es,xquad-ro,xquad-th,xquad-tr,xquad-vi';
/** Neither sign tells on it (RESULTS.md), so nothing is fitted to it. */
const UNTOLD = 'cranfield';
const PASSAGES = 8;
const root = join(import.meta.dirname, '..', '..');
const data = join(root, '..', 'shared', 'data', 'retrieval');
const { values } = parseArgs({
  options: {
    sets: { type: 'string', default: SETS },
    fit: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const embedder = openStaticEmbedderSync(join(root, 'models', 'carrel-static'));

interface Passage {
  readonly _id: string;
  readonly title?: string;
  readonly text: string;
}
interface Question {
  readonly _id: string;
  readonly text: string;
  readonly metadata?: { readonly answer?: string };
}
interface Asked {
  readonly hasPassage: boolean;
  readonly isRight: boolean;
  readonly status: string;
  readonly confidence: number;
  readonly coverage: number;
}

const readLines = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

/** The passages that answer each question. */
function readJudgements(folder: string): Map<string, Set<string>> {
  const answering = new Map<string, Set<string>>();
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), 'utf8').trim().split('\n').slice(1)) {
      const [question = '', passage = '', score = '0'] = line.split('\t');
      if (Number(score) > 0) answering.set(question, (answering.get(question) ?? new Set()).add(passage));
    }
  }
  return answering;
}

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ');

/** Asks every second question of a set, from the first (0) or the second (1) on. */
function askSet(set: string, half: 0 | 1): Asked[] {
  const corpus = readLines<Passage>(join(data, set, 'corpus.jsonl'));
  const answering = readJudgements(join(data, set, 'qrels'));
  const search = createPassageSearch(
    corpus.map(({ title = '', text }) => ({ context: title, text })),
    embedder,
  );
  const questions = readLines<Question>(join(data, set, 'queries.jsonl')).filter((_, at) => at % 2 === half);
  return questions.flatMap((question) => {
    const gold = answering.get(question._id) ?? new Set();
    const found = search(question.text, PASSAGES + gold.size).flatMap((id) => corpus[id] ?? []);
    return [true, false].map((hasPassage) =>
      ask(question, found.filter(({ _id }) => hasPassage || !gold.has(_id)).slice(0, PASSAGES), { gold, hasPassage }),
    );
  });
}

function ask(
  question: Question,
  found: readonly Passage[],
  { gold, hasPassage }: { gold: ReadonlySet<string>; hasPassage: boolean },
): Asked {
  const passages = found.map(({ title = '', text }, at) => ({
    number: at + 1,
    text,
    kind: 'text' as const,
    heading: title,
    score: 1 - at * 0.05,
  }));
  const { units, coverage } = selectSentences(question.text, passages);
  const quoted = units.map(({ number, start, end }) => passages[number - 1]?.text.slice(start, end) ?? '').join(' ');
  const answer = question.metadata?.answer;
  return {
    hasPassage,
    isRight: answer === undefined ? found.some(({ _id }) => gold.has(_id)) : plain(quoted).includes(plain(answer)),
    status: statusOfCoverage(coverage),
    confidence: answerConfidence([{ verdict: 'supported', isVerbatim: true }], coverage),
    coverage,
  };
}

const share = (asked: readonly Asked[], is: (one: Asked) => boolean): number =>
  asked.length === 0 ? 0 : Number((asked.filter(is).length / asked.length).toFixed(3));

/** Probability that a right answer has more coverage than a wrong one; equal ones count half (Mann and Whitney 1947). */
function rankedApart(asked: readonly Asked[]): number {
  const wrong = asked.filter(({ isRight }) => !isRight);
  const right = asked.filter(({ isRight }) => isRight);
  let pairs = 0;
  for (const one of right)
    for (const other of wrong) pairs += one.coverage > other.coverage ? 1 : one.coverage === other.coverage ? 0.5 : 0;
  return Number((pairs / right.length / wrong.length).toFixed(3));
}

function summarise(asked: readonly Asked[]) {
  const having = asked.filter(({ hasPassage, isRight }) => hasPassage && isRight);
  const lacking = asked.filter(({ hasPassage }) => !hasPassage);
  const shares = (of: readonly Asked[]) => ({
    answered: share(of, ({ status }) => status === 'answered'),
    partly: share(of, ({ status }) => status === 'partly'),
    notInSources: share(of, ({ status }) => status === 'not-in-sources'),
  });
  const bins = Array.from({ length: 10 }, (_, at) => {
    const inBin = asked.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === at);
    return { from: at / 10, questions: inBin.length, right: share(inBin, ({ isRight }) => isRight) };
  });
  const squares = asked.map(({ confidence, isRight }) => (confidence - Number(isRight)) ** 2);
  return {
    questions: asked.length / 2,
    areaUnderCurve: rankedApart(asked),
    inSources: shares(having),
    takenOut: shares(lacking),
    brier: Number((squares.reduce((sum, square) => sum + square, 0) / squares.length).toFixed(3)),
    bins,
  };
}

function fit(sets: readonly string[]): void {
  const asked = sets.filter((set) => set !== UNTOLD).flatMap((set) => askSet(set, 0));
  process.stdout.write(`${JSON.stringify({ asked: asked.length, ...fitCurve(asked), ...fitBounds(asked) })}\n`);
}

function measure(sets: readonly string[]): void {
  const results: Record<string, ReturnType<typeof summarise>> = {};
  for (const set of sets) {
    results[set] = summarise(askSet(set, 1));
    const { areaUnderCurve, inSources, takenOut, brier } = results[set];
    process.stdout.write(`${set}: ${JSON.stringify({ areaUnderCurve, inSources, takenOut, brier })}\n`);
  }
  if (values.out === undefined) return;
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify({ command: 'node e2e/eval/answerability.ts', results }, null, 2)}\n`);
}

(values.fit ? fit : measure)(values.sets.split(','));
