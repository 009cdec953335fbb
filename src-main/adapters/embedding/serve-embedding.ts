import type { ParentPort } from '../../platform/parent-port.ts';
import type { EmbeddingReply, EmbeddingRequest } from './embedding-messages.ts';

/** Turns texts into rows of unit vectors; asks `isDropped` between two texts, where it can stop. */
export type EmbedTexts<M> = (model: M, texts: readonly string[], isDropped: () => boolean) => Promise<Float32Array>;

/** Thrown by `EmbedTexts` when a model does not fit into memory. */
export class OutOfMemory extends Error {}

/** The child's side: one request after another, each answered once; one that is dropped before its turn costs nothing. */
export function serveEmbedding<M>(port: ParentPort, embed: EmbedTexts<M>): void {
  let last: Promise<void> = Promise.resolve();
  const wanted = new Set<number>();

  async function answer(request: Extract<EmbeddingRequest<M>, { kind: 'embed' }>): Promise<void> {
    const { id, model, texts } = request;
    const isDropped = (): boolean => !wanted.has(id);
    let reply: EmbeddingReply;
    try {
      const rows = isDropped() ? undefined : await embed(model, texts, isDropped);
      if (rows === undefined) throw new Error('nobody waits for it');
      reply = { kind: 'embedded', id, rows };
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      reply = { kind: 'failed', id, message, isMemory: thrown instanceof OutOfMemory };
    }
    wanted.delete(id);
    port.send(reply);
  }

  port.onMessage((raw) => {
    const request = raw as EmbeddingRequest<M>;
    if (request.kind === 'drop') {
      wanted.delete(request.id);
      return;
    }
    wanted.add(request.id);
    last = last.then(() => answer(request));
  });
}
