import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { type Message, messageSchema } from '../../../src-contract/conversations.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { NewPlace } from '../../services/conversations/ports.ts';
import type { Catalog } from './catalog.ts';

/** The columns that `toMessage` reads. */
export const MESSAGE = 'id, role, created_at, text, body, pinned_at';

/**
 * Adds a message at the end; with `place`, after putting a question and what follows it aside, in one step.
 *
 * False when there is no such conversation, or no such question.
 */
export async function append(
  connection: DuckDBConnection,
  id: string,
  message: Message,
  place?: NewPlace,
): Promise<boolean> {
  const sql = `SELECT 1 FROM conversations WHERE id = $1 AND deleted_at IS NULL`;
  if ((await rows(connection, sql, [id])).length === 0) return false;
  if (place !== undefined && !(await putAside(connection, id, place))) return false;
  await connection.run(
    `INSERT INTO messages (id, conversation_id, role, created_at, text, body) SELECT $1, $2, $3,
       greatest($4::TIMESTAMP, coalesce(max(created_at) + INTERVAL 1 MILLISECOND, $4::TIMESTAMP)), $5, $6::JSON
     FROM messages WHERE conversation_id = $2`,
    [message.id, id, message.role, message.createdAt, message.text, bodyOf(message)],
  );
  await connection.run('UPDATE conversations SET updated_at = greatest(updated_at, $2::TIMESTAMP) WHERE id = $1', [
    id,
    message.createdAt,
  ]);
  return true;
}

/** The name of what is put aside ends with the message it follows, where other words may stand in its place. */
async function putAside(connection: DuckDBConnection, id: string, { from, putAside: name }: NewPlace) {
  const found = await rows(
    connection,
    `SELECT created_at::VARCHAR, (SELECT arg_max(b.id, b.created_at) FROM messages b WHERE b.conversation_id = $1
        AND b.put_aside IS NULL AND b.created_at < q.created_at)
     FROM messages q WHERE conversation_id = $1 AND id = $2 AND role = 'user' AND put_aside IS NULL`,
    [id, from],
  );
  const [at, before] = found[0] ?? [];
  if (at === undefined) return false;
  await connection.run(
    `UPDATE messages SET put_aside = $3 WHERE conversation_id = $1 AND put_aside IS NULL AND created_at >= $2::TIMESTAMP`,
    [id, String(at), `${name}.${before === null ? '' : String(before)}`],
  );
  return true;
}

export async function rows(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[],
): Promise<ReturnType<Awaited<ReturnType<DuckDBConnection['runAndReadAll']>>['getRowsJS']>> {
  return (await connection.runAndReadAll(sql, [...values])).getRowsJS();
}

/** Runs one statement in a transaction; true when it changed a row. */
export function changed(catalog: Catalog, sql: string, values: readonly DuckDBValue[]): Promise<boolean> {
  return catalog.write(async (connection) => (await connection.run(sql, [...values])).rowsChanged > 0);
}

/** What the table has no column for. */
export function bodyOf(message: Message): string {
  const { id: _id, role: _role, createdAt: _createdAt, text: _text, ...rest } = message;
  if (message.role === 'user') return JSON.stringify(rest);
  const { pinnedAt: _pinnedAt, ...body } = rest as Extract<Message, { role: 'assistant' }>;
  return JSON.stringify(body);
}

export function toMessage([id, role, createdAt, text, body, pinnedAt]: readonly unknown[]): Message {
  const parsed = messageSchema.safeParse({
    ...(JSON.parse(String(body)) as Record<string, unknown>),
    id,
    role,
    createdAt: isoTime(createdAt),
    text,
    ...(pinnedAt === null ? {} : { pinnedAt: isoTime(pinnedAt) }),
  });
  if (parsed.success) return parsed.data;
  throw new Failure('corrupt', `The message ${String(id)} cannot be read. Restore a backup with "carrel restore".`, {
    reason: 'conversations/unreadable-message',
    cause: parsed.error,
  });
}

export function isoTime(value: unknown): string {
  return (value instanceof Date ? value : new Date(0)).toISOString(); // the columns are NOT NULL
}
