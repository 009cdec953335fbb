import type { AnswerEvent, Limit } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { type AnswerInProgress, addLimits } from './answer-in-progress.ts';
import { batchText } from './batch-text.ts';
import { extractiveGenerator } from './extractive.ts';
import { limitOfFailure, UNCITED, WROTE_NOTHING } from './limits.ts';
import type { GenerateRequest, Generator, GeneratorChoice, PickGenerator } from './ports.ts';

/** Frequent enough to read along, rare enough for the window: the pace of `docs/PROTOCOL.md`. */
const BATCH_MS = 30;

interface WriteTask {
  readonly request: GenerateRequest;
  /** The setting that says who writes. */
  readonly wanted: string;
  readonly answer: AnswerInProgress;
  readonly signal: AbortSignal;
}

/**
 * Lets the wanted model write; where there is none or it fails, the sources' own sentences answer instead.
 *
 * What a model wrote before it failed stays, and the rest follows as a new paragraph.
 */
export async function* writeWithFallback(
  deps: { readonly pickGenerator: PickGenerator; readonly log: Log; readonly clock: Clock },
  task: WriteTask,
): AsyncGenerator<AnswerEvent, void, void> {
  const { answer, signal } = task;
  const choice = await pick(deps, task.wanted);
  signal.throwIfAborted();
  if (choice.limit !== undefined) yield* addLimits(answer, [choice.limit]);
  if (choice.generator !== undefined) {
    const fallback = yield* writeWithModel(deps, choice.generator, task);
    if (fallback === undefined) return;
    yield* answer.writer.endPart();
    yield* addLimits(answer, [fallback]);
  }
  answer.generator = extractiveGenerator.ref;
  yield* addLimits(answer, yield* write(extractiveGenerator, task, deps.clock));
}

/** Looking for a model is no reason to give no answer. */
async function pick(deps: { pickGenerator: PickGenerator; log: Log }, wanted: string): Promise<GeneratorChoice> {
  try {
    return await deps.pickGenerator(wanted);
  } catch (thrown) {
    deps.log.warn('Choosing a model failed', { error: String(thrown) });
    return { limit: { ...limitOfFailure(thrown, 'Models'), code: 'no-model' } };
  }
}

/** @returns why the model could not answer; undefined when it did */
async function* writeWithModel(
  deps: { readonly log: Log; readonly clock: Clock },
  generator: Generator,
  task: WriteTask,
): AsyncGenerator<AnswerEvent, Limit | undefined, void> {
  const { answer, signal } = task;
  answer.generator = generator.ref;
  try {
    const limits = yield* write(generator, task, deps.clock);
    if (answer.writer.text() === '') return WROTE_NOTHING;
    yield* addLimits(answer, limits);
    if (answer.writer.citations().length === 0) yield* addLimits(answer, [UNCITED]);
    return undefined;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const reason = thrown instanceof Failure ? thrown.reason : String(thrown);
    deps.log.warn('A model could not answer', { model: generator.ref.name, reason });
    return limitOfFailure(thrown, generator.ref.name);
  }
}

async function* write(
  generator: Generator,
  { request, answer, signal }: WriteTask,
  clock: Clock,
): AsyncGenerator<AnswerEvent, readonly Limit[], void> {
  const startedAt = clock.now();
  const batches = batchText(generator.generate(request, signal), BATCH_MS, clock);
  try {
    for (;;) {
      const step = await batches.next();
      signal.throwIfAborted();
      if (step.done === true) {
        yield* answer.writer.endPart();
        return step.value;
      }
      answer.timings.firstToken ??= clock.now() - answer.startedAt;
      yield* answer.writer.push(step.value);
      signal.throwIfAborted();
    }
  } finally {
    answer.timings.generate = (answer.timings.generate ?? 0) + clock.now() - startedAt;
    await batches.return([]);
  }
}
