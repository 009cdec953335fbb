import type { ConversationSummary } from '../../../src-contract/conversations.ts';

export type Period = 'pinned' | 'today' | 'thisWeek' | 'earlier';

/** A line of the list: a heading, or a conversation under it. */
export type ListLine =
  | { readonly kind: 'heading'; readonly period: Period }
  | { readonly kind: 'conversation'; readonly conversation: ConversationSummary };

const DAY_MS = 86_400_000;

/** Conversations as they come, pinned ones first, under today, the last 7 days and earlier; periods without one are left out. */
export function groupConversations(conversations: readonly ConversationSummary[], now: Date): ListLine[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const lines: ListLine[] = [];
  let current: Period | undefined;
  for (const conversation of conversations) {
    const at = Date.parse(conversation.updatedAt);
    const period =
      conversation.pinnedAt !== undefined
        ? 'pinned'
        : at >= midnight
          ? 'today'
          : at >= midnight - 6 * DAY_MS
            ? 'thisWeek'
            : 'earlier';
    if (period !== current) lines.push({ kind: 'heading', period });
    current = period;
    lines.push({ kind: 'conversation', conversation });
  }
  return lines;
}
