import { describe, expect, it } from 'vitest';
import type { Citation } from '../../../src-contract/answer.ts';
import type { Conversation } from '../../../src-contract/conversations.ts';
import {
  collectionIdSchema,
  conversationIdSchema,
  messageIdSchema,
  sourceIdSchema,
} from '../../../src-contract/ids.ts';
import { diffWords } from '../../adapters/files/diff-words.ts';
import { createCitationStatus } from './citation-status.ts';
import type { CitedSource, CitedSources } from './ports.ts';

const id = sourceIdSchema.parse('source00000000000000a');
const other = sourceIdSchema.parse('source00000000000000b');
const conversation = conversationIdSchema.parse('convers0000000000000a');
const message = messageIdSchema.parse('message0000000000000a');

const TEXT = 'Intro.\nThe lab is due on Friday.\nThe end.';
const QUOTE = 'The lab is due on Friday.';

const source = (over: Partial<CitedSource> = {}): CitedSource => ({
  id,
  path: '/notes.md',
  kind: 'markdown',
  hash: 'old',
  ...over,
});

interface Now {
  readonly found?: CitedSource | undefined;
  readonly copy?: CitedSource;
  readonly onDisk?: 'same' | 'changed' | 'gone';
  readonly text?: string;
  readonly pinned?: boolean;
}

async function statusNow({ found, copy, onDisk = 'same', text = TEXT, pinned = true }: Now) {
  const citation: Citation = {
    number: 1,
    source: {
      id,
      path: '/notes.md',
      title: 'Notes',
      kind: 'markdown',
      collection: 'Course',
      collectionId: collectionIdSchema.parse('collect0000000000000a'),
    },
    position: { startLine: 2, endLine: 2, charStart: 7, charEnd: 7 + QUOTE.length },
    quote: QUOTE,
    ...(pinned ? { pin: { documentHash: 'old' } } : {}),
  };
  const sources: CitedSources = {
    pins: async () => new Map(),
    find: async () => found,
    findCopy: async () => copy,
    onDisk: async () => onDisk,
    pages: async () => [{ page: 1, text }],
  };
  const items = [{ role: 'assistant', id: message, citations: [citation] }] as unknown as Conversation['items'];
  const status = createCitationStatus({ sources, messages: async () => items, diff: diffWords });
  return status({ conversation, message }, { signal: new AbortController().signal, caller: 'cli' });
}

describe('what became of a citation', () => {
  it('is nothing while the document is the same', async () => {
    expect(await statusNow({ found: source() })).toEqual([{ number: 1, status: 'same', isStale: false }]);
    expect(await statusNow({ found: source(), onDisk: 'changed' })).toMatchObject([{ status: 'same', isStale: true }]);
  });

  it('is nothing when the document changed elsewhere', async () => {
    const text = TEXT.replace('The end.', 'Another end.');
    expect(await statusNow({ found: source({ hash: 'new' }), text })).toMatchObject([{ status: 'same' }]);
  });

  it('is a move inside the document', async () => {
    const text = `New first line.\n${TEXT}`;
    expect(await statusNow({ found: source({ hash: 'new' }), text })).toEqual([
      {
        number: 1,
        status: 'moved',
        isStale: false,
        movedTo: {
          path: '/notes.md',
          source: id,
          position: { startLine: 3, endLine: 3, charStart: 23, charEnd: 23 + QUOTE.length },
        },
      },
    ]);
  });

  it('is an edit, with the words that changed', async () => {
    const text = TEXT.replace('Friday', 'Monday');
    const [status] = await statusNow({ found: source({ hash: 'new' }), text });
    expect(status?.status).toBe('edited');
    expect(status?.diff?.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', text: 'Friday' },
      { kind: 'added', text: 'Monday' },
    ]);
    const join = (leave: string) =>
      status?.diff?.flatMap(({ kind, text: words }) => (kind === leave ? [] : words)).join('');
    expect(join('added')).toBe(QUOTE);
    expect(join('removed')).toBe('The lab is due on Monday.');
  });

  it('is a move to another file, or a deletion', async () => {
    const copy = source({ id: other, path: '/archive/notes.md' });
    const moved = { status: 'moved', movedTo: { path: '/archive/notes.md', source: other } };
    expect(await statusNow({ copy })).toMatchObject([moved]);
    expect(await statusNow({ found: source(), onDisk: 'gone', copy })).toMatchObject([moved]);
    expect(await statusNow({})).toMatchObject([{ status: 'deleted', isStale: false }]);
    expect(await statusNow({ found: source(), onDisk: 'gone' })).toMatchObject([{ status: 'deleted', isStale: true }]);
  });

  it('is not known for answers without pins', async () => {
    expect(await statusNow({ found: source(), pinned: false })).toMatchObject([{ status: 'unknown' }]);
  });

  it('is asked of answers that exist', async () => {
    const status = createCitationStatus({
      sources: {} as CitedSources,
      messages: async () => [],
      diff: diffWords,
    });
    const run = status({ conversation, message }, { signal: new AbortController().signal, caller: 'cli' });
    await expect(run).rejects.toMatchObject({ code: 'not-found', reason: 'answer/no-answer' });
  });
});
