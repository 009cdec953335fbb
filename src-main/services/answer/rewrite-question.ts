import { readModelRewrite } from '../../engine/query/model-rewrite.ts';
import { rewriteFollowUp } from '../../engine/query/rewrite-follow-up.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import type { AnswerInProgress } from './answer-in-progress.ts';
import type { Generator, Turn } from './ports.ts';

/** Turns that a model looks back at; a follow-up rarely means what was said before them. Guess, unmeasured. */
const LAST_TURNS = 6;

interface RewriteTask {
  readonly question: string;
  readonly history: readonly Turn[];
  /** The user's own words for the search. */
  readonly query: string | undefined;
  readonly generator: Generator | undefined;
  readonly budgetMs: number;
  readonly answer: AnswerInProgress;
}

/** What is searched for a question. */
export interface SearchedQuestion {
  readonly text: string;
  /** Absent when the question itself is searched. */
  readonly by?: 'rule' | 'model' | 'user';
  /** The question in full. Not always what is searched: the user's own words may be a few keywords. */
  readonly standalone: string;
  /** Whether a model was asked to rewrite it; it may have had no time to. */
  readonly askedModel?: boolean;
}

/**
 * What to search for: a follow-up is made to stand alone, by the model when it is loaded, quick and makes sense, else by rule.
 *
 * Without a pronoun or another sign of a follow-up no model is asked: most questions stand for themselves.
 */
export async function rewriteQuestion(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  task: RewriteTask,
  signal: AbortSignal,
): Promise<SearchedQuestion> {
  const { question, history, query, generator, answer } = task;
  if (query !== undefined && query !== question) {
    const isFollowUp = rewriteFollowUp(question, history) !== undefined;
    return { text: query, by: 'user', standalone: isFollowUp ? query : question };
  }
  if (query !== undefined || history.length === 0) return { text: question, standalone: question };
  const end = answer.stages.begin('rewrite');
  const byRule = rewriteFollowUp(question, history);
  if (byRule === undefined) {
    end('skipped');
    return { text: question, standalone: question };
  }
  if (generator?.rewrite === undefined) {
    end('done');
    return { text: byRule, by: 'rule', standalone: byRule };
  }
  const request = { question, history: history.slice(-LAST_TURNS), withinMs: task.budgetMs };
  const timed = await withinBudget(
    { clock, budgetMs: task.budgetMs, signal },
    async (either) => await generator.rewrite?.(request, either),
  );
  end(timed.outcome);
  if (timed.outcome === 'failed')
    log.warn('A question could not be rewritten by a model', { error: String(timed.thrown) });
  const byModel = timed.outcome === 'done' ? readModelRewrite(timed.value, question, request.history) : undefined;
  return byModel === undefined
    ? { text: byRule, by: 'rule', standalone: byRule, askedModel: true }
    : { text: byModel, by: 'model', standalone: byModel, askedModel: true };
}
