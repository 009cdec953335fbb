import type { DuckDBConnection } from '@duckdb/node-api';
import type { Limit } from '../../../src-contract/answer.ts';
import type { EraseStore } from '../../services/erase/ports.ts';
import type { Catalog } from './catalog.ts';
import { dateOf, execute, select, textOf } from './rows.ts';

interface StoredAnswer {
  text?: string;
  citations?: { source: { id: string } }[];
  passages?: { source: { id: string } }[];
  limits?: Limit[];
  verdicts?: unknown[];
  versions?: StoredAnswer[];
  missing?: unknown[];
  query?: string;
  rewrittenBy?: string;
}

/** Takes conversations, and the words of sources, out of what the catalog keeps of answers. */
export function createEraseStore(catalog: Catalog): EraseStore {
  return {
    begin: () => catalog.compactWhenClosed(),
    findConversation: (id) =>
      catalog.read(async (connection) => {
        const found = await select(connection, 'SELECT title, created_at FROM conversations WHERE id = $id', { id });
        return found[0] && { title: textOf(found[0], 'title'), createdAt: dateOf(found[0], 'created_at') };
      }),
    eraseConversation: (id) =>
      catalog.write(async (connection) => {
        const remove = async (table: string, column: string): Promise<number> =>
          (await connection.run(`DELETE FROM ${table} WHERE ${column} = $id`, { id })).rowsChanged;
        const feedback = await remove('feedback', 'conversation_id');
        const messages = await remove('messages', 'conversation_id');
        await remove('conversations', 'id');
        return { messages, feedback };
      }),
    eraseSources: (ids, emptied) =>
      catalog.write((connection) => eraseSources(connection, new Set<string>(ids), emptied)),
    settle: () => catalog.checkpoint(),
  };
}

async function eraseSources(connection: DuckDBConnection, ids: ReadonlySet<string>, emptied: Limit) {
  // The text of a body names every source in it; what is parsed are the few messages that do.
  const found = await select(
    connection,
    `SELECT id, text, body::VARCHAR AS body FROM messages WHERE role = 'assistant'
       AND len(list_filter($ids, lambda one : contains(body::VARCHAR, one))) > 0`,
    { ids: [...ids] },
  );
  let messages = 0;
  let feedback = 0;
  for (const row of found) {
    const id = textOf(row, 'id');
    const stored = JSON.parse(textOf(row, 'body')) as StoredAnswer;
    const shown = withoutSources({ ...stored, text: textOf(row, 'text') }, ids, emptied);
    const { text, ...body } = shown.answer;
    const versions = (body.versions ?? []).map((version) => withoutSources(version, ids, emptied).answer);
    if (versions.length > 0) body.versions = versions;
    await execute(connection, 'UPDATE messages SET text = $text, body = $body::JSON WHERE id = $id', {
      id,
      text: text ?? '',
      body: JSON.stringify(body),
    });
    if (!shown.isEmptied) continue;
    messages++;
    feedback += (await connection.run('DELETE FROM feedback WHERE message_id = $id', { id })).rowsChanged;
  }
  return { messages, feedback };
}

/** An answer whose sentences may be those of an erased source has none any more. */
function withoutSources(answer: StoredAnswer, ids: ReadonlySet<string>, emptied: Limit) {
  const isOthers = ({ source }: { source: { id: string } }): boolean => !ids.has(source.id);
  const passages = answer.passages?.filter(isOthers) ?? [];
  const isEmptied = answer.citations?.every(isOthers) === false;
  if (!isEmptied) {
    // It names a source by its title.
    const limits = answer.limits?.filter(({ code }) => code !== 'pages-without-text') ?? [];
    return { isEmptied, answer: { ...answer, passages, limits } };
  }
  // What was searched may have been made of the words of earlier answers.
  const { verdicts: _verdicts, missing: _missing, query: _query, rewrittenBy: _by, ...rest } = answer;
  return { isEmptied, answer: { ...rest, text: '', citations: [], passages, limits: [emptied] } };
}
