import type {
  AnswerEvent,
  AnswerFindings,
  AnswerResult,
  AskInput,
  CheckoutState,
  CitationPin,
  GeneratorRef,
  Limit,
} from '../../../src-contract/answer.ts';
import type { MessageId, SourceId } from '../../../src-contract/ids.ts';
import type { Passage, Timings } from '../../../src-contract/passage.ts';
import type { Clock } from '../../platform/clock.ts';
import { type AnswerWriter, createAnswerWriter } from './answer-writer.ts';
import { extractiveGenerator } from './extractive.ts';
import { STOPPED } from './limits.ts';
import type { AnswerDraft, NumberedPassage, RecordedAnswer } from './ports.ts';
import { createStageLog, type StageLog } from './stage-log.ts';

/** An answer as far as it has come. */
export interface AnswerInProgress {
  readonly startedAt: number;
  readonly timings: Timings;
  readonly limits: Limit[];
  readonly stages: StageLog;
  readonly tokens: { in?: number | undefined; out?: number | undefined; writingMs?: number };
  writer: AnswerWriter;
  passages: Passage[];
  /** What the generator was handed. */
  given: readonly NumberedPassage[];
  generator: GeneratorRef;
  findings: AnswerFindings;
  /** `Written.coverage` of the generator that ended the answer. */
  coverage?: number | undefined;
  /** The git checkouts of the sources found, while they are looked at; absent: nobody looks. */
  checkouts?: { readonly found: Promise<readonly CheckoutState[]>; readonly endCounting: () => void };
  /** The state of the cited sources. */
  pins: ReadonlyMap<SourceId, CitationPin>;
}

export function startAnswer(question: string, clock: Clock, recorded?: RecordedAnswer): AnswerInProgress {
  return {
    startedAt: clock.now(),
    timings: {},
    limits: [],
    stages: createStageLog(clock, recorded),
    tokens: {},
    writer: createAnswerWriter(question, []),
    passages: [],
    given: [],
    generator: extractiveGenerator.ref,
    findings: {},
    pins: new Map(),
  };
}

/** Ends an answer where it is. */
export function markStopped(answer: AnswerInProgress): void {
  answer.writer.endPart();
  answer.limits.push(STOPPED);
}

/** Adds limits to the answer and tells them. */
export function addLimits(answer: AnswerInProgress, limits: readonly Limit[]): AnswerEvent[] {
  answer.limits.push(...limits);
  return limits.map((limit) => ({ type: 'notice', ...limit }));
}

export function toDraft(answer: AnswerInProgress): AnswerDraft {
  const stages = answer.stages.records();
  return {
    text: answer.writer.text(),
    citations: answer.writer.citations().map((citation) => {
      const pin = answer.pins.get(citation.source.id);
      return pin === undefined ? citation : { ...citation, pin };
    }),
    passages: answer.passages,
    generator: answer.generator,
    limits: answer.limits,
    timings: answer.timings,
    ...answer.findings,
    ...(stages.length === 0 ? {} : { stages }),
  };
}

export function toResult(input: AskInput, answer: AnswerInProgress, message: MessageId | undefined): AnswerResult {
  const { text, passages: _passages, ...rest } = toDraft(answer);
  if (input.conversation === undefined || message === undefined) return { answer: text, ...rest };
  return { answer: text, ...rest, conversation: input.conversation, message };
}
