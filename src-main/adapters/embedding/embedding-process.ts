import { Failure } from '../../../src-contract/failure.ts';
import type { ChildHandle, ChildLauncher } from '../../platform/child-process.ts';
import { type EmbeddingReply, type EmbeddingRequest, embeddingReplySchema } from './embedding-messages.ts';

export interface EmbedOptions {
  readonly signal?: AbortSignal | undefined;
  /** After this the model is late for whoever asked; it goes on. Without it the process is killed after five minutes. */
  readonly lateMs?: number;
}

/** One embedding child: started at the first request; when it dies, what was under way fails and the next starts another. */
export interface EmbeddingProcess<M> {
  /**
   * Rows of unit vectors, texts × dimensions.
   *
   * @throws Failure `unavailable`: `embedding/failed` when the model fails or the process dies, `embedding/too-large`
   *   when the model needs more memory than is free, `embedding/late`; `cancelled` as soon as the signal aborts
   */
  embed(model: M, texts: readonly string[], options?: EmbedOptions): Promise<Float32Array>;
  pid(): number | undefined;
  close(): void;
}

export interface EmbeddingTimes {
  /** Time that a batch may take, with the opening of the model, before its process counts as hung. */
  readonly hungMs: number;
  /** Time without a request after which the process gives its memory back. */
  readonly idleMs: number;
}

/** Guesses, unmeasured: eight passages with a model of some gigabytes on two old cores; as for chat models. */
export const EMBEDDING_TIMES: EmbeddingTimes = { hungMs: 5 * 60_000, idleMs: 5 * 60_000 };

interface Asked {
  readonly answer: PromiseWithResolvers<Float32Array>;
  readonly leave: () => void;
}

export function createEmbeddingProcess<M>(
  launcher: ChildLauncher,
  entry: URL,
  { hungMs, idleMs }: EmbeddingTimes = EMBEDDING_TIMES,
): EmbeddingProcess<M> {
  let child: ChildHandle | undefined;
  let nextId = 1;
  let idle: NodeJS.Timeout | undefined;
  /** When the child was asked what it has not answered since; it answers everything, dropped or not. */
  let silentSince: number | undefined;
  const waiting = new Map<number, Asked>();

  /** What was asked, which nobody answers any more. */
  function take(id: number): Asked | undefined {
    const asked = waiting.get(id);
    waiting.delete(id);
    asked?.leave();
    clearTimeout(idle);
    if (waiting.size === 0) idle = setTimeout(() => child?.kill(), idleMs).unref();
    return asked;
  }

  function settle(reply: EmbeddingReply): void {
    silentSince = waiting.size > 1 ? performance.now() : undefined;
    const asked = take(reply.id);
    if (reply.kind === 'embedded') asked?.answer.resolve(reply.rows);
    else asked?.answer.reject(reply.isMemory === true ? tooLarge() : failed(`could not do it: ${reply.message}`));
  }

  function ensureChild(): ChildHandle {
    if (child !== undefined) return child;
    const started = launcher.launch(entry, { name: 'Carrel embedding' });
    child = started;
    started.onMessage((raw) => {
      const reply = embeddingReplySchema.safeParse(raw);
      if (reply.success) settle(reply.data);
      else started.kill(); // it does not speak our language, so it is as good as dead
    });
    started.onExit(() => {
      if (child !== started) return;
      child = undefined;
      silentSince = undefined;
      for (const id of [...waiting.keys()]) take(id)?.answer.reject(failed('stopped working'));
    });
    return started;
  }

  const isHung = (): boolean => silentSince !== undefined && performance.now() - silentSince > hungMs;

  function withdraw(id: number, why: Failure): void {
    child?.send({ kind: 'drop', id } satisfies EmbeddingRequest<M>);
    take(id)?.answer.reject(why);
  }

  return {
    embed(model, texts, { signal, lateMs } = {}) {
      if (signal?.aborted === true) return Promise.reject(cancelled());
      const id = nextId++;
      const answer = Promise.withResolvers<Float32Array>();
      const onAbort = (): void => withdraw(id, cancelled());
      const timer = setTimeout(() => {
        if (lateMs === undefined || isHung()) child?.kill();
        else withdraw(id, late());
      }, lateMs ?? hungMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      clearTimeout(idle);
      silentSince ??= performance.now();
      waiting.set(id, { answer, leave });
      ensureChild().send({ kind: 'embed', id, model, texts } satisfies EmbeddingRequest<M>);
      return answer.promise;
    },
    pid: () => child?.pid,
    close() {
      clearTimeout(idle);
      child?.kill();
    },
  };
}

function failed(what: string): Failure {
  return new Failure(
    'unavailable',
    `The embedding model ${what}. Try again, or set embedding.model to "carrel-static".`,
    { reason: 'embedding/failed' },
  );
}

function tooLarge(): Failure {
  return new Failure(
    'unavailable',
    'The embedding model needs more memory than is free. Close other programs, or set embedding.model to a smaller one.',
    { reason: 'embedding/too-large' },
  );
}

const late = (): Failure =>
  new Failure('unavailable', 'The embedding model took too long', { reason: 'embedding/late' });
const cancelled = (): Failure => new Failure('cancelled', 'Embedding was stopped', { reason: 'index/stopped' });
