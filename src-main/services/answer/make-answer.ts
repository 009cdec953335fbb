import type { AnswerEvent, AskInput, Support } from '../../../src-contract/answer.ts';
import type { Passage, Scope } from '../../../src-contract/passage.ts';
import { type JoinablePassage, joinPassages } from '../../engine/packing/join-passages.ts';
import { passagesWanted } from '../../engine/packing/passages-wanted.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { withinBudget } from '../../platform/within-budget.ts';
import { type AnswerInProgress, addLimits } from './answer-in-progress.ts';
import { createAnswerWriter } from './answer-writer.ts';
import { type AnswerBudgets, planBudgets } from './budgets.ts';
import { chooseGenerator } from './choose-generator.ts';
import { findPassages } from './find-passages.ts';
import { beginCheckouts, freshen, tellCheckouts } from './freshen.ts';
import { NOT_CHECKED, noPassages, pagesWithoutText } from './limits.ts';
import { phrasesFor } from './phrases.ts';
import type {
  AnswerSettings,
  AnswerVerifier,
  CitedSources,
  NumberedPassage,
  PassageFinder,
  PickGenerator,
  SourceCoverage,
  SourceFreshness,
  Turn,
} from './ports.ts';
import { rewriteQuestion } from './rewrite-question.ts';
import { writeWithFallback } from './write-with-fallback.ts';

