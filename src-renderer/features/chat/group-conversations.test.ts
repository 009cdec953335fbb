import { describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';
import { conversationIdSchema } from '../../../src-contract/ids.ts';
import { titleFor } from './chat-store.ts';
import { groupConversations } from './group-conversations.ts';

const at = (id: string, date: Date): ConversationSummary => ({
  id: conversationIdSchema.parse(id),
  title: id,
  createdAt: date.toISOString(),
  updatedAt: date.toISOString(),
  messages: 2,
  sources: 1,
});

describe('the list of conversations', () => {
  it('puts each under its period, by local days', () => {
    const now = new Date(2026, 10, 21, 0, 30);
    const lines = groupConversations(
      [
        at('now', new Date(2026, 10, 21, 0, 10)),
        at('yesterday', new Date(2026, 10, 20, 23, 50)),
        at('monday', new Date(2026, 10, 16, 9)),
        at('spring', new Date(2026, 3, 1)),
      ],
      now,
    );
    expect(lines.map((line) => (line.kind === 'heading' ? line.period : line.conversation.title))).toEqual([
      'today',
      'now',
      'thisWeek',
      'yesterday',
      'monday',
      'earlier',
      'spring',
    ]);
  });

  it('has no headings without conversations', () => {
    expect(groupConversations([], new Date())).toEqual([]);
  });
});

describe('the title of a new conversation', () => {
  it('is the question on one line', () => {
    expect(titleFor('  Why does\nit survive? ')).toBe('Why does it survive?');
  });

  it('is cut at a word, or hard where there is none', () => {
    expect(titleFor(`${'word '.repeat(30)}`)).toMatch(/^(word ){1,16}word…$/);
    expect(titleFor('x'.repeat(200))).toHaveLength(80);
  });
});
