import type * as z from 'zod';
import type { evaluationProcedures, FileFigures } from '../../../src-contract/search.ts';
import { normalisedDiscountedGain, recall } from '../../engine/metrics/retrieval-metrics.ts';
import { assertWanted, LONGEST_QUERY, PASSAGES, type Progress, REPORT_EVERY } from './measuring.ts';
import type { FileQuestion, FileQuestionSet, FileQuestionSets, ScratchLibraries, ScratchLibrary } from './ports.ts';

type Input = z.output<typeof evaluationProcedures.codeFiles.input>;
type Output = z.output<typeof evaluationProcedures.codeFiles.output>;

interface Measured {
  readonly repository: string;
  readonly category: string;
  readonly ndcg10: number;
  readonly recall10: number;
}

export interface CodeFilesDeps {
  readonly questions: FileQuestionSets;
  readonly libraries: ScratchLibraries;
}

/**
 * Asks each question of its repository; files are ranked by the first appearance of one of their passages.
 *
 * Each repository is a collection of its own in one throw-away library, so questions and word statistics stay inside.
 */
export async function* measureCodeFiles(
  { questions, libraries }: CodeFilesDeps,
  { queries, repos, mode }: Input,
  signal: AbortSignal,
): AsyncGenerator<Progress, Output, void> {
  const started = performance.now();
  yield { type: 'progress', stage: 'reading', done: 0, total: 1 };
  const set = await questions.read(queries, repos, signal);
  yield { type: 'progress', stage: 'reading', done: 1, total: 1 };
  const library = await libraries.open();
  try {
    yield* addRepositories(library, set, signal);
    const measured = yield* ask(library, set, mode, signal);
    return {
      ...meanOf(measured),
      byCategory: groupMeans(measured, ({ category }) => category),
      byRepository: groupMeans(measured, ({ repository }) => repository),
      missing: [...set.missing],
      mode,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await library.close();
  }
}

async function* addRepositories(
  library: ScratchLibrary,
  { repositories }: FileQuestionSet,
  signal: AbortSignal,
): AsyncGenerator<Progress, void, void> {
  const total = repositories.length;
  for (const [done, { name, folder }] of repositories.entries()) {
    for await (const _files of library.addFolder(name, folder, signal)) {
      yield { type: 'progress', stage: 'indexing', done, total };
    }
  }
  yield { type: 'progress', stage: 'indexing', done: total, total };
}

async function* ask(
  library: ScratchLibrary,
  { repositories }: FileQuestionSet,
  mode: Input['mode'],
  signal: AbortSignal,
): AsyncGenerator<Progress, Measured[], void> {
  const total = repositories.reduce((sum, { questions }) => sum + questions.length, 0);
  const measured: Measured[] = [];
  for (const { name, questions } of repositories) {
    for (const question of questions) {
      assertWanted(signal);
      if (measured.length % REPORT_EVERY === 0) {
        yield { type: 'progress', stage: 'querying', done: measured.length, total };
      }
      const text = question.text.slice(0, LONGEST_QUERY);
      const input = { text, mode, limit: PASSAGES, scope: { collections: [name] }, syntax: 'plain' as const };
      const { results } = await library.search(input, signal);
      const found = [...new Set(results.map(({ source }) => source.path))];
      measured.push({ repository: name, category: question.category, ...figuresOf(found, question) });
    }
  }
  yield { type: 'progress', stage: 'querying', done: total, total };
  return measured;
}

function figuresOf(found: readonly string[], { wanted }: FileQuestion): Pick<Measured, 'ndcg10' | 'recall10'> {
  const isWanted = new Set(wanted);
  const grades = found.map((path) => (isWanted.has(path) ? 1 : 0));
  const judged = wanted.map(() => 1);
  return { ndcg10: normalisedDiscountedGain(grades, judged, 10), recall10: recall(grades, judged, 10) };
}

function groupMeans(measured: readonly Measured[], keyOf: (one: Measured) => string): Record<string, FileFigures> {
  const groups = [...Map.groupBy(measured, keyOf)].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(groups.map(([key, group]) => [key, meanOf(group)]));
}

function meanOf(measured: readonly Measured[]): FileFigures {
  const mean = (pick: (one: Measured) => number): number =>
    Math.min(1, measured.reduce((sum, one) => sum + pick(one), 0) / Math.max(1, measured.length));
  return {
    queries: measured.length,
    ndcg10: mean(({ ndcg10 }) => ndcg10),
    recall10: mean(({ recall10 }) => recall10),
  };
}
