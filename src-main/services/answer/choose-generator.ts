import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import { limitOfFailure, modelLate } from './limits.ts';
import type { GeneratorChoice, PickGenerator } from './ports.ts';

/** Looking through the models folder takes milliseconds; a folder on a sleeping network drive is not waited for. */
const CHOICE_MS = 200;

/** Who writes. Looking for a model is no reason to give no answer. */
export async function chooseGenerator(
  { pickGenerator, clock, log }: { readonly pickGenerator: PickGenerator; readonly clock: Clock; readonly log: Log },
  wanted: string,
  signal: AbortSignal,
): Promise<GeneratorChoice> {
  const timed = await withinBudget({ clock, budgetMs: CHOICE_MS, signal }, () => pickGenerator(wanted));
  if (timed.outcome === 'done') return timed.value;
  if (timed.outcome === 'late') return { limit: modelLate('The models folder', CHOICE_MS) };
  log.warn('Choosing a model failed', { error: String(timed.thrown) });
  return { limit: { ...limitOfFailure(timed.thrown, 'Models'), code: 'no-model' } };
}
