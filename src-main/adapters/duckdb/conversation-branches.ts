import { conversationIdSchema, messageIdSchema } from '../../../src-contract/ids.ts';
import type { ConversationStore } from '../../services/conversations/ports.ts';
import type { Catalog } from './catalog.ts';
import { changed, isoTime, rows } from './message-rows.ts';

/** What edited questions put aside: it stays until the conversation is deleted. */
export function createBranches(catalog: Catalog): Pick<ConversationStore, 'putAside' | 'bringBack'> {
  return {
    putAside: (id) =>
      catalog.read(async (connection) => {
        const found = await rows(
          connection,
          // Ids sort by the time they were made: the greatest is the latest edit.
          `SELECT put_aside, count(*)::INTEGER FROM messages WHERE conversation_id = $1 AND put_aside IS NOT NULL
           GROUP BY put_aside ORDER BY put_aside DESC LIMIT 1`,
          [id],
        );
        return found[0] && { id: String(found[0][0]), messages: Number(found[0][1]) };
      }),
    bringBack: (id, putAside, swap) =>
      catalog.write(async (connection) => {
        const found = await rows(
          connection,
          'SELECT 1 FROM messages WHERE conversation_id = $1 AND put_aside = $2 LIMIT 1',
          [id, putAside],
        );
        if (found.length === 0) return false;
        const before = putAside.split('.')[1] ?? '';
        await connection.run(
          `UPDATE messages SET put_aside = $3 WHERE conversation_id = $1 AND put_aside IS NULL AND created_at >
             coalesce((SELECT max(created_at) FROM messages WHERE conversation_id = $1 AND id = $2), '-infinity')`,
          [id, before, `${swap}.${before}`],
        );
        await connection.run('UPDATE messages SET put_aside = NULL WHERE conversation_id = $1 AND put_aside = $2', [
          id,
          putAside,
        ]);
        return true;
      }),
  };
}

/** As much of an answer as a list shows. */
const EXCERPT = 240;

/** Pins of conversations and of single answers. */
export function createPins(catalog: Catalog): Pick<ConversationStore, 'pin' | 'listPinned'> {
  return {
    pin(id, message, at) {
      const time = at === undefined ? null : at.toISOString();
      return message === undefined
        ? changed(catalog, 'UPDATE conversations SET pinned_at = $2::TIMESTAMP WHERE id = $1 AND deleted_at IS NULL', [
            id,
            time,
          ])
        : changed(
            catalog,
            `UPDATE messages SET pinned_at = $3::TIMESTAMP
             WHERE conversation_id = $1 AND id = $2 AND role = 'assistant' AND put_aside IS NULL`,
            [id, message, time],
          );
    },
    listPinned: (text = '') =>
      catalog.read(async (connection) => {
        // By `contains` rather than LIKE: the text of a person may hold % and _.
        const found = await rows(
          connection,
          `SELECT * FROM (
             SELECT c.id, m.id, c.title, m.text, m.pinned_at, coalesce(
               (SELECT q.text FROM messages q WHERE q.conversation_id = c.id AND q.role = 'user' AND q.put_aside IS NULL
                  AND q.created_at < m.created_at ORDER BY q.created_at DESC LIMIT 1), '') AS question
             FROM messages m JOIN conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL
             WHERE m.pinned_at IS NOT NULL AND m.put_aside IS NULL)
           WHERE $1 = '' OR contains(lower(concat_ws(chr(10), title, question, text)), lower($1))
           ORDER BY pinned_at DESC`,
          [text],
        );
        return found.map(([conversation, message, title, text, pinnedAt, question]) => ({
          conversation: conversationIdSchema.parse(conversation),
          message: messageIdSchema.parse(message),
          title: String(title),
          question: String(question),
          excerpt: String(text).slice(0, EXCERPT).toWellFormed(),
          pinnedAt: isoTime(pinnedAt),
        }));
      }),
  };
}
