import type { GraphAnswers } from '../../engine/graph/ask-graph.ts';
import type { FactRows } from '../../services/graph/ports.ts';

/** What the main thread sends to the thread that holds graphs; each is answered once, with its `id`. */
export type GraphRequest = { readonly id: number; readonly graph: number } & (
  | { readonly type: 'add'; readonly rows: FactRows }
  | { readonly type: 'build' }
  | { readonly type: 'ask'; readonly question: keyof GraphAnswers; readonly about: readonly unknown[] }
  | { readonly type: 'close' }
);

export type GraphReply =
  | { readonly id: number; readonly type: 'done'; readonly value: unknown }
  | { readonly id: number; readonly type: 'failed'; readonly message: string };
