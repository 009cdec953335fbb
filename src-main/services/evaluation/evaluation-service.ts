import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { RetrievalFigures, SearchMode } from '../../../src-contract/search.ts';
import { normalisedDiscountedGain, recall, reciprocalRank } from '../../engine/metrics/retrieval-metrics.ts';
import { measureCodeFiles } from './measure-code-files.ts';
import { assertWanted, LONGEST_QUERY, PASSAGES, type Progress, REPORT_EVERY } from './measuring.ts';
import type {
  FileQuestionSets,
  JudgedSet,
  JudgedSets,
  ScratchFile,
  ScratchLibraries,
  ScratchLibrary,
} from './ports.ts';

export interface EvaluationServiceDeps {
  readonly sets: JudgedSets;
  readonly questions: FileQuestionSets;
  readonly libraries: ScratchLibraries;
}

/** Measures retrieval through the real product path, in a library of its own. */
export interface EvaluationService {
  readonly handlers: CarrelHandlers['evaluation'];
}

export function createEvaluationService({ sets, questions, libraries }: EvaluationServiceDeps): EvaluationService {
  return {
    handlers: {
      async *beir({ folder, modes }, { signal }) {
        const started = performance.now();
        yield { type: 'progress', stage: 'reading', done: 0, total: 1 };
        const set = await sets.read(folder, signal);
        yield { type: 'progress', stage: 'reading', done: 1, total: 1 };
        const library = await libraries.open();
        try {
          yield* ingest(library, set, signal);
          const figures = yield* measure(library, set, [...new Set(modes)], signal);
          return {
            dataset: set.name,
            queries: set.queries.length,
            documents: set.documents.length,
            modes: figures,
            seconds: (performance.now() - started) / 1000,
          };
        } finally {
          await library.close();
        }
      },
      codeFiles: (input, { signal }) => measureCodeFiles({ questions, libraries }, input, signal),
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

async function* measure(
  library: ScratchLibrary,
  set: JudgedSet,
  modes: readonly SearchMode[],
  signal: AbortSignal,
): AsyncGenerator<Progress, Partial<Record<SearchMode, RetrievalFigures>>, void> {
  const idByFile = new Map(set.documents.map(({ id }, at) => [fileName(at), id]));
  const total = set.queries.length * modes.length;
  const figures: Partial<Record<SearchMode, RetrievalFigures>> = {};
  let done = 0;
  for (const mode of modes) {
    const measured: RetrievalFigures[] = [];
    for (const query of set.queries) {
      assertWanted(signal);
      if (done % REPORT_EVERY === 0) yield { type: 'progress', stage: 'querying', done, total };
      const text = query.text.slice(0, LONGEST_QUERY);
      const { results } = await library.search({ text, mode, limit: PASSAGES, scope: {}, syntax: 'plain' }, signal);
      const names = new Set(results.map(({ source }) => source.path.split(/[\\/]/).at(-1) ?? ''));
      measured.push(
        figuresOf(
          [...names].map((name) => query.grades.get(idByFile.get(name) ?? '') ?? 0),
          query.grades,
        ),
      );
      done += 1;
    }
    figures[mode] = meanOf(measured);
  }
  yield { type: 'progress', stage: 'querying', done, total };
  return figures;
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
