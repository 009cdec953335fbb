import { Failure } from '../../../src-contract/failure.ts';
import type { ChildHandle, ChildLauncher } from '../../platform/child-process.ts';
import { embeddingReplySchema, type OpenRequest } from './embedding-messages.ts';

/** One embedding child: started at the first request; when it dies, what was under way fails and the next starts another. */
export interface EmbeddingProcess {
  /** @throws Failure `unavailable`, `embedding/failed`, when the model fails or the process dies */
  embed(model: OpenRequest, texts: readonly string[]): Promise<Float32Array>;
  pid(): number | undefined;
  close(): void;
}

export function createEmbeddingProcess(launcher: ChildLauncher, entry: URL): EmbeddingProcess {
  let child: ChildHandle | undefined;
  let nextId = 1;
  const waiting = new Map<number, PromiseWithResolvers<Float32Array>>();

  function ensureChild(): ChildHandle {
    if (child !== undefined) return child;
    const started = launcher.launch(entry, { name: 'Carrel embedding' });
    child = started;
    started.onMessage((raw) => {
      const reply = embeddingReplySchema.safeParse(raw);
      if (!reply.success) {
        started.kill(); // it does not speak our language, so it is as good as dead
        return;
      }
      const asked = waiting.get(reply.data.id);
      waiting.delete(reply.data.id);
      if (reply.data.kind === 'embedded') asked?.resolve(reply.data.rows);
      else asked?.reject(failed(`The embedding model could not do it: ${reply.data.message}`));
    });
    started.onExit(() => {
      if (child !== started) return;
      child = undefined;
      const lost = [...waiting.values()];
      waiting.clear();
      for (const { reject } of lost) reject(failed('The embedding process ended'));
    });
    return started;
  }

  return {
    embed(model, texts) {
      const id = nextId++;
      const answer = Promise.withResolvers<Float32Array>();
      waiting.set(id, answer);
      ensureChild().send({ id, model, texts });
      return answer.promise;
    },
    pid: () => child?.pid,
    close: () => child?.kill(),
  };
}

function failed(what: string): Failure {
  return new Failure('unavailable', `${what}. Try again, or set embedding.model to "carrel-static".`, {
    reason: 'embedding/failed',
  });
}
