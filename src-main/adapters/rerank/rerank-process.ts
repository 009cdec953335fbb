import { Failure } from '../../../src-contract/failure.ts';
import type { ChildLauncher } from '../../platform/child-process.ts';
import { createChildRequests } from '../../platform/child-requests.ts';
import { createTurnstile } from '../llama/waiting.ts';
import { type RerankModel, type RerankReply, type RerankRequest, rerankReplySchema } from './rerank-messages.ts';

/**
 * Texts given to a model at a time: it cannot be stopped while it reads them. transformers.js reads eight at once
 * (as the embedder, guess, unmeasured), llama.cpp one after the other.
 */
const BATCH = { onnx: 8, gguf: 1 } as const;
/** A batch that is not done so long after the search was stopped ends with its process (cancelling takes 200 ms). */
const STOP_MS = 150;
/** Opening a model takes no longer; as long as the chat model may take. */
const OPEN_MS = 60_000;
/** Time without a question after which the model gives its memory back; as long as the chat model's. */
const IDLE_MS = 5 * 60_000;

/** One reranking child: started when first needed, replaced after a crash, ended when idle. */
export interface RerankProcess {
  /**
   * Scores texts, 0 to 1, in their order; one caller at a time.
   *
   * @param model `gpu` is what the caller allows; after a crash no graphics card is used
   * @throws Failure `unavailable`, `rerank/failed`; `cancelled`
   */
  score(model: RerankModel, asked: Asked, signal: AbortSignal): Promise<Float32Array>;
  pid(): number | undefined;
  close(): void;
}

interface Asked {
  readonly query: string;
  readonly texts: readonly string[];
}

export function createRerankProcess(launcher: ChildLauncher, entry: URL): RerankProcess {
  let mayUseGpu = true;
  let idle: NodeJS.Timeout | undefined;
  const takeTurn = createTurnstile();
  const child = createChildRequests<Omit<RerankRequest, 'id'>, RerankReply>({
    launcher,
    entry,
    name: 'Carrel reranking',
    parse: (raw) => rerankReplySchema.safeParse(raw).data,
    lost: () => failed('The reranking process ended'),
    onCrash: () => {
      mayUseGpu = false; // drivers are the usual reason; the processor is slower but sure
    },
  });

  async function ask(model: RerankModel, query: string, texts: readonly string[]): Promise<Float32Array> {
    const allowed = model.kind === 'gguf' ? { ...model, gpu: model.gpu && mayUseGpu } : model;
    const reply = await child.ask({ model: allowed, query, texts: [...texts] });
    if (reply.kind === 'failed') throw failed(`The reranker could not do it: ${reply.message}`);
    if (reply.scores.length !== texts.length) throw failed('The reranker left passages out');
    return reply.scores;
  }

  /** A batch under way is given a moment to end when the signal is aborted, then its process is killed. */
  async function askStoppable(
    model: RerankModel,
    query: string,
    { texts, signal }: { readonly texts: readonly string[]; readonly signal: AbortSignal },
  ): Promise<Float32Array> {
    let killer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      killer = setTimeout(child.kill, STOP_MS);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await ask(model, query, texts);
    } finally {
      signal.removeEventListener('abort', stop);
      clearTimeout(killer);
    }
  }

  async function scoreAll(model: RerankModel, { query, texts }: Asked, signal: AbortSignal): Promise<Float32Array> {
    // Opening goes on when the search is stopped: the next one finds it done.
    const late = setTimeout(child.kill, OPEN_MS);
    await ask(model, '', []).finally(() => clearTimeout(late));
    const all = new Float32Array(texts.length);
    const size = BATCH[model.kind];
    // Like lengths together: a batch is padded to its longest.
    const order = texts.map((_, at) => at).sort((one, other) => texts[one]!.length - texts[other]!.length);
    for (let from = 0; from < order.length; from += size) {
      assertWanted(signal);
      const batch = order.slice(from, from + size);
      const scores = await askStoppable(model, query, { texts: batch.map((at) => texts[at]!), signal });
      for (const [at, place] of batch.entries()) all[place] = scores[at] ?? Number.NaN;
    }
    return all;
  }

  return {
    async score(model, asked, signal) {
      const leave = await takeTurn(signal);
      clearTimeout(idle);
      try {
        return await scoreAll(model, asked, signal);
      } catch (thrown) {
        assertWanted(signal);
        throw thrown;
      } finally {
        idle = setTimeout(child.kill, IDLE_MS).unref();
        leave();
      }
    },
    pid: child.pid,
    close() {
      clearTimeout(idle);
      child.kill();
    },
  };
}

function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'Reranking was stopped', { reason: 'search/stopped' });
}

function failed(what: string): Failure {
  return new Failure('unavailable', `${what}. Search again, or set search.reranker to "off".`, {
    reason: 'rerank/failed',
  });
}
