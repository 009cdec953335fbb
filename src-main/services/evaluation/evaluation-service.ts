import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Passage } from '../../../src-contract/passage.ts';
import type {
  EvaluationRun,
  Fusion,
  MeasuredFigures,
  RetrievalFigures,
  SearchMode,
} from '../../../src-contract/search.ts';
import type { Similarity } from '../../engine/citations/match-words.ts';
import { bootstrapInterval, seededDraws } from '../../engine/metrics/bootstrap.ts';
import { normalisedDiscountedGain, recall, reciprocalRank } from '../../engine/metrics/retrieval-metrics.ts';
import { measureCitations } from './measure-citations.ts';
import { measureCodeFiles } from './measure-code-files.ts';
import { assertWanted, LONGEST_QUERY, PASSAGES, type Progress, REPORT_EVERY } from './measuring.ts';
import type {
  FileQuestionSets,
  JudgedSet,
  JudgedSets,
  LabelledPairFiles,
  ScratchFile,
  ScratchLibraries,
  ScratchLibrary,
} from './ports.ts';

export interface EvaluationServiceDeps {
  readonly sets: JudgedSets;
  readonly questions: FileQuestionSets;
  readonly libraries: ScratchLibraries;
  readonly pairs: LabelledPairFiles;
  /** Of the model that ships; opened when first needed. */
  readonly similarity: () => Promise<Similarity>;
}

/** Measures retrieval through the real product path, in a library of its own. */
export interface EvaluationService {
  readonly handlers: CarrelHandlers['evaluation'];
}

export function createEvaluationService(deps: EvaluationServiceDeps): EvaluationService {
  const { sets, questions, libraries } = deps;
  return {
    handlers: {
      async *beir({ folder, modes, fusion, rerank, withRuns }, { signal }) {
        const started = performance.now();
        yield { type: 'progress', stage: 'reading', done: 0, total: 1 };
        const set = await sets.read(folder, signal);
        yield { type: 'progress', stage: 'reading', done: 1, total: 1 };
        const library = await libraries.open();
        try {
          yield* ingest(library, set, signal);
          const figures = yield* measure(
            library,
            set,
            { modes: [...new Set(modes)], fusion, rerank, withRuns },
            signal,
          );
          return {
            dataset: set.name,
            queries: set.queries.length,
            documents: set.documents.length,
            fusion,
            ...(rerank === undefined ? {} : { rerank }),
            modes: figures,
            seconds: (performance.now() - started) / 1000,
          };
        } finally {
          await library.close();
        }
      },
      codeFiles: (input, { signal }) => measureCodeFiles({ questions, libraries }, input, signal),
      citations: ({ file }, { signal }) => measureCitations(deps, file, signal),
    },
  };
}

async function* ingest(library: ScratchLibrary, set: JudgedSet, signal: AbortSignal): AsyncGenerator<Progress> {
  const files = set.documents.map(toFile);
  const total = files.length;
  yield { type: 'progress', stage: 'indexing', done: 0, total };
  for await (const done of library.ingest(files, signal)) yield { type: 'progress', stage: 'indexing', done, total };
}

/** Numbered, not named by their ids: words of a file name are indexed with its passages, and ids are not text. */
function toFile({ title, text }: JudgedSet['documents'][number], at: number): ScratchFile {
  return { name: fileName(at), text: title.trim() === '' ? `${text}\n` : `# ${title.trim()}\n\n${text}\n` };
}

const fileName = (at: number): string => `${String(at).padStart(8, '0')}.md`;

interface Measuring {
  readonly modes: readonly SearchMode[];
  readonly fusion: Fusion;
  readonly rerank: string | undefined;
  readonly withRuns: boolean;
}

async function* measure(
  library: ScratchLibrary,
  set: JudgedSet,
  { modes, fusion, rerank = 'off', withRuns }: Measuring,
  signal: AbortSignal,
): AsyncGenerator<Progress | EvaluationRun, Partial<Record<SearchMode, MeasuredFigures>>, void> {
  const idByFile = new Map(set.documents.map(({ id }, at) => [fileName(at), id]));
  const total = set.queries.length * modes.length;
  const figures: Partial<Record<SearchMode, MeasuredFigures>> = {};
  let done = 0;
  for (const mode of modes) {
    const measured: RetrievalFigures[] = [];
    for (const query of set.queries) {
      assertWanted(signal);
      if (done % REPORT_EVERY === 0) yield { type: 'progress', stage: 'querying', done, total };
      const text = query.text.slice(0, LONGEST_QUERY);
      const input = { text, mode, limit: PASSAGES, scope: {}, syntax: 'plain', fusion, rerank } as const;
      const { results, limits = [] } = await library.search(input, signal);
      const why = limits.find((limit) => limit.startsWith('rerank'));
      if (why !== undefined) throw notReranked(rerank, why);
      const scoreById = bestScores(results, idByFile);
      if (withRuns) {
        const documents = [...scoreById].map(([id, score]) => ({ id, score }));
        yield { type: 'run', mode, query: query.id, documents };
      }
      const grades = [...scoreById.keys()].map((id) => query.grades.get(id) ?? 0);
      measured.push(figuresOf(grades, query.grades));
      done += 1;
    }
    figures[mode] = { ...meanOf(measured), ci95: intervalsOf(measured) };
  }
  yield { type: 'progress', stage: 'querying', done, total };
  return figures;
}

/** A figure that is half of one order and half of another would say nothing. */
function notReranked(model: string, why: string): Failure {
  return new Failure('unavailable', `Nothing was measured: ${model} did not rerank every query (${why}).`, {
    reason: 'evaluation/not-reranked',
    details: { model, why },
  });
}

/** The score of the best passage of each document, in the order of the passages. */
function bestScores(results: readonly Passage[], idByFile: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const scoreById = new Map<string, number>();
  for (const { source, score } of results) {
    const id = idByFile.get(source.path.split(/[\\/]/).at(-1) ?? '');
    if (id !== undefined && !scoreById.has(id)) scoreById.set(id, score);
  }
  return scoreById;
}

function figuresOf(grades: readonly number[], judged: ReadonlyMap<string, number>): RetrievalFigures {
  const relevant = [...judged.values()];
  return {
    ndcg10: normalisedDiscountedGain(grades, relevant, 10),
    mrr10: reciprocalRank(grades, 10),
    recall10: recall(grades, relevant, 10),
    recall100: recall(grades, relevant, 100),
  };
}

function meanOf(all: readonly RetrievalFigures[]): RetrievalFigures {
  const mean = (pick: (figures: RetrievalFigures) => number): number =>
    Math.min(1, all.reduce((sum, figures) => sum + pick(figures), 0) / Math.max(1, all.length));
  return {
    ndcg10: mean(({ ndcg10 }) => ndcg10),
    mrr10: mean(({ mrr10 }) => mrr10),
    recall10: mean(({ recall10 }) => recall10),
    recall100: mean(({ recall100 }) => recall100),
  };
}

/** Any; fixed so that figures can be compared. */
const SEED = 1;

function intervalsOf(all: readonly RetrievalFigures[]): MeasuredFigures['ci95'] {
  const interval = (figure: keyof RetrievalFigures): [number, number] => {
    const [low, high] = bootstrapInterval(
      all.map((figures) => figures[figure]),
      seededDraws(SEED),
    );
    return [low, Math.min(1, high)];
  };
  return {
    ndcg10: interval('ndcg10'),
    mrr10: interval('mrr10'),
    recall10: interval('recall10'),
    recall100: interval('recall100'),
  };
}
