/** What a session is asked to do. */
export interface SessionWork {
  readonly library: string;
  readonly documents: string;
  /** Sessions before it on the same library; new words of every round. */
  readonly round: number;
  /** In the order in which they are taken; then the library is closed. */
  readonly steps: readonly Step[];
  readonly indexWorker: string;
  readonly resources: string;
}

/** Everything that writes: reading, indexing, deleting and purging, reading again, erasing, backing up, repairing. */
export const STEPS = ['folder', 'note', 'change', 'delete', 'reindex', 'erase', 'backup', 'idle'] as const;

export type Step = (typeof STEPS)[number];

/** One line of what a session says. */
export type SessionLine =
  | { readonly type: 'step'; readonly name: string }
  /** After opening. `lost`: what the library itself says that it lost. */
  | { readonly type: 'present'; readonly paths: readonly string[]; readonly lost: readonly string[] }
  /** Until it is `deleted`, what is `erasing` may go, and be read again from its original after a crash. */
  | { readonly type: 'acknowledged' | 'deleting' | 'erasing' | 'deleted'; readonly path: string }
  | ({ readonly type: 'operation' } & FileOperation)
  /** Said at the operation where the session ends itself. */
  | { readonly type: 'crashing'; readonly name: string }
  | { readonly type: 'done' };

/** One operation on files, counted in its thread. */
export interface FileOperation {
  readonly thread: string;
  readonly number: number;
  readonly name: string;
}
