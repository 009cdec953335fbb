import { Failure } from '../../../src-contract/failure.ts';
import type { ConversationId, MessageId, TraceId } from '../../../src-contract/ids.ts';
import type { Passage } from '../../../src-contract/passage.ts';
import type { AnswerTrace } from '../../../src-contract/traces.ts';
import type { AnswerInProgress } from './answer-in-progress.ts';

/** Numbers of an explanation that say what a list thought of a passage, by the name they have there. */
const LISTS: Readonly<Record<string, string>> = {
  lexical: 'lexical',
  semantic: 'vector',
  relevance: 'rerank',
};

interface EndedAnswer {
  readonly trace: TraceId;
  readonly question: string;
  readonly startedAt: Date;
  readonly conversation: ConversationId | undefined;
  readonly message: MessageId | undefined;
  /** What ended it, when it was not its end. */
  readonly thrown: unknown;
}

/** What is kept of an answer for insight: numbers and ids, no text but the query. */
export function traceOf(answer: AnswerInProgress, ended: EndedAnswer): AnswerTrace {
  const { findings, passages, timings, tokens } = answer;
  const isStopped = answer.limits.some(({ code }) => code === 'stopped');
  const { out, writingMs = 0 } = tokens;
  return {
    trace: ended.trace,
    ...(ended.conversation === undefined ? {} : { conversation: ended.conversation }),
    ...(ended.message === undefined ? {} : { message: ended.message }),
    startedAt: ended.startedAt.toISOString(),
    query: findings.query ?? ended.question,
    scope: findings.scope ?? {},
    mode: findings.mode ?? 'hybrid',
    stages: answer.stages.records(),
    candidates: passages.map((passage) => ({
      chunk: passage.chunk,
      source: passage.source.id,
      lists: listScores(passage),
    })),
    final: answer.given.map(({ passage }) => ({ chunk: passage.chunk, score: passage.score })),
    generator: answer.generator,
    ...(tokens.in === undefined ? {} : { tokensIn: tokens.in }),
    ...(out === undefined ? {} : { tokensOut: out }),
    ...(timings.firstToken === undefined ? {} : { firstTokenMs: timings.firstToken }),
    ...(out === undefined || writingMs <= 0 ? {} : { tokensPerSecond: (out / writingMs) * 1000 }),
    ...(findings.support === undefined ? {} : { verdicts: findings.support }),
    limits: answer.limits.map(({ code }) => code),
    ending: isStopped ? 'stopped' : ended.thrown === undefined ? 'complete' : 'failed',
    ...(ended.thrown === undefined || isStopped ? {} : { failure: codeOf(ended.thrown) }),
    ...(findings.status === undefined ? {} : { status: findings.status }),
    ...(findings.confidence === undefined ? {} : { confidence: findings.confidence }),
    totalMs: timings.total ?? 0,
  };
}

const codeOf = (thrown: unknown): string => (thrown instanceof Failure ? thrown.code : 'internal');

function listScores({ score, explain }: Passage): Record<string, number> {
  const lists: Record<string, number> = { fused: score };
  const visit = (node: Passage['explain'], depth: number): void => {
    const list = LISTS[node.name];
    if (list !== undefined && lists[list] === undefined) lists[list] = node.value;
    if (depth < 4) for (const part of node.parts ?? []) visit(part, depth + 1);
  };
  visit(explain, 0);
  return lists;
}
