import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConversationId, conversationIdSchema, feedbackIdSchema } from '../../../src-contract/ids.ts';
import type { CallContext } from '../../../src-contract/procedure.ts';
import { type Catalog, openCatalog } from '../../adapters/duckdb/catalog.ts';
import { createConversationStore } from '../../adapters/duckdb/conversation-store.ts';
import { createFeedbackStore } from '../../adapters/duckdb/feedback-store.ts';
import { aPassage } from '../../testing/passages.ts';
import type { AnswerDraft } from '../answer/ports.ts';
import { createFeedbackService } from '../feedback/index.ts';
import { type ConversationsService, createConversationsService } from './index.ts';

const context: CallContext = { caller: 'test', signal: new AbortController().signal };
let folder: string;
let catalog: Catalog;
let service: ConversationsService;
let id: ConversationId;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-branches-'));
  catalog = await openCatalog(join(folder, 'catalog.duckdb'));
  service = createConversationsService({ store: createConversationStore(catalog) });
});
beforeEach(async () => {
  id = conversationIdSchema.parse((await service.handlers.create({ title: 'Trees' }, context)).id);
});
afterAll(async () => {
  await catalog.close();
  rmSync(folder, { recursive: true });
});

const draft = (text: string): AnswerDraft => ({
  text,
  citations: [],
  passages: [],
  generator: { kind: 'extractive', name: 'extractive' },
  limits: [],
  timings: {},
});
const ask = (text: string, inPlaceOf?: Parameters<ConversationsService['appendUser']>[2]) =>
  service.appendUser(id, { text, scope: {} }, inPlaceOf);
const get = () => service.handlers.get({ id }, context);
const texts = async () => (await get()).items.map(({ text }) => text);

test('an edited question takes the place of what followed, and that can be brought back and forth', async () => {
  await ask('one');
  await service.appendAssistant(id, draft('first'));
  const second = await ask('two');
  await service.appendAssistant(id, draft('second'));
  await ask('zwei', second);
  await service.appendAssistant(id, draft('zweite'));
  expect(await texts()).toEqual(['one', 'first', 'zwei', 'zweite']);
  expect((await service.history(id)).map(({ text }) => text)).toEqual(['one', 'first', 'zwei', 'zweite']);
  const { putAside, messages } = await get();
  expect([messages, putAside?.messages]).toEqual([4, 2]);
  const back = await service.handlers.bringBack({ id, putAside: putAside?.id ?? '' }, context);
  expect(back.items.map(({ text }) => text)).toEqual(['one', 'first', 'two', 'second']);
  await service.handlers.bringBack({ id, putAside: back.putAside?.id ?? '' }, context);
  expect(await texts()).toEqual(['one', 'first', 'zwei', 'zweite']);
  await expect(service.handlers.bringBack({ id, putAside: 'no' }, context)).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(ask('x', second)).rejects.toThrow('no message');
});

test('an answer made again keeps the one before as a version, and either can be shown', async () => {
  await ask('one');
  const answer = await service.appendAssistant(id, draft('old'));
  await service.replaceAssistant(id, answer, draft('new'), true);
  const shown = async () => {
    const message = (await get()).items[1];
    return message?.role === 'assistant' ? [message.text, ...(message.versions ?? []).map(({ text }) => text)] : [];
  };
  expect(await shown()).toEqual(['new', 'old']);
  await service.handlers.pickVersion({ id, message: answer, version: 0 }, context);
  expect(await shown()).toEqual(['old', 'new']);
  await service.replaceAssistant(id, answer, draft('newest'));
  expect(await shown()).toEqual(['newest', 'new']);
  await expect(service.handlers.pickVersion({ id, message: answer, version: 7 }, context)).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('pinned conversations come first, pinned answers are listed with their question', async () => {
  await ask('What is a tree?');
  const answer = await service.appendAssistant(id, draft('A graph.'));
  await service.handlers.create({ title: 'Later' }, context);
  await service.handlers.pin({ id, pinned: true }, context);
  await service.handlers.pin({ id, message: answer, pinned: true }, context);
  expect((await service.handlers.list({ offset: 0, limit: 5 }, context)).conversations[0]).toMatchObject({ id });
  expect(await service.handlers.listPinned({}, context)).toMatchObject([
    { conversation: id, message: answer, title: 'Trees', question: 'What is a tree?', excerpt: 'A graph.' },
  ]);
  expect((await get()).items[1]).toHaveProperty('pinnedAt');
  await service.replaceAssistant(id, answer, draft('A connected graph.'));
  expect((await get()).items[1]).toHaveProperty('pinnedAt'); // the pin is on the place
  const listed = async (text: string) => (await service.handlers.listPinned({ text }, context)).length;
  expect([await listed('a TREE?'), await listed('connected'), await listed('trees'), await listed('t%e')]).toEqual([
    1, 1, 1, 0,
  ]);
  await service.handlers.pin({ id, message: answer, pinned: false }, context);
  expect(await service.handlers.listPinned({}, context)).toEqual([]);
});

test('the excerpt of a pinned answer reads as text', async () => {
  await ask('What is a tree?');
  const answer = await service.appendAssistant(id, draft('## Trees\n\n- A **graph**. [1]\n- No cycle [2][3].'));
  await service.handlers.pin({ id, message: answer, pinned: true }, context);
  expect(await service.handlers.listPinned({}, context)).toMatchObject([{ excerpt: 'Trees A graph. No cycle.' }]);
});

test('ratings are kept with what they are about; up and down replace each other', async () => {
  const feedback = createFeedbackService({ store: createFeedbackStore(catalog) }).handlers;
  await ask('What is a tree?');
  const passage = aPassage({ rank: 1, text: 'A tree is a graph.', charStart: 0 });
  const message = await service.appendAssistant(id, {
    ...draft('A graph, "really".'),
    citations: [1, 4].map((number) => ({
      number,
      source: passage.source,
      position: passage.position,
      quote: passage.snippet,
    })),
  });
  const rate = (input: object) => feedback.rate({ conversation: id, message, ...input } as never, context);
  await rate({ rating: 'up' });
  await rate({ rating: 'down', note: 'too short' });
  await rate({ rating: 'wrong-citation', citation: 2 });
  const { id: third } = await rate({ rating: 'wrong-citation', citation: 3 });
  const listed = await feedback.list({ conversation: id, offset: 0, limit: 10 }, context);
  expect(listed.counts).toEqual({ up: 0, down: 1, 'wrong-citation': 2, 'missing-source': 0 });
  expect(listed.feedback.at(-1)).toMatchObject({ rating: 'down', note: 'too short', question: 'What is a tree?' });
  await feedback.remove({ id: feedbackIdSchema.parse(third) }, context);
  expect((await feedback.export({ format: 'csv' }, context)).text.split('\r\n')).toMatchObject([
    expect.stringContaining('rating'),
    expect.stringContaining('wrong-citation,2'),
    expect.stringContaining('"A graph, ""really""."'),
    '',
  ]);
  expect((await feedback.export({ format: 'jsonl' }, context)).text.trim().split('\n')).toHaveLength(2);
  expect(await createFeedbackStore(catalog).rated()).toEqual([
    { ratings: [{ rating: 'down' }, { rating: 'wrong-citation', citation: 2 }], cited: [1, 4] },
  ]);
  await expect(rate({ rating: 'up', citation: 1 })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(rate({ rating: 'up', message: 'no' })).rejects.toMatchObject({ code: 'not-found' });
});
