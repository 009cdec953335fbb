import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { conversationSchema } from '../../../src-contract/conversations.ts';
import {
  chunkIdSchema,
  collectionIdSchema,
  conversationIdSchema,
  messageIdSchema,
  sourceIdSchema,
} from '../../../src-contract/ids.ts';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { type Catalog, openCatalog } from '../../adapters/duckdb/catalog.ts';
import { createConversationStore } from '../../adapters/duckdb/conversation-store.ts';
import type { AnswerDraft } from '../answer/ports.ts';
import { exportFileName } from './export-conversation.ts';
import { createConversationsService, titleFromQuestion } from './index.ts';

const context: CallContext = { caller: 'test', signal: new AbortController().signal };
let folder: string;
let catalog: Catalog;
let time: number;
const unknown = conversationIdSchema.parse('unknown');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-conversations-'));
  catalog = await openCatalog(join(folder, 'catalog.duckdb'));
});
afterEach(() =>
  catalog.write(async (connection) => {
    await connection.run('DELETE FROM messages');
    await connection.run('DELETE FROM conversations');
  }),
);
afterAll(async () => {
  await catalog.close();
  rmSync(folder, { recursive: true });
});

function open() {
  time = Date.UTC(2026, 0, 1);
  let changes = 0;
  const service = createConversationsService({
    store: createConversationStore(catalog),
    now: () => new Date(time),
    onChange: () => changes++,
  });
  const create = async (title: string) =>
    conversationIdSchema.parse((await service.handlers.create({ title }, context)).id);
  return { ...service, create, changes: () => changes };
}

function anAnswer(text: string, sources: readonly string[] = []): AnswerDraft {
  const refs = sources.map((path) => ({
    id: sourceIdSchema.parse(path.replace(/\W/g, '')),
    path,
    title: path,
    kind: 'pdf' as const,
    collection: 'Docs',
    collectionId: collectionIdSchema.parse('c1'),
  }));
  return {
    text,
    citations: refs.map((source, index) => ({
      number: index + 1,
      source,
      position:
        index === 0 ? { page: 3, charStart: 0, charEnd: 5 } : { startLine: 4, endLine: 9, charStart: 0, charEnd: 5 },
      quote: 'words',
    })),
    passages: refs.map((source, index) => ({
      rank: index + 1,
      score: 0.5,
      explain: { name: 'score', value: 0.5, parts: [{ name: 'lexical', value: 0.2 }] },
      source,
      chunk: chunkIdSchema.parse(index),
      position: { page: 3, charStart: 0, charEnd: 5 },
      snippet: 'words',
      highlights: [[0, 5]],
    })),
    generator: { kind: 'extractive', name: 'extractive' },
    limits: [{ code: 'no-model', message: 'No model is installed.' }],
    timings: { search: 1.5 },
  };
}

test('questions and answers come back as they were kept, in order, even within one millisecond', async () => {
  const service = open();
  const id = await service.create('Trees');
  for (let turn = 0; turn < 5; turn++) {
    await service.appendUser(id, { text: `question ${turn}`, scope: { kinds: ['pdf'] } });
    await service.appendAssistant(id, anAnswer(`answer ${turn} [1]`, ['/a.pdf', `/b${turn}.md`]));
  }
  const conversation = await service.handlers.get({ id }, context);
  expect(conversationSchema.safeParse(conversation).success).toBe(true);
  expect(conversation.items.map(({ text }) => text)).toEqual(
    [0, 1, 2, 3, 4].flatMap((turn) => [`question ${turn}`, `answer ${turn} [1]`]),
  );
  expect(conversation.items[1]).toMatchObject({ ...anAnswer('answer 0 [1]', ['/a.pdf', '/b0.md']), role: 'assistant' });
  expect(conversation).toMatchObject({ messages: 10, sources: 6 });
  const ids = conversation.items.map((message) => messageIdSchema.parse(message.id));
  const texts = async (before?: (typeof ids)[number]) => (await service.history(id, before)).map(({ text }) => text);
  expect(await texts()).toHaveLength(10);
  expect(await texts(ids[3])).toEqual(['question 0', 'answer 0 [1]']);
  expect(await texts(ids[1])).toEqual([]);
  await expect(service.history(id, ids[2])).rejects.toMatchObject({ code: 'not-found' }); // a question is no answer
  for (let turn = 0; turn < 40; turn++) await service.appendUser(id, { text: `more ${turn}`, scope: {} });
  expect(await texts()).toHaveLength(40);
  expect((await texts()).at(-1)).toBe('more 39');
});

