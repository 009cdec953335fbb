import { Failure } from '../../../src-contract/failure.ts';
import type { ChildHandle, ChildLauncher } from '../../platform/child-process.ts';
import { type FaissReply, type FaissRequest, faissReplySchema } from './faiss-messages.ts';

type Unnumbered<R> = R extends { id: number } ? Omit<R, 'id'> : never;

/** FAISS's threads spin while they wait, which starves everything else on a busy machine; one search needs one. */
const THREADS = { OMP_WAIT_POLICY: 'passive', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

/** One FAISS child: started at the first request; when it dies, everything under way fails and the next starts another. */
export interface FaissProcess {
  /** @throws Failure `unavailable`, `index/faiss-failed` when FAISS refuses, `index/faiss-crashed` when it dies */
  ask(request: Unnumbered<FaissRequest>): Promise<Exclude<FaissReply, { kind: 'failed' }>>;
  /** Grows whenever a child is gone: what it had open is closed. */
  generation(): number;
  close(): void;
}

interface Waiting {
  resolve(reply: Exclude<FaissReply, { kind: 'failed' }>): void;
  reject(failure: Failure): void;
}

export function createFaissProcess(launcher: ChildLauncher, entry: URL, name: string): FaissProcess {
  let child: ChildHandle | undefined;
  let generation = 0;
  let nextId = 1;
  const waiting = new Map<number, Waiting>();

  function settle(reply: FaissReply): void {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind !== 'failed') asked?.resolve(reply);
    else asked?.reject(unavailable('index/faiss-failed', `FAISS could not do it: ${reply.message}`));
  }

  function ensureChild(): ChildHandle {
    if (child !== undefined) return child;
    const started = launcher.launch(entry, { name, env: THREADS });
    child = started;
    started.onMessage((raw) => {
      const reply = faissReplySchema.safeParse(raw);
      if (reply.success) settle(reply.data);
      else started.kill(); // it does not speak our language, so it is as good as dead
    });
    started.onExit(() => {
      if (child !== started) return;
      child = undefined;
      generation += 1;
      const lost = [...waiting.values()];
      waiting.clear();
      for (const { reject } of lost) reject(unavailable('index/faiss-crashed', 'The FAISS process ended'));
    });
    return started;
  }

  return {
    ask(request) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        ensureChild().send({ ...request, id });
      });
    },
    generation: () => generation,
    close: () => child?.kill(),
  };
}

function unavailable(reason: string, message: string): Failure {
  return new Failure('unavailable', `${message}. The exact scan answers instead.`, { reason });
}
