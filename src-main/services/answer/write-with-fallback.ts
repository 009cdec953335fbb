import type { AnswerEvent, Limit } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { createStatusFilter, type StatedStatus } from '../../engine/citations/status-filter.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import { type AnswerInProgress, addLimits } from './answer-in-progress.ts';
import { batchText } from './batch-text.ts';
import type { AnswerBudgets } from './budgets.ts';
import { extractiveGenerator } from './extractive.ts';
import { judgeStatus } from './judge-status.ts';
import { CUT_SHORT, limitOfFailure, modelLate, UNCITED, WROTE_NOTHING } from './limits.ts';
import { phrasesFor } from './phrases.ts';
import type { GenerateRequest, Generator, GeneratorChoice, NumberedPassage, Written } from './ports.ts';

/** Frequent enough to read along, rare enough for the window: the pace of `docs/PROTOCOL.md`. */
const BATCH_MS = 30;

interface WriteDeps {
  readonly log: Log;
  readonly clock: Clock;
}

interface WriteTask {
  readonly request: GenerateRequest;
  /** The passages as they were found; sentences are picked from these. */
  readonly allPassages: readonly NumberedPassage[];
  readonly choice: GeneratorChoice;
  readonly budgets: AnswerBudgets;
  readonly answer: AnswerInProgress;
  readonly signal: AbortSignal;
}

/**
 * Lets the chosen model write; where there is none or it fails, the sources' own sentences answer instead.
 *
 * What a model wrote before it failed stays, and the rest follows as a new paragraph. One that does not begin in time
 * is let go; one that does not end in time keeps what it wrote, and the answer says that it was cut short.
 */
export async function* writeWithFallback(deps: WriteDeps, task: WriteTask): AsyncGenerator<AnswerEvent, void, void> {
  const { answer, signal, choice } = task;
  signal.throwIfAborted();
  const { limit } = choice;
  if (limit !== undefined && !answer.limits.includes(limit)) yield* addLimits(answer, [limit]);
  const end = answer.stages.begin('generate');
  if (choice.generator !== undefined) {
    const fallback = yield* writeWithModel(deps, choice.generator, task);
    if (fallback === undefined) return end('done');
    end(fallback.code === 'model-late' ? 'late' : 'failed');
    yield* answer.writer.endPart();
    yield* addLimits(answer, [fallback]);
  }
  answer.generator = extractiveGenerator.ref;
  answer.writer.allow(undefined);
  answer.given = task.allPassages;
  const ended = yield* write(deps, extractiveGenerator, {
    ...task,
    request: { ...task.request, passages: task.allPassages },
    budgets: { ...task.budgets, firstTokenWithinMs: Infinity, writeMs: Infinity }, // it is what is left when time is over
  });
  end('done');
  if (ended.kind !== 'ended') return;
  answer.coverage = ended.written.coverage;
  Object.assign(answer.findings, judgeStatus(task.request, answer, ended.written));
  yield* addLimits(answer, ended.written.limits);
}

/** @returns why the model could not answer; undefined when it did */
async function* writeWithModel(
  deps: WriteDeps,
  generator: Generator,
  task: WriteTask,
): AsyncGenerator<AnswerEvent, Limit | undefined, void> {
  const { answer, signal, budgets, request } = task;
  answer.generator = generator.ref;
  answer.writer.allow(request.passages.map(({ number }) => number));
  try {
    const ended = yield* write(deps, generator, task);
    if (ended.kind === 'late') return modelLate(generator.ref.name, budgets.firstTokenWithinMs);
    if (answer.writer.text() === '') {
      if (ended.said.status !== 'not-in-sources') return WROTE_NOTHING;
      yield* answer.writer.push(phrasesFor(request.question).nothing); // it said so in its status alone
      yield* answer.writer.endPart();
    }
    if (ended.kind === 'cut-short') yield* addLimits(answer, [CUT_SHORT]);
    else yield* addLimits(answer, ended.written.limits);
    Object.assign(answer.findings, judgeStatus(request, answer, { ...ended.said, ...ended.written }));
    const isWhole = ended.kind === 'ended';
    if (!isWhole && answer.findings.status === 'answered') answer.findings.status = 'partly';
    const isHonest = ended.said.status === 'not-in-sources';
    if (answer.writer.citations().length === 0 && !isHonest) yield* addLimits(answer, [UNCITED]);
    return undefined;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const reason = thrown instanceof Failure ? thrown.reason : String(thrown);
    deps.log.warn('A model could not answer', { model: generator.ref.name, reason });
    return limitOfFailure(thrown, generator.ref.name);
  }
}

/** How writing went; `late` when its first word was not there in time. */
type Ended =
  | { readonly kind: 'ended'; readonly written: Written; readonly said: StatedStatus }
  | { readonly kind: 'cut-short'; readonly said: StatedStatus; readonly written?: undefined }
  | { readonly kind: 'late' };

async function* write(
  { clock }: WriteDeps,
  generator: Generator,
  { request, answer, budgets, signal: callerSignal }: WriteTask,
): AsyncGenerator<AnswerEvent, Ended, void> {
  const startedAt = clock.now();
  const ending = new AbortController();
  const signal = AbortSignal.any([callerSignal, ending.signal]);
  const news: AnswerEvent[] = [];
  const onFitted: NonNullable<GenerateRequest['onFitted']> = ({ context, numbers }) => {
    answer.findings.context = context;
    answer.writer.allow(numbers);
    news.push({ type: 'context', ...context });
  };
  const firstTokenWithinMs = answer.startedAt + budgets.firstTokenWithinMs - startedAt;
  const batches = batchText(generator.generate({ ...request, onFitted, firstTokenWithinMs }, signal), BATCH_MS, clock);
  const filter = generator === extractiveGenerator ? undefined : createStatusFilter();
  let firstAt: number | undefined;
  try {
    for (;;) {
      const until = firstAt === undefined ? answer.startedAt + budgets.firstTokenWithinMs : firstAt + budgets.writeMs;
      const timed = await withinBudget({ clock, budgetMs: until - clock.now(), signal: callerSignal }, () =>
        batches.next(),
      );
      if (timed.outcome === 'failed') throw timed.thrown;
      yield* news.splice(0);
      if (timed.outcome === 'late' && firstAt === undefined) return { kind: 'late' };
      const step = timed.outcome === 'late' ? undefined : timed.value;
      if (step === undefined || step.done === true) {
        const rest = filter?.end();
        yield* answer.writer.push(rest?.text ?? '');
        yield* answer.writer.endPart();
        const said = rest ?? { status: undefined, missing: [] };
        if (step === undefined) return { kind: 'cut-short', said };
        answer.tokens.in = step.value.tokensIn;
        answer.tokens.out = step.value.tokensOut;
        return { kind: 'ended', written: step.value, said };
      }
      firstAt ??= clock.now();
      answer.timings.firstToken ??= firstAt - answer.startedAt;
      yield* answer.writer.push(filter?.push(step.value) ?? step.value);
      callerSignal.throwIfAborted();
    }
  } finally {
    ending.abort();
    answer.timings.generate = (answer.timings.generate ?? 0) + clock.now() - startedAt;
    answer.tokens.writingMs = clock.now() - (firstAt ?? clock.now());
    batches.return({ limits: [] }).catch(() => undefined); // it ends when its source does, which may hang
  }
}