test('scope and instructions are kept with a conversation, each set and taken away alone', async () => {
  const service = open();
  const id = await service.create('Trees');
  expect(await service.setup(id)).toEqual({ scope: undefined, instructions: undefined });
  await service.handlers.configure(
    { id, scope: { kinds: ['pdf'] }, instructions: 'Answer like a librarian.' },
    context,
  );
  expect(await service.handlers.configure({ id, instructions: 'Be brief.' }, context)).toMatchObject({
    scope: { kinds: ['pdf'] },
    instructions: 'Be brief.',
  });
  await service.keepScope(id, { paths: ['*.md'] });
  expect(await service.handlers.configure({ id, instructions: null }, context)).not.toHaveProperty('instructions');
  expect((await service.handlers.list({ offset: 0, limit: 10 }, context)).conversations[0]?.scope).toEqual({
    paths: ['*.md'],
  });
  expect(await service.handlers.configure({ id, scope: null }, context)).not.toHaveProperty('scope');
  await expect(service.handlers.configure({ id: unknown, scope: null }, context)).rejects.toThrow('unknown');
  await expect(service.keepScope(unknown, {})).rejects.toMatchObject({ code: 'not-found' });
});

test('answers carry what was found out about them, and those kept by an earlier version are read without it', async () => {
  const service = open();
  const id = await service.create('Trees');
  const verdict = {
    start: 0,
    end: 8,
    citations: [1],
    verdict: 'supported' as const,
    reasons: [{ code: 'words' as const }],
  };
  const findings = {
    status: 'partly' as const,
    missing: ['the year'],
    mode: 'hybrid' as const,
    confidence: 0.5,
    verdicts: [verdict],
    scope: {},
    query: 'tree',
    stages: [{ stage: 'pack' as const, outcome: 'done' as const, ms: 0.5 }],
  };
  await service.appendAssistant(id, anAnswer('old'));
  await service.appendAssistant(id, { ...anAnswer('new'), ...findings });
  const { items } = await service.handlers.get({ id }, context);
  expect(items[0]).not.toHaveProperty('status');
  expect(items[1]).toMatchObject(findings);
});

