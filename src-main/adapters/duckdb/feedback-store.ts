import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import {
  type ListedFeedback,
  listedFeedbackSchema,
  type Rating,
  ratingSchema,
} from '../../../src-contract/feedback.ts';
import { traceIdSchema } from '../../../src-contract/ids.ts';
import type { FeedbackStore } from '../../services/feedback/ports.ts';
import type { Catalog } from './catalog.ts';
import { dateOf, execute, numberOf, optionalNumber, optionalText, type Row, select, textOf } from './rows.ts';

/** Feedback on answers that can still be seen; the question is the last one before the answer. */
const LISTED = `feedback f
  JOIN conversations c ON c.id = f.conversation_id AND c.deleted_at IS NULL
  JOIN messages m ON m.id = f.message_id AND m.conversation_id = f.conversation_id`;

/** More would say little more of how the search does now. A guess. */
const MOST_RATED = 1000;

const ratedSchema = z.object({
  ratings: z.array(
    z.object({ rating: ratingSchema, citation: z.int().nullable() }).transform(({ rating, citation }) => {
      return { rating, citation: citation ?? undefined };
    }),
  ),
  cited: z.array(z.int()),
});
const jsonOf = (row: Row, column: string): unknown => JSON.parse(textOf(row, column));

/** The table `feedback`. */
export function createFeedbackStore(catalog: Catalog): FeedbackStore {
  return {
    findAnswer: (conversation, message) =>
      catalog.read(async (connection) => {
        const found = await select(
          connection,
          `SELECT json_extract_string(m.body, '$.trace') AS trace FROM messages m
           JOIN conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL
           WHERE m.id = $message AND m.conversation_id = $conversation AND m.role = 'assistant'`,
          { conversation, message },
        );
        return found[0] && { trace: traceIdSchema.safeParse(optionalText(found[0], 'trace')).data };
      }),
    put: (feedback, replaces) =>
      catalog.write(async (connection) => {
        const { message, citation, trace, note, id, conversation, rating, createdAt } = feedback;
        await execute(
          connection,
          `DELETE FROM feedback WHERE message_id = $message AND rating IN (SELECT unnest($replaces))
             AND citation IS NOT DISTINCT FROM $citation::INTEGER AND trace IS NOT DISTINCT FROM $trace::VARCHAR`,
          { message, replaces, citation, trace },
        );
        await execute(
          connection,
          `INSERT INTO feedback VALUES ($id, $conversation, $message, $trace::VARCHAR, $rating, $citation::INTEGER,
             $note::VARCHAR, $createdAt)`,
          { id, conversation, message, trace, rating, citation, note, createdAt: new Date(createdAt) },
        );
      }),
    remove: (id) =>
      catalog.write(
        async (connection) => (await connection.run('DELETE FROM feedback WHERE id = $id', { id })).rowsChanged > 0,
      ),
    rated: () =>
      catalog.read(async (connection) => {
        const found = await select(
          connection,
          `SELECT to_json(list({rating: f.rating, citation: f.citation} ORDER BY f.rating, f.citation)) AS ratings,
             any_value(to_json(json_extract(m.body, '$.citations[*].number'))) AS cited
           FROM ${LISTED} WHERE f.trace IS NOT DISTINCT FROM json_extract_string(m.body, '$.trace')
             AND m.put_aside IS NULL
           GROUP BY m.id ORDER BY max(f.created_at) DESC LIMIT ${MOST_RATED}`,
          {},
        );
        return found.map((row) => ratedSchema.parse({ ratings: jsonOf(row, 'ratings'), cited: jsonOf(row, 'cited') }));
      }),
    list: (query) => catalog.read((connection) => list(connection, query)),
  };
}

async function list(connection: DuckDBConnection, query: Parameters<FeedbackStore['list']>[0]) {
  const { conversation, rating, offset, limit } = query;
  const inConversation = '($conversation IS NULL OR f.conversation_id = $conversation::VARCHAR)';
  const wanted = `${inConversation} AND ($rating IS NULL OR f.rating = $rating::VARCHAR)`;
  const counted = await select(
    connection,
    `SELECT f.rating, count(*) AS number FROM ${LISTED} WHERE ${inConversation} GROUP BY f.rating`,
    { conversation },
  );
  const counts: Partial<Record<Rating, number>> = {};
  for (const row of counted) counts[ratingSchema.parse(row.rating)] = numberOf(row, 'number');
  const total = rating === undefined ? Object.values(counts).reduce((sum, one) => sum + one, 0) : (counts[rating] ?? 0);
  const rows = await select(
    connection,
    `SELECT f.*, m.text AS answer, json_extract_string(m.body, '$.generator.name') AS generator,
       (SELECT arg_max(q.text, q.created_at) FROM messages q
        WHERE q.conversation_id = m.conversation_id AND q.role = 'user' AND q.created_at < m.created_at
          AND q.put_aside IS NOT DISTINCT FROM m.put_aside) AS question
     FROM ${LISTED} WHERE ${wanted} ORDER BY f.created_at DESC, f.id DESC LIMIT ${limit} OFFSET ${offset}`,
    { conversation, rating },
  );
  return { total, counts, feedback: rows.map(toListed) };
}

function toListed(row: Row): ListedFeedback {
  return listedFeedbackSchema.parse({
    id: textOf(row, 'id'),
    conversation: textOf(row, 'conversation_id'),
    message: textOf(row, 'message_id'),
    trace: optionalText(row, 'trace'),
    rating: row.rating,
    citation: optionalNumber(row, 'citation'),
    note: optionalText(row, 'note'),
    createdAt: dateOf(row, 'created_at').toISOString(),
    question: optionalText(row, 'question') ?? '',
    answer: textOf(row, 'answer'),
    generator: optionalText(row, 'generator') ?? '',
  });
}
