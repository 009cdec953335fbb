import type { AnswerEvent } from '../../../src-contract/answer.ts';
import type { AnswerStage, StageOutcome, StageRecord } from '../../../src-contract/traces.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RecordedAnswer } from './ports.ts';

/** The stages of one answer, each once, as they end. */
export interface StageLog {
  /** A stage begins; what is returned ends it, once. */
  begin(stage: AnswerStage): (outcome: StageOutcome) => void;
  /** A stage that was not begun here, or not at all. */
  add(record: StageRecord): void;
  records(): StageRecord[];
  /** Events of the stages that ended since the last call. */
  news(): AnswerEvent[];
}

export function createStageLog(clock: Clock, recorded: RecordedAnswer | undefined): StageLog {
  const records: StageRecord[] = [];
  const known = new Set<AnswerStage>();
  let told = 0;

  const add = (record: StageRecord): void => {
    if (known.has(record.stage)) return;
    known.add(record.stage);
    records.push(record);
  };
  return {
    begin(stage) {
      const startedAt = clock.now();
      const span = recorded?.span(stage);
      return (outcome) => {
        if (known.has(stage)) return;
        span?.end(outcome);
        add({ stage, outcome, ms: Math.max(0, clock.now() - startedAt) });
      };
    },
    add,
    records: () => [...records],
    news() {
      const fresh = records.slice(told);
      told = records.length;
      return fresh.map((record) => ({ type: 'stage', ...record }));
    },
  };
}
