import { Failure } from '../../../src-contract/failure.ts';
import { type Feedback, type ListedFeedback, RATINGS, type Rating } from '../../../src-contract/feedback.ts';
import { feedbackIdSchema } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import { newId } from '../../platform/new-id.ts';
import type { FeedbackStore } from './ports.ts';

export interface FeedbackService {
  readonly handlers: CarrelHandlers['feedback'];
}

/** Rows read at a time for an export. */
const PAGE = 1000;

/** Keeps what a person thinks of answers. `onChange` is called after each change. */
export function createFeedbackService(deps: {
  readonly store: FeedbackStore;
  readonly now?: () => Date;
  readonly onChange?: () => void;
}): FeedbackService {
  const { store } = deps;
  const now = deps.now ?? (() => new Date());
  const changed = deps.onChange ?? (() => {});

  async function all(): Promise<ListedFeedback[]> {
    const rows: ListedFeedback[] = [];
    for (;;) {
      const { total, feedback } = await store.list({ offset: rows.length, limit: PAGE });
      rows.push(...feedback);
      if (feedback.length === 0 || rows.length >= total) return rows;
    }
  }

  return {
    handlers: {
      async rate({ conversation, message, rating, citation, note }) {
        if (citation !== undefined && rating !== 'wrong-citation') {
          throw new Failure('invalid-input', 'Only a wrong citation has a number. Leave the number out.', {
            reason: 'feedback/citation',
          });
        }
        const answer = await store.findAnswer(conversation, message);
        if (answer === undefined) {
          throw new Failure('not-found', 'The answer that was rated is gone. Open its conversation again.', {
            reason: 'feedback/unknown-answer',
          });
        }
        const at = now();
        const feedback: Feedback = {
          id: feedbackIdSchema.parse(newId(at.getTime())),
          conversation,
          message,
          ...(answer.trace === undefined ? {} : { trace: answer.trace }),
          rating,
          ...(citation === undefined ? {} : { citation }),
          ...(note === undefined || note === '' ? {} : { note }),
          createdAt: at.toISOString(),
        };
        await store.put(feedback, replacedBy(rating));
        changed();
        return feedback;
      },
      async remove({ id }) {
        if (!(await store.remove(id))) {
          throw new Failure('not-found', 'This rating is gone already.', { reason: 'feedback/unknown' });
        }
        changed();
        return {};
      },
      async list(query) {
        const { total, counts, feedback } = await store.list(query);
        const zero = Object.fromEntries(RATINGS.map((rating) => [rating, 0])) as Record<Rating, number>;
        return { total, counts: { ...zero, ...counts }, feedback: [...feedback] };
      },
      async export({ format }) {
        const rows = await all();
        const day = now().toISOString().slice(0, 10);
        return format === 'csv'
          ? { fileName: `carrel-feedback-${day}.csv`, mediaType: 'text/csv', text: toCsv(rows) }
          : {
              fileName: `carrel-feedback-${day}.jsonl`,
              mediaType: 'application/x-ndjson',
              text: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
            };
      },
    },
  };
}

/** An answer is good or bad, not both. */
function replacedBy(rating: Rating): Rating[] {
  return rating === 'up' || rating === 'down' ? ['up', 'down'] : [rating];
}

const COLUMNS = [
  'id',
  'createdAt',
  'rating',
  'citation',
  'note',
  'question',
  'answer',
  'generator',
  'conversation',
  'message',
  'trace',
] as const satisfies readonly (keyof ListedFeedback)[];

/** RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
function toCsv(rows: readonly ListedFeedback[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => cell(String(row[column] ?? ''))).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