/** What making an answer needs. */
export interface MakeAnswerDeps {
  readonly search: PassageFinder;
  readonly coverage: SourceCoverage;
  readonly pickGenerator: PickGenerator;
  /** Read at each question. */
  readonly settings: () => AnswerSettings;
  /** Checks each sentence; without it answers carry no verdicts. */
  readonly verifier?: AnswerVerifier | undefined;
  /** Without it nobody looks whether files changed since they were indexed. */
  readonly freshness?: SourceFreshness | undefined;
  /** Without it citations are not pinned. */
  readonly citedSources?: Pick<CitedSources, 'pins'> | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

/** A question with what holds for it. */
export interface OpenQuestion {
  readonly input: AskInput;
  readonly scope: Scope;
  readonly history: readonly Turn[];
  readonly instructions: string | undefined;
}

/** Looking up which pages gave no text is worth this much waiting. Guess, unmeasured. */
const COVERAGE_MS = 1000;

/**
 * Takes a question through the stages: find, pack, write, verify. `answer` holds what came of it, however it ends.
 *
 * Each stage has a budget and something to go on with when it is late or fails; the answer says which were taken.
 *
 * @throws Failure `exhausted` when no list of results came in time; what the search throws; `cancelled` by `signal`
 */
export async function* makeAnswer(
  deps: MakeAnswerDeps,
  question: OpenQuestion,
  answer: AnswerInProgress,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void, void> {
  const { input, scope, history } = question;
  const settings = deps.settings();
  const choice = await chooseGenerator(deps, input.generator ?? settings['answer.generator'], signal);
  const budgets = planBudgets(settings, choice.generator);
  const { text, by, standalone, askedModel } = await rewriteQuestion(
    deps,
    {
      question: input.question,
      history,
      query: input.query,
      generator: input.searchOnly === true ? undefined : choice.generator,
      budgetMs: budgets.rewriteMs,
      answer,
    },
    signal,
  );
  answer.findings = { scope, query: text, ...(by === undefined ? {} : { rewrittenBy: by }) };
  yield* answer.stages.news();
  yield { type: 'query', text, ...(by === undefined ? {} : { from: input.question }) };
  if (askedModel === true && choice.limit !== undefined) yield* addLimits(answer, [choice.limit]); // whatever comes of it

  const limit = input.topK ?? passagesWanted(standalone, settings['answer.topK']);
  const task = { text, scope, limit, budgets, answer };
  const first = await findPassages(deps, task, signal);
  const fresh = await freshen(deps, { answer, passages: first.found.results }, signal);
  const { found, passages, limits } = fresh.isReread ? await findPassages(deps, task, signal) : first;
  yield* answer.stages.news();
  yield { type: 'retrieval', results: found.results, timings: found.timings };
  yield* addLimits(answer, [...limits, ...fresh.limits]);
  signal.throwIfAborted();

  if (input.searchOnly === true) {
    answer.findings.searchOnly = true;
    beginCheckouts(deps, { answer, passages: found.results }, signal);
    await tellCheckouts(deps.clock, answer, signal);
    if (found.results.length === 0) yield* addLimits(answer, [noPassages(found.searched)]);
    return;
  }
  if (passages.length === 0) {
    yield* answer.writer.push(phrasesFor(input.question).nothing);
    yield* answer.writer.endPart();
    answer.findings.status = 'not-in-sources';
    yield* addLimits(answer, [noPassages(found.searched)]);
    return;
  }
  const packed = pack(answer, passages);
  beginCheckouts(deps, { answer, passages: found.results }, signal);
  yield* answer.stages.news();
  answer.writer = createAnswerWriter(standalone, [...packed, ...passages]);
  answer.given = packed;
  const request = {
    question: input.question,
    standalone,
    instructions: question.instructions,
    passages: packed,
    history,
    temperature: input.temperature ?? settings['answer.temperature'],
    maxTokens: settings['answer.maxTokens'],
    contextTokens: settings['answer.contextTokens'],
  };
  yield* writeWithFallback(deps, { request, allPassages: passages, choice, budgets, answer, signal });
  yield* answer.stages.news();
  yield* verify(deps, { question: input.question, standalone, answer, budgets }, signal);
  await pinCitations(deps, answer, signal);
  await tellCheckouts(deps.clock, answer, signal);
  yield* tellUnreadPages(deps, answer, signal);
}

/** Copies once, neighbours as one; each keeps the number of the best of them. */
function pack(answer: AnswerInProgress, passages: readonly NumberedPassage[]): NumberedPassage[] {
  const end = answer.stages.begin('pack');
  const joinable = passages.map(({ number, passage, text }): JoinablePassage & { passage: Passage } => ({
    number,
    text,
    passage,
    sourceId: passage.source.id,
    chunk: passage.chunk,
    position: passage.position,
  }));
  const { passages: joined } = joinPassages(joinable);
  const packed = joined.flatMap(({ number, text, position, from }) =>
    from.slice(0, 1).map(({ passage }) => ({ number, text, passage: { ...passage, position } })),
  );
  end('done');
  return packed;
}

async function* verify(
  { verifier, clock, log }: MakeAnswerDeps,
  {
    answer,
    budgets,
    ...asked
  }: { question: string; standalone: string; answer: AnswerInProgress; budgets: AnswerBudgets },
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void, void> {
  if (verifier === undefined) return;
  if (budgets.verifyMs === 0) {
    answer.stages.add({ stage: 'verify', outcome: 'skipped', ms: 0 });
    return yield* answer.stages.news();
  }
  const { writer, coverage } = answer;
  const written = { ...asked, text: writer.text(), passages: writer.passages(), coverage };
  const end = answer.stages.begin('verify');
  const timed = await withinBudget({ clock, budgetMs: budgets.verifyMs, signal }, (either) =>
    verifier.verify(written, either),
  );
  end(timed.outcome);
  yield* answer.stages.news();
  if (timed.outcome !== 'done') {
    if (timed.outcome === 'failed') log.warn('An answer could not be checked', { error: String(timed.thrown) });
    yield* addLimits(answer, [NOT_CHECKED]);
    return;
  }
  const { verdicts, confidence } = timed.value;
  const support: Support = { supported: 0, partly: 0, unsupported: 0 };
  for (const { verdict } of verdicts) support[verdict]++;
  Object.assign(answer.findings, { verdicts, support }, confidence === undefined ? {} : { confidence });
  const isUnsupported = verdicts.length > 0 && support.supported === 0;
  if (answer.findings.status === 'answered' && isUnsupported) answer.findings.status = 'partly';
  for (const verdict of verdicts) yield { type: 'verdict', ...verdict };
}

/** Hashing the cited files of a git checkout is worth this much waiting. Guess, unmeasured. */
const PIN_MS = 1000;

async function pinCitations(
  { citedSources, clock, log }: MakeAnswerDeps,
  answer: AnswerInProgress,
  signal: AbortSignal,
): Promise<void> {
  const ids = [...new Set(answer.writer.citations().map(({ source }) => source.id))];
  if (citedSources === undefined || ids.length === 0) return;
  const timed = await withinBudget({ clock, budgetMs: PIN_MS, signal }, () => citedSources.pins(ids));
  if (timed.outcome === 'done') answer.pins = timed.value;
  else log.warn('Citations could not be pinned', { outcome: timed.outcome });
}

async function* tellUnreadPages(
  { coverage, clock, log }: MakeAnswerDeps,
  answer: AnswerInProgress,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void, void> {
  const cited = new Set(answer.writer.citations().map(({ source }) => source.id));
  const timed = await withinBudget({ clock, budgetMs: COVERAGE_MS, signal }, () => coverage.unreadPages([...cited]));
  if (timed.outcome === 'done') {
    const { freshness } = answer.findings;
    const pages = timed.value.reduce((sum, { unread }) => sum + unread, 0);
    if (freshness !== undefined) answer.findings.freshness = { ...freshness, pagesWithoutText: pages };
    yield* addLimits(answer, timed.value.map(pagesWithoutText));
  }
  if (timed.outcome === 'failed') log.warn('Pages without text were not looked up', { error: String(timed.thrown) });
}
