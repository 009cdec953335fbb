import type { GeneratorRef, Limit } from '../../../src-contract/answer.ts';
import type { Passage } from '../../../src-contract/passage.ts';

export interface GenerateRequest {
  readonly question: string;
  /** Best first; a generator cites them by their number, 1-based. `text` is the whole passage, not the snippet. */
  readonly passages: readonly { readonly number: number; readonly passage: Passage; readonly text: string }[];
  /** Earlier turns, oldest first. */
  readonly history: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
  readonly temperature: number;
  readonly maxTokens: number;
  readonly contextTokens: number;
}

/** Writes an answer. Citations stand as `[n]` in the text. Ending the iteration stops the work. */
export interface Generator {
  readonly ref: GeneratorRef;
  /** Yields text; returns what held it back. @throws Failure when it cannot go on (the caller falls back). */
  generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<string, readonly Limit[], void>;
}
