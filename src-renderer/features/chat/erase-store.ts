import { create } from 'zustand';
import type { ConversationSummary } from '../../../src-contract/conversations.ts';

/** The conversation whose erasing is asked about: its menu closes before the dialog opens. */
export const useErasing = create<{ readonly conversation: ConversationSummary | undefined }>(() => ({
  conversation: undefined,
}));
