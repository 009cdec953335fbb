import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { conversationIdSchema, messageIdSchema } from '../../../src-contract/ids.ts';
import { scopeSchema } from '../../../src-contract/passage.ts';
import type { ConversationStore } from '../../services/conversations/ports.ts';
import type { Catalog } from './catalog.ts';
import { createBranches, createPins } from './conversation-branches.ts';
import { append, bodyOf, changed, isoTime, MESSAGE, rows, toMessage } from './message-rows.ts';

/** Columns of a summary; `c` is the conversation. Distinct sources are read from the citations in the JSON body. */
const SUMMARY = `
  c.id, c.title, c.created_at, c.updated_at, c.scope, c.instructions, c.pinned_at,
  (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.put_aside IS NULL)::INTEGER AS messages,
  (SELECT count(DISTINCT s.source) FROM (
     SELECT unnest(json_extract_string(m.body, '$.citations[*].source.id')) AS source
     FROM messages m WHERE m.conversation_id = c.id AND m.put_aside IS NULL) s)::INTEGER AS sources`;

/** Pinned ones first, then the latest. */
const ORDER = 'ORDER BY c.pinned_at DESC NULLS LAST, c.updated_at DESC, c.id DESC';

/** Searching by \`contains\` rather than LIKE: the text of a person may hold % and _. */
const MATCHES = `
  (contains(lower(c.title), lower($1)) OR EXISTS (
     SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.put_aside IS NULL AND contains(lower(m.text), lower($1))))`;

/** The tables `conversations` and `messages`. */
export function createConversationStore(catalog: Catalog): ConversationStore {
  return {
    list: ({ text, offset, limit }) =>
      catalog.read(async (connection) => {
        const filter = text === undefined || text === '' ? '' : `AND ${MATCHES}`;
        const values = filter === '' ? [] : [text ?? ''];
        const counted = await rows(
          connection,
          `SELECT count(*)::INTEGER FROM conversations c WHERE c.deleted_at IS NULL ${filter}`,
          values,
        );
        const page = await rows(
          connection,
          `SELECT ${SUMMARY} FROM (
             SELECT * FROM conversations c WHERE c.deleted_at IS NULL ${filter}
             ${ORDER} LIMIT ${limit} OFFSET ${offset}) c
           ${ORDER}`,
          values,
        );
        return { total: Number(counted[0]?.[0] ?? 0), conversations: page.map(toSummary) };
      }),
    find: (id) =>
      catalog.read(async (connection) => {
        const sql = `SELECT ${SUMMARY} FROM conversations c WHERE c.id = $1 AND c.deleted_at IS NULL`;
        return (await rows(connection, sql, [id])).map(toSummary)[0];
      }),
    messages: (id) =>
      catalog.read(async (connection) => {
        const sql = `SELECT ${MESSAGE} FROM messages WHERE conversation_id = $1 AND put_aside IS NULL ORDER BY created_at`;
        return (await rows(connection, sql, [id])).map(toMessage);
      }),
    turns: (id, limit, before) =>
      catalog.read(async (connection) => {
        const earlier = 'AND created_at < (SELECT created_at FROM messages WHERE id = $2 AND conversation_id = $1)';
        const found = await rows(
          connection,
          `SELECT role, text FROM messages WHERE conversation_id = $1 AND put_aside IS NULL ${before === undefined ? '' : earlier}
           ORDER BY created_at DESC LIMIT ${limit}`,
          before === undefined ? [id] : [id, before],
        );
        return found.reverse().map(([role, text]) => ({
          role: role === 'user' ? ('user' as const) : ('assistant' as const),
          text: String(text),
        }));
      }),
    create: (id, title, at) =>
      catalog.write(async (connection) => {
        const time = at.toISOString();
        await connection.run(
          `INSERT INTO conversations (id, title, created_at, updated_at) VALUES ($1, $2, $3::TIMESTAMP, $3::TIMESTAMP)`,
          [id, title, time],
        );
      }),
    rename: (id, title) =>
      changed(catalog, 'UPDATE conversations SET title = $2 WHERE id = $1 AND deleted_at IS NULL', [id, title]),
    async configure(id, { scope, instructions }) {
      const set = (column: string, value: string | null) =>
        changed(catalog, `UPDATE conversations SET ${column} = $2 WHERE id = $1 AND deleted_at IS NULL`, [id, value]);
      const written = scope === undefined || (await set('scope', scope === null ? null : JSON.stringify(scope)));
      return written && (instructions === undefined || (await set('instructions', instructions)));
    },
    markDeleted: (id, at) =>
      changed(catalog, 'UPDATE conversations SET deleted_at = $2::TIMESTAMP WHERE id = $1 AND deleted_at IS NULL', [
        id,
        at.toISOString(),
      ]),
    unmarkDeleted: (id) =>
      changed(catalog, 'UPDATE conversations SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NOT NULL', [id]),
    purgeDeleted: () =>
      catalog.write(async (connection) => {
        const gone = 'WHERE conversation_id IN (SELECT id FROM conversations WHERE deleted_at IS NOT NULL)';
        await connection.run(`DELETE FROM messages ${gone}`);
        await connection.run(`DELETE FROM feedback ${gone}`);
        return (await connection.run('DELETE FROM conversations WHERE deleted_at IS NOT NULL')).rowsChanged;
      }),
    append: (id, message, place) => catalog.write((connection) => append(connection, id, message, place)),
    message: (id, message) =>
      catalog.read(async (connection) => {
        const sql = `SELECT ${MESSAGE} FROM messages WHERE conversation_id = $1 AND id = $2 AND put_aside IS NULL`;
        return (await rows(connection, sql, [id, message])).map(toMessage)[0];
      }),
    ...createPins(catalog),
    ...createBranches(catalog),
    replace: (id, answer) =>
      changed(
        catalog,
        `UPDATE messages SET text = $3, body = $4::JSON WHERE conversation_id = $1 AND id = $2 AND role = 'assistant'`,
        [id, answer.id, answer.text, bodyOf(answer)],
      ),
    findQuestion: (id, answer) =>
      catalog.read(async (connection) => {
        const found = await rows(
          connection,
          `SELECT q.id FROM messages a JOIN messages q
             ON q.conversation_id = a.conversation_id AND q.put_aside IS NULL AND q.created_at <= a.created_at
               AND (q.role = 'user' OR q.id = a.id)
           WHERE a.conversation_id = $1 AND a.id = $2 AND a.role = 'assistant'
           ORDER BY q.role = 'user' DESC, q.created_at DESC LIMIT 1`,
          [id, answer],
        );
        return found[0] === undefined ? undefined : messageIdSchema.parse(found[0][0]);
      }),
  };
}

function toSummary(row: readonly unknown[]): ConversationSummary {
  const [id, title, createdAt, updatedAt, scope, instructions, pinnedAt, messages, sources] = row;
  const kept = scope === null ? undefined : scopeSchema.safeParse(JSON.parse(String(scope))).data;
  return {
    id: conversationIdSchema.parse(id),
    title: String(title),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    messages: Number(messages),
    sources: Number(sources),
    ...(kept === undefined ? {} : { scope: kept }),
    ...(instructions === null ? {} : { instructions: String(instructions) }),
    ...(pinnedAt === null ? {} : { pinnedAt: isoTime(pinnedAt) }),
  };
}