test('a regenerated answer stands where the old one stood', async () => {
  const service = open();
  const id = await service.create('Trees');
  await service.appendUser(id, { text: 'first', scope: {} });
  const answer = await service.appendAssistant(id, anAnswer('old'));
  const question = await service.appendUser(id, { text: 'second', scope: {} });
  time += 5000;
  await service.replaceAssistant(id, answer, anAnswer('new', ['/a.pdf']));
  const { items, sources } = await service.handlers.get({ id }, context);
  expect(items.map(({ text }) => text)).toEqual(['first', 'new', 'second']);
  expect(items[1]).toMatchObject({ id: answer });
  expect(sources).toBe(1);
  await expect(service.replaceAssistant(id, question, anAnswer('x'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(service.replaceAssistant(id, messageIdSchema.parse('no'), anAnswer('x'))).rejects.toThrow(
    'no message no',
  );
});

test('lists are latest first, in windows, and searched in titles and messages whatever the case', async () => {
  const service = open();
  const ids = [];
  for (const title of ['Übung 50% done', 'Graphs', 'Sorting']) {
    time += 1000;
    ids.push(await service.create(title));
  }
  time += 1000;
  await service.appendUser(ids[1] ?? unknown, { text: 'What is a SPANNING tree_of 图?', scope: {} });
  const titles = async (text?: string, offset = 0, limit = 100) => {
    const found = await service.handlers.list({ offset, limit, ...(text === undefined ? {} : { text }) }, context);
    return { total: found.total, titles: found.conversations.map(({ title }) => title) };
  };
  expect(await titles()).toEqual({ total: 3, titles: ['Graphs', 'Sorting', 'Übung 50% done'] });
  expect(await titles(undefined, 1, 1)).toEqual({ total: 3, titles: ['Sorting'] });
  expect(await titles('spanning')).toEqual({ total: 1, titles: ['Graphs'] });
  expect(await titles('图')).toEqual({ total: 1, titles: ['Graphs'] });
  expect(await titles('übung')).toEqual({ total: 1, titles: ['Übung 50% done'] });
  expect(await titles('0%')).toEqual({ total: 1, titles: ['Übung 50% done'] });
  expect((await titles('%')).total).toBe(1);
  expect((await titles("'; DROP TABLE messages; --")).total).toBe(0);
  expect((await titles('  ')).total).toBe(3);
});

test('deleted conversations are hidden, come back whole, and are purged at the next start', async () => {
  const service = open();
  const id = await service.create('Trees');
  const kept = await service.create('Kept');
  await service.appendUser(id, { text: 'first', scope: {} });
  await service.handlers.delete({ id }, context);
  await expect(service.handlers.get({ id }, context)).rejects.toMatchObject({ code: 'not-found' });
  await expect(service.handlers.delete({ id }, context)).rejects.toMatchObject({ code: 'not-found' });
  await expect(service.handlers.rename({ id, title: 'x' }, context)).rejects.toMatchObject({ code: 'not-found' });
  await expect(service.appendUser(id, { text: 'late', scope: {} })).rejects.toMatchObject({ code: 'not-found' });
  expect(await service.handlers.restore({ id }, context)).toMatchObject({ title: 'Trees', messages: 1 });
  await service.handlers.delete({ id }, context);
  expect(await service.purgeDeleted()).toBe(1);
  await expect(service.handlers.restore({ id }, context)).rejects.toMatchObject({ code: 'not-found' });
  expect((await service.handlers.list({ offset: 0, limit: 10 }, context)).conversations).toMatchObject([{ id: kept }]);
  expect(service.changes()).toBeGreaterThan(4);
});

test('unknown conversations are said to be unknown', async () => {
  const service = open();
  await expect(service.history(unknown)).rejects.toMatchObject({ code: 'not-found' });
  await expect(service.handlers.export({ id: unknown, format: 'json' }, context)).rejects.toThrow('unknown');
});

test('the Markdown export has title, quoted questions, answers and numbered sources', async () => {
  const service = open();
  const id = await service.create('Trees & <b>*graphs*</b>');
  await service.appendUser(id, { text: 'What is\na tree?', scope: {} });
  await service.appendAssistant(id, anAnswer('A graph without cycles. [1]', ['/notes/`a`.pdf', '/b.md']));
  const { fileName, mediaType, text } = await service.handlers.export({ id, format: 'markdown' }, context);
  expect(fileName).toBe('Trees-b-graphs-b.md');
  expect(mediaType).toBe('text/markdown');
  expect(text).toMatchInlineSnapshot(`
    "# Trees & \\<b\\>\\*graphs\\*\\</b\\>

    _2026-01-01 · exported from Carrel_

    ## Question

    > What is
    > a tree?

    A graph without cycles. [1]

    _Note: No model is installed._

    ### Sources

    1. /notes/\\\`a\\\`.pdf — \`\` /notes/\`a\`.pdf \`\`, page 3
    2. /b.md — \`/b.md\`, lines 4–9
    "
  `);
  const json = await service.handlers.export({ id, format: 'json' }, context);
  const { format, version, ...conversation } = JSON.parse(json.text);
  expect({ format, version }).toEqual({ format: 'carrel-conversation', version: 1 });
  expect(conversation).toEqual(await service.handlers.get({ id }, context));
});

test('the Markdown export says what the sources held, and what was missing', async () => {
  const service = open();
  const id = await service.create('Trees');
  await service.appendAssistant(id, { ...anAnswer('It is.'), status: 'partly', missing: ['the *year*', 'a place'] });
  const { text } = await service.handlers.export({ id, format: 'markdown' }, context);
  expect(text).toContain('_The sources answer this partly. Missing: the \\*year\\*; a place._');
});

test('titles are cut at words, never inside a character', () => {
  expect(titleFromQuestion('  What is\n a tree?  ')).toBe('What is a tree?');
  expect(titleFromQuestion(`${'word '.repeat(30)}`)).toBe(`${'word '.repeat(12).trim()}…`);
  expect(titleFromQuestion('x'.repeat(100))).toBe(`${'x'.repeat(59)}…`);
  expect(titleFromQuestion('🦋'.repeat(100))).toBe(`${'🦋'.repeat(59)}…`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const title = titleFromQuestion(text);
      expect([...title].length).toBeLessThanOrEqual(60);
      expect(title.isWellFormed()).toBe(true);
      expect(title.endsWith('…') || title === text.replace(/[\s\p{Cc}]+/gu, ' ').trim()).toBe(true);
    }),
  );
});

test('file names are safe everywhere', () => {
  expect(exportFileName('../../etc/passwd', 'md')).toBe('etc-passwd.md');
  expect(exportFileName('CON', 'md')).toBe('conversation-CON.md');
  expect(exportFileName('🦋?', 'json')).toBe('conversation.json');
  expect(exportFileName('Was heißt „Baum“? 图', 'md')).toBe('Was-heißt-Baum-图.md');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
      const name = exportFileName(title, 'json');
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(100);
      expect(name).toMatch(/^[\p{L}\p{M}\p{N}-]+\.json$/u);
    }),
  );
});
