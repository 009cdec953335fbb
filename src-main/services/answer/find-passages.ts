import type { Limit } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { Scope } from '../../../src-contract/passage.ts';
import type { SearchOutput } from '../../../src-contract/search.ts';
import type { Clock } from '../../platform/clock.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import type { AnswerInProgress } from './answer-in-progress.ts';
import type { AnswerBudgets } from './budgets.ts';
import { limitsOfSearch } from './limits.ts';
import type { NumberedPassage, PassageFinder } from './ports.ts';

interface FindTask {
  readonly text: string;
  readonly scope: Scope;
  readonly limit: number;
  readonly budgets: AnswerBudgets;
  readonly answer: AnswerInProgress;
}

export interface FoundPassages {
  readonly found: SearchOutput;
  /** Numbers are ranks; a passage that is gone since the search leaves a gap. */
  readonly passages: readonly NumberedPassage[];
  readonly limits: readonly Limit[];
}

/**
 * Searches within the budgets; lists that are late are left out by the search itself.
 *
 * @throws Failure `exhausted` when nothing was there in time; what the search throws
 */
export async function findPassages(
  { search, clock }: { readonly search: PassageFinder; readonly clock: Clock },
  { text, scope, limit, budgets, answer }: FindTask,
  signal: AbortSignal,
): Promise<FoundPassages> {
  const timing = {
    listWithinMs: budgets.listWithinMs,
    rerankedWithinMs: budgets.rerankedWithinMs,
    onStage: answer.stages.begin,
  };
  const input = { text, scope, mode: 'hybrid' as const, limit, syntax: 'question' as const };
  const timed = await withinBudget({ clock, budgetMs: budgets.foundWithinMs, signal }, async (either) => {
    const found = await search.search(input, either, timing);
    return { found, passages: await withTexts(search, found) };
  });
  answer.timings.search = clock.now() - answer.startedAt;
  if (timed.outcome === 'late') throw tooLate();
  if (timed.outcome === 'failed') throw timed.thrown;
  const { found, passages } = timed.value;
  for (const record of found.stages ?? []) answer.stages.add(record);
  answer.passages = found.results;
  answer.findings.mode = found.mode;
  return { found, passages, limits: limitsOfSearch(found.limits ?? []) };
}

async function withTexts(search: PassageFinder, { results }: SearchOutput): Promise<NumberedPassage[]> {
  if (results.length === 0) return [];
  const texts = await search.texts(results.map((passage) => passage.chunk));
  return results.flatMap((passage, at) => {
    const text = texts.get(passage.chunk);
    return text === undefined ? [] : [{ number: at + 1, passage, text }];
  });
}

const tooLate = (): Failure =>
  new Failure(
    'exhausted',
    'Searching for the answer took too long. Ask again in a moment, or allow more time with answer.timeBudgetMs.',
    { reason: 'answer/search-late' },
  );
