import { Failure } from '../../../src-contract/failure.ts';
import type { ChildLauncher } from '../../platform/child-process.ts';
import { createChildRequests } from '../../platform/child-requests.ts';
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

export function createFaissProcess(launcher: ChildLauncher, entry: URL, name: string): FaissProcess {
  let generation = 0;
  const child = createChildRequests<Unnumbered<FaissRequest>, FaissReply>({
    launcher,
    entry,
    name,
    env: THREADS,
    parse: (raw) => faissReplySchema.safeParse(raw).data,
    lost: () => unavailable('index/faiss-crashed', 'The FAISS process ended'),
    onCrash: () => {
      generation += 1;
    },
  });
  return {
    async ask(request) {
      const reply = await child.ask(request);
      if (reply.kind === 'failed') throw unavailable('index/faiss-failed', `FAISS could not do it: ${reply.message}`);
      return reply;
    },
    generation: () => generation,
    close() {
      generation += 1;
      child.kill();
    },
  };
}

function unavailable(reason: string, message: string): Failure {
  return new Failure('unavailable', `${message}. The exact scan answers instead.`, { reason });
}
