import type { AnswerEvent, Citation, ContextUse, Limit } from '../../../src-contract/answer.ts';
import type { MessageId } from '../../../src-contract/ids.ts';
import type { Passage } from '../../../src-contract/passage.ts';
import type { StageRecord } from '../../../src-contract/traces.ts';

/** What is asked besides the question. */
export interface AskWish {
  /** Search for this instead. */
  readonly query?: string;
  readonly searchOnly?: boolean;
  /** The answer before stays as a version. */
  readonly keep?: boolean;
  /** The question it is asked in place of. */
  readonly edit?: MessageId;
}

/** An answer that is being written, or whose writing ended without the host keeping it. */
export interface LiveAnswer {
  readonly question: string;
  /** The stored answer it takes the place of. */
  readonly replaces?: MessageId;
  readonly wish: AskWish;
  readonly phase: 'searching' | 'reading' | 'writing' | 'stopped' | 'failed';
  readonly text: string;
  readonly passages: readonly Passage[];
  readonly citations: readonly Citation[];
  readonly notices: readonly Limit[];
  /** What is searched, when it is not the question itself. */
  readonly query?: string;
  readonly stages: readonly StageRecord[];
  readonly context?: ContextUse;
  readonly failure?: unknown;
}

/** The state right after a question was sent. */
export function startAnswer(question: string, replaces?: MessageId, wish: AskWish = {}): LiveAnswer {
  return {
    question,
    wish,
    ...(replaces === undefined ? {} : { replaces }),
    phase: 'searching',
    text: '',
    passages: [],
    citations: [],
    notices: [],
    stages: [],
  };
}

/** Takes one event of the stream in; citations keep the order of their numbers, each once. */
export function applyEvent(live: LiveAnswer, event: AnswerEvent): LiveAnswer {
  switch (event.type) {
    case 'retrieval':
      return { ...live, phase: 'reading', passages: event.results };
    case 'token':
      return { ...live, phase: 'writing', text: live.text + event.text };
    case 'citation': {
      const { type: _type, ...citation } = event;
      const others = live.citations.filter((known) => known.number !== citation.number);
      return { ...live, citations: [...others, citation].sort((a, b) => a.number - b.number) };
    }
    case 'notice':
      return { ...live, notices: [...live.notices, { code: event.code, message: event.message }] };
    case 'query':
      return event.from === undefined ? live : { ...live, query: event.text };
    case 'stage':
      return {
        ...live,
        stages: [...live.stages, { stage: event.stage, outcome: event.outcome, ms: event.ms }],
      };
    case 'context':
      return { ...live, context: { usedTokens: event.usedTokens, totalTokens: event.totalTokens } };
    case 'verdict': // the stored answer brings them all at once
      return live;
  }
}

/** Whether words may still come. */
export function isRunning(live: LiveAnswer | undefined): live is LiveAnswer {
  return live !== undefined && live.phase !== 'stopped' && live.phase !== 'failed';
}
