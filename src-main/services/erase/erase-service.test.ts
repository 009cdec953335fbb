import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversationIdSchema, sourceIdSchema } from '../../../src-contract/ids.ts';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { type Catalog, openCatalog } from '../../adapters/duckdb/catalog.ts';
import { createConversationStore } from '../../adapters/duckdb/conversation-store.ts';
import { createEraseStore } from '../../adapters/duckdb/erase-store.ts';
import { aPassage } from '../../testing/passages.ts';
import type { AnswerDraft } from '../answer/ports.ts';
import { createConversationsService } from '../conversations/index.ts';
import { createEraseService } from './index.ts';

const context: CallContext = { caller: 'test', signal: new AbortController().signal };
const at = '2026-11-21T10:00:00.000Z';
let folder: string;
let catalog: Catalog;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-erase-'));
  catalog = await openCatalog(join(folder, 'catalog.duckdb'));
});
afterAll(async () => {
  await catalog.close();
  rmSync(folder, { recursive: true });
});

const passage = aPassage({ rank: 1, text: 'The secret is 42.', charStart: 0 });
const secret: AnswerDraft = {
  text: 'The secret is 42. [1]',
  citations: [{ number: 1, source: passage.source, position: passage.position, quote: 'The secret is 42.' }],
  passages: [passage],
  generator: { kind: 'extractive', name: 'extractive' },
  limits: [{ code: 'pages-without-text', message: '1 of the 9 pages of Where the treasure is gave no text.' }],
  timings: {},
};

function open() {
  const erased: unknown[] = [];
  const service = createEraseService({
    store: createEraseStore(catalog),
    library: {
      async eraseSource(id, _confirm, before) {
        await before([id]);
        return { ids: [id], passages: 1, uploads: 0, job: undefined, paths: [], since: new Date(at) };
      },
    },
    traces: {
      async erase(target) {
        erased.push(target);
        return { rows: erased.length === 1 ? 2 : 0, remains: ['broken.parquet'] };
      },
    },
    backups: async () => ({
      folder: '/b',
      backups: [
        { file: '/b/new', kind: 'manual', createdAt: '2099-01-01T00:00:00.000Z', sizeBytes: 1 },
        { file: '/b/old', kind: 'manual', createdAt: '2001-01-01T00:00:00.000Z', sizeBytes: 1 },
      ],
      schedule: { every: 'off', keep: 1 },
    }),
    stopAnswers: async () => undefined,
    onChange: () => undefined,
  });
  return { service, erased };
}

async function aConversation() {
  const conversations = createConversationsService({ store: createConversationStore(catalog) });
  const created = await conversations.handlers.create({ title: 'Secrets' }, context);
  const id = conversationIdSchema.parse(created.id);
  await conversations.appendUser(id, { text: 'What is it?', scope: {} });
  const answer = await conversations.appendAssistant(id, secret);
  return { id, conversations, answer };
}

test('a conversation goes at once, with what is kept of it, and the backups since then are named', async () => {
  const { id, conversations } = await aConversation();
  const { service, erased } = open();
  await expect(service.conversation({ id, confirm: 'secrets?' }, context)).rejects.toThrow('Type the title');
  const told = await service.conversation({ id, confirm: ' Secrets ' }, context);
  expect(told).toMatchObject({ messages: 2, traces: 2, backups: [{ file: '/b/new' }] });
  expect(told.remains.join()).toContain('broken.parquet');
  expect(erased).toContainEqual({ kind: 'conversation', conversation: id });
  await expect(conversations.handlers.restore({ id }, context)).rejects.toMatchObject({ code: 'not-found' });
  await expect(service.conversation({ id, confirm: 'Secrets' }, context)).rejects.toMatchObject({ code: 'not-found' });
});

test('a source takes its words along, out of answers, their versions and what was put aside', async () => {
  const { id, conversations, answer } = await aConversation();
  await conversations.replaceAssistant(id, answer, { ...secret, text: 'Nothing.', citations: [] }, true);
  const question = await conversations.appendUser(id, { text: 'And again?', scope: {} });
  await conversations.appendAssistant(id, secret);
  await conversations.appendUser(id, { text: 'Other words', scope: {} }, question);
  const { service } = open();
  const told = await service.source({ id: sourceIdSchema.parse(passage.source.id), confirm: 'x' }, context);
  expect(told).toMatchObject({ sources: 1, messages: 1 });
  const stored = await catalog.read(async (connection) =>
    (await connection.runAndReadAll('SELECT text, body::VARCHAR FROM messages')).getRowsJS(),
  );
  expect(JSON.stringify(stored)).not.toContain('The secret is 42');
  expect(JSON.stringify(stored)).not.toContain(passage.snippet);
  expect(JSON.stringify(stored)).not.toContain('the treasure');
  expect((await conversations.handlers.get({ id }, context)).items[1]).toMatchObject({
    text: 'Nothing.',
    passages: [],
    versions: [{ text: '', citations: [], limits: [{ code: 'source-erased' }] }],
  });
});
