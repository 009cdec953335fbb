import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerResult } from '../../src-contract/answer.ts';
import { Failure } from '../../src-contract/failure.ts';
import type { CarrelClient } from '../../src-contract/index.ts';
import { createOpenClient } from '../../src-main/open-client.ts';
import { RANDOM_SHAPES, writeRandomGguf } from '../../src-main/testing/random-gguf.ts';
import { ingestByCommand } from '../carrel-command.ts';
import { writeFiles } from '../files.ts';
import { judge, type Measurement, quantiles } from '../measure.ts';
import type { Setting } from '../setting.ts';

/** Passages of the library that is asked. */
const PASSAGES = 10_000;
/** Models of random weights never end by themselves; what is measured is over with the first word. */
const WRITTEN_TOKENS = 64;

/** A model and the time that its first word may take. */
interface Writer {
  readonly shape: keyof typeof RANDOM_SHAPES;
  readonly name: string;
  /** As `answer.timeBudgetMs`; absent: what is asked of a model on the processor when nothing is set. */
  readonly budgetMs?: number;
}

/** Who wrote an answer, and why it was not the model. */
type End = 'byModel' | 'quotesForLate' | 'quotesForCrash' | 'quotesOtherwise' | 'missing';

/** What small models on a processor may take (issue 6). */
const USUAL_BUDGET_MS = 10_000;

/** Keeps the budget of servers and graphics cards, so that reading must be cut and some answers degrade. */
export const QUICK_WRITER: Writer = { shape: '15m', name: '15 million', budgetMs: 2000 };
/** Far too slow for this processor and a prompt that is spelt: nearly every answer must degrade, in time. */
export const SLOW_WRITER: Writer = { shape: '0.5b', name: 'half a billion' };

/**
 * From a question to the first word of its answer with a model that writes, over questions of the evaluation sets.
 *
 * The first question finds no model loaded. A question without an answer misses the goal, whatever the others took.
 */
export function benchAnswering(writer: Writer): (setting: Setting, questions: number) => Promise<Measurement> {
  return async (setting, questions) => {
    const { app, scratch, corpus } = setting;
    const library = join(scratch, 'library');
    const models = join(scratch, 'models');
    mkdirSync(models);
    writeRandomGguf(join(models, `random-${writer.shape}.gguf`), RANDOM_SHAPES[writer.shape]);
    await ingestByCommand(app.root, writeFiles(corpus, PASSAGES, join(scratch, 'files')), library);
    const { budgetMs = USUAL_BUDGET_MS } = writer;
    const set = {
      'models.folder': models,
      'answer.generator': 'auto',
      'answer.maxTokens': `${WRITTEN_TOKENS}`,
      'answer.timeBudgetMs': `${writer.budgetMs ?? 0}`,
    };
    const { client, close } = await createOpenClient(app)({ command: 'bench', needsLibrary: true, library, set });
    const firstMs: number[] = [];
    const failures: string[] = [];
    const ends: Record<End, number> & { cutShort: number } = {
      byModel: 0,
      quotesForLate: 0,
      quotesForCrash: 0,
      quotesOtherwise: 0,
      missing: 0,
      cutShort: 0,
    };
    try {
      for (const question of corpus.questions.slice(0, questions)) {
        const { ms, result, why } = await time(client, question);
        if (why !== undefined) failures.push(`not answered: ${why}`);
        firstMs.push(ms);
        ends[endOf(result)] += 1;
        if (result?.limits.some(({ code }) => code === 'cut-short')) ends.cutShort += 1;
      }
    } finally {
      await close();
      rmSync(models, { recursive: true });
    }
    const judged = judge(
      {
        name: `question to the first word, model of ${writer.name} random parameters`,
        unit: 'ms',
        better: 'lower',
        ours: quantiles(firstMs),
        peers: {},
        details: { carrel: { questions: firstMs.length, ...ends } },
        notes: [
          `${PASSAGES} passages; ${budgetMs} ms to the first word; one letter is one token to this model, so prompts are four times as long as usual`,
          'counted by who wrote: the model, or quotes of the sources because it was late, crashed, or for another reason',
          ...failures,
        ],
      },
      { p95: budgetMs },
    );
    return { ...judged, met: judged.met === true && ends.missing === 0 };
  };
}

/** @returns `Infinity` and no result when there was no word */
async function time(
  client: CarrelClient,
  question: string,
): Promise<{ ms: number; result?: AnswerResult; why?: string }> {
  const started = performance.now();
  let ms = Number.POSITIVE_INFINITY;
  try {
    const stream = client.answer.ask({ question });
    for await (const event of stream) {
      if (event.type === 'token') ms = Math.min(ms, performance.now() - started);
    }
    return { ms, result: await stream.result };
  } catch (thrown) {
    return { ms: Number.POSITIVE_INFINITY, why: thrown instanceof Failure ? thrown.message : String(thrown) };
  }
}

function endOf(result: AnswerResult | undefined): End {
  if (result === undefined || result.answer.trim() === '') return 'missing';
  if (result.generator.kind !== 'extractive') return 'byModel';
  const codes = new Set(result.limits.map(({ code }) => code));
  if (codes.has('model-late')) return 'quotesForLate';
  return codes.has('model-crashed') ? 'quotesForCrash' : 'quotesOtherwise';
}
